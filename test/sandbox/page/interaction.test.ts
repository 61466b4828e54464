// Buttons, confirm dialogs, menus and modals of the page against a real Bolt app.
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

describe('a button', () => {
  test('with a confirm dialog asks first; the message changes in place once the app answers', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl rollout restart deployment/web');
    await page.getByRole('button', { name: 'Restart' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Restart web?' });
    expect(await dialog.locator('strong').textContent()).toBe('3 pods');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(fixture.sample.clicks).toEqual([]);
    await page.getByRole('button', { name: 'Restart' }).click();
    await dialog.getByRole('button', { name: 'Restart' }).click();
    await page.getByText('deployment.apps/web restarted').waitFor();
    expect(fixture.sample.clicks).toEqual([{ action: 'confirm', user: 'U0BOB', value: 'op-1' }]);
    expect(await page.getByRole('log').getByRole('article').count()).toBe(1);
  });

  test('says beside it when the app does not answer', async () => {
    await fixture.workspace.act('settings', { ack_ms: 300 });
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl get pods');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('alert').getByText('The app did not respond in time.').waitFor();
  });

  test('an overflow menu opens with the keyboard and sends the option', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl rollout restart deployment/web');
    await page.getByRole('button', { name: 'More actions' }).press('Enter');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('menuitem', { name: 'Who may do this' }).evaluate(isFocused)).toBe(
      true,
    );
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.getByText(/Acknowledged in .*click more/).waitFor();
    expect(fixture.sample.clicks.map((click) => click.action)).toEqual(['more']);
  });
});

describe('a modal', () => {
  test('shows what is missing, takes suggestions of the app, keeps what was typed, and closes', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl');
    const dialog = page.getByRole('dialog', { name: 'Build a command' });
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('Please complete this required field.').first().waitFor();
    expect(await dialog.getByRole('alert').filter({ hasText: 'Please complete' }).count()).toBe(3);
    await dialog.getByRole('combobox', { name: 'Verb' }).click();
    await dialog.getByRole('option', { name: 'scale' }).click();
    await dialog.getByRole('combobox', { name: 'Name', exact: true }).pressSequentially('pay');
    await dialog.getByRole('option', { name: 'payments' }).waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('why');
    await dialog.getByRole('combobox', { name: 'Namespaces' }).click();
    await dialog.getByRole('option', { name: 'ads' }).click();
    await dialog.getByRole('checkbox', { name: '--no-headers' }).check();
    await dialog.getByRole('radio', { name: 'yaml' }).check();
    await dialog.getByLabel('Day').fill('2026-11-24');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('Say why in at least 5 letters.').waitFor();
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
    expect(await reason.inputValue()).toBe('why');
    await reason.fill('because of load');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('built by bob').waitFor();
    expect(await dialog.count()).toBe(0);
    expect(fixture.sample.submits.at(-1)).toMatchObject({
      verb: { verb: { selected_option: { value: 'scale' } } },
      name: { name: { selected_option: { value: 'payments' } } },
      reason: { reason: { value: 'because of load' } },
      extra: { extra: { selected_options: [{ value: 'ads' }] } },
      flags: { flags: { selected_options: [{ value: '--no-headers' }] } },
      format: { format: { selected_option: { value: 'yaml' } } },
      day: { day: { selected_date: '2026-11-24' } },
    });
  });

  test('stacks: the second view goes back to the first, which still holds what was typed', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl');
    const first = page.getByRole('dialog', { name: 'Build a command' });
    await first.getByRole('combobox', { name: 'Verb' }).click();
    await first.getByRole('option', { name: 'get', exact: true }).click();
    await first.getByRole('combobox', { name: 'Name', exact: true }).pressSequentially('w');
    await first.getByRole('option', { name: 'web' }).click();
    await first.getByRole('textbox', { name: 'Reason' }).fill('once again');
    await first.getByRole('button', { name: 'Preview' }).click();
    const second = page.getByRole('dialog', { name: 'Second step' });
    await second.getByRole('button', { name: 'Back' }).click();
    await first.waitFor();
    await first.getByRole('button', { name: 'Preview' }).click();
    await second.waitFor();
    await page.keyboard.press('Escape');
    await first.waitFor();
    expect(await first.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('once again');
    expect(await first.getByRole('combobox', { name: 'Verb' }).inputValue()).toBe('get');
    await page.keyboard.press('Escape');
    await first.waitFor({ state: 'detached' });
    expect((await fixture.workspace.look('views?user=bob')).modals).toEqual([]);
  });

  test('that the app updates does not disturb whoever is typing in another block', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl');
    const dialog = page.getByRole('dialog', { name: 'Build a command' });
    const name = dialog.getByRole('combobox', { name: 'Name', exact: true });
    await name.pressSequentially('pa');
    await dialog.getByRole('option', { name: 'payments' }).waitFor();
    const { modals } = await fixture.workspace.look('views?user=bob');
    const [{ id, ...view }] = modals as [Record<string, unknown> & { blocks: { type: string }[] }];
    const note = { type: 'section', text: { type: 'mrkdwn', text: 'A new preview.' } };
    const blocks = [...view.blocks.slice(0, -1), note];
    const { type, callback_id, title, submit, close } = view;
    const renewed = { type, callback_id, title, submit, close, blocks };
    await fixture.workspace.call('views.update', { view_id: id, view: renewed });
    await dialog.getByText('A new preview.').waitFor();
    await dialog.getByRole('option', { name: 'payments' }).waitFor();
    await name.pressSequentially('y');
    expect(await name.inputValue()).toBe('pay');
    await dialog.getByRole('option', { name: 'payments' }).click();
    expect(await name.inputValue()).toBe('payments');
  });

  test('keeps the focus inside and closes with Escape, for the stand-in too', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    for (let presses = 0; presses < 25; presses += 1) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate<string>(
        "document.activeElement === document.body || document.activeElement.closest('dialog') ? 'inside' : 'outside'",
      );
      expect(place).toBe('inside');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await fixture.workspace.look('views?user=bob')).modals).toEqual([]);
  });
});

function isFocused(node: unknown): boolean {
  return (node as { matches(selector: string): boolean }).matches(':focus');
}
