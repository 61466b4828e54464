// The composer in a real browser: completion, usage, history, and what becomes of what was sent.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type PageFixture, send, startPageFixture } from './fixture.ts';

let fixture: PageFixture;

beforeAll(async () => {
  fixture = await startPageFixture();
});

afterEach(async () => {
  expect(fixture.troubles()).toEqual([]);
  await fixture.reset();
});

afterAll(() => fixture.close());

describe('the composer', () => {
  test('completes commands of the manifest with arrow keys, Tab, Enter and Escape', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    const field = page.getByRole('textbox', { name: 'Message #shop-ops' });
    await field.pressSequentially('/');
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    expect(await options.allTextContents()).toEqual([
      '/kubectl get pods -n shopRun a whitelisted kubectl command',
      '/escapedTakes mentions as ids',
    ]);
    expect(await options.nth(0).getAttribute('aria-selected')).toBe('true');
    await field.press('ArrowDown');
    expect(await options.nth(1).getAttribute('aria-selected')).toBe('true');
    expect(await field.getAttribute('aria-activedescendant')).toBe(
      await options.nth(1).getAttribute('id'),
    );
    await field.press('Tab');
    expect(await field.inputValue()).toBe('/escaped ');
    await field.fill('/k');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('/kubectl ');
    await page.getByText('/kubectl get pods -n shop · Run a whitelisted').waitFor();
    await field.fill('/e');
    await field.press('Escape');
    expect(await page.getByRole('listbox').count()).toBe(0);
    expect(await field.inputValue()).toBe('/e');
  });

  test('completes people and channels in the middle of a sentence', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    const field = page.locator('#composer');
    await field.pressSequentially('ask @qu');
    await field.press('Tab');
    await field.pressSequentially('in #gen');
    await field.press('Tab');
    expect(await field.inputValue()).toBe('ask @quartermaster in #general ');
  });

  test('sends with Enter, breaks the line with Shift+Enter, recalls with the arrow keys', async () => {
    const page = await fixture.open('user=bob&channel=general');
    const field = page.locator('#composer');
    await field.pressSequentially('first');
    await field.press('Shift+Enter');
    await field.pressSequentially('second line');
    await field.press('Enter');
    await page.getByRole('log').getByText('second line').waitFor();
    expect(await field.inputValue()).toBe('');
    await send(page, 'third');
    await page.getByRole('log').getByText('third').waitFor();
    await field.press('ArrowUp');
    expect(await field.inputValue()).toBe('third');
    await field.press('ArrowUp');
    expect(await field.inputValue()).toBe('first\nsecond line');
    const messages = await fixture.workspace.messages('general');
    expect(messages.map((message) => message.text)).toEqual(['first\nsecond line', 'third']);
  });

  test('offers things to try in an empty channel, and puts the choice into the field', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    const hints = page.getByRole('region', { name: 'Try these' });
    await hints.getByRole('button', { name: /\/kubectl get pods -n shop/ }).click();
    expect(await page.locator('#composer').inputValue()).toBe('/kubectl get pods -n shop');
    await page.locator('#composer').press('Enter');
    await page.getByText('CrashLoopBackOff').waitFor();
    expect(await hints.count()).toBe(0);
  });

  test('says that a command was acknowledged, and shows the answer in the channel', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl get pods -n shop');
    await page.getByText(/Acknowledged in \d+ ms/).waitFor();
    const message = page.getByRole('log').getByRole('article', { name: /^quartermaster/ });
    expect(await message.locator('pre').textContent()).toContain('payments-6f5b9c7d8-hw2lt    0/1');
  });

  test('says that the app did not answer in time', async () => {
    await fixture.workspace.act('settings', { ack_ms: 3000 });
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl silent');
    await page.getByText('Delivering').waitFor();
    await page.getByText(/No acknowledgement in \d+\.\d s/).waitFor();
    await page.getByText('/kubectl failed because the app did not respond').waitFor();
  });

  test('gives back a line that Slack refuses, and says why', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/nothing here');
    await page.getByRole('status').getByText('/nothing is not a valid command').waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('/nothing here');
  });
});
