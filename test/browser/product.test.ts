// The product by the hands and eyes of a person: the real bot, on the chat page, in Chromium. What is found is found by role and
// name, as a screen reader finds it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { send } from '../sandbox/page/fixture.ts';
import { until } from '../world/world.ts';
import { answer, type ProductFixture, startProduct } from './fixture.ts';

const LONG_MS = 60_000;
let product: ProductFixture;

beforeAll(async () => {
  product = await startProduct();
});

afterEach(async () => {
  expect(await product.closePages()).toEqual([]);
});

afterAll(() => product?.close());

function preOf(page: Page, about: string | RegExp) {
  return answer(page, about).locator('pre').first();
}

describe('a command', () => {
  test('is completed, sent with Enter, and answered with what kubectl prints', async () => {
    const page = await product.open('user=carol&channel=shop-ops');
    const field = page.getByRole('textbox', { name: 'Message #shop-ops' });
    await field.pressSequentially('/kub');
    const option = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    expect(await option.first().textContent()).toMatch(/^\/kubectl/u);
    await field.press('Tab');
    expect(await field.inputValue()).toBe('/kubectl ');
    await field.pressSequentially('get pods -l app=web');
    await field.press('Enter');
    const output = preOf(page, 'get pods -l app=web');
    expect(await output.textContent()).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nweb-/u);
    const article = answer(page, 'get pods -l app=web');
    expect(await article.textContent()).toMatch(
      /Succeeded.*staging \/ shop.*took [\d.]+ m?s.*carol/u,
    );
  });

  test('that is mistyped is explained to its author alone', async () => {
    const page = await product.open('user=carol&channel=shop-ops');
    await send(page, '/kubectl get pods --namespce shop');
    const told = page.getByRole('article', { name: /only visible to you/u });
    await told.getByText('--namespace').first().waitFor();
    await told.getByText('Not understood').waitFor();
  });

  test('is refused to whoever may not, with the reason and whom to ask', async () => {
    const page = await product.open('user=mallory&channel=shop-ops');
    await send(page, '/kubectl get pods');
    const told = page.getByRole('article', { name: /only visible to you/u });
    await told.getByText('You are in no group, and no policy allows it.').waitFor();
  });

  test('is answered in the thread where it was asked', async () => {
    const page = await product.open('user=alice&channel=incidents');
    await send(page, 'web is slow');
    // What fires in the sandbox's cluster may stand beside it.
    const message = page.getByRole('article', { name: /^alice/u });
    await message.hover();
    await message.getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const field = thread.getByRole('textbox', { name: 'Reply in thread' });
    await field.fill('@quartermaster kubectl rollout status deploy/web -n shop --cluster staging');
    await field.press('Enter');
    await thread.getByText('successfully rolled out').waitFor();
    expect(
      await page.getByRole('log', { name: 'Messages in #incidents' }).textContent(),
    ).not.toContain('successfully rolled out');
  });
});

describe('a change', () => {
  test('shows its preview, waits, and becomes its result in place', async () => {
    const page = await product.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl scale deploy/search --replicas=3');
    const message = answer(page, 'scale deploy/search');
    await message.getByText('from 2 to 3 replicas').waitFor();
    expect(await message.textContent()).toContain('+  replicas: 3');
    await message.getByRole('button', { name: 'Confirm' }).click();
    await message.getByText('deployment.apps/search scaled').waitFor();
    await message.getByText('Succeeded').waitFor();
    expect(await message.getByRole('button', { name: 'Confirm' }).count()).toBe(0);
    expect(await answer(page, 'scale deploy/search').count()).toBe(1);
  });

  test('is nobody else’s to confirm; its author can cancel it', async () => {
    const page = await product.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl rollout restart deploy/cart');
    const message = answer(page, 'rollout restart deploy/cart');
    await message.getByRole('button', { name: 'Confirm' }).waitFor();
    await page.getByRole('button', { name: /Acting as bob, operator/u }).click();
    await page.getByRole('menuitemradio', { name: /Alice/u }).click();
    await message.getByRole('button', { name: 'Confirm' }).click();
    await page
      .getByRole('article', { name: /only visible to you/u })
      .getByText('This is not yours to confirm or cancel.')
      .waitFor();
    await page.getByRole('button', { name: /Acting as alice, admin/u }).click();
    await page.getByRole('menuitemradio', { name: /Bob/u }).click();
    await message.getByRole('button', { name: 'Cancel' }).click();
    await message.getByText('Cancelled before anything was changed.').waitFor();
  });
});

describe('a long output', () => {
  test('is read page by page, filtered, and taken whole as a file', async () => {
    const page = await product.open('user=carol&channel=shop-ops');
    await send(page, '/kubectl get pods -A -o yaml');
    const message = answer(page, 'get pods -A -o yaml');
    await message.getByText(/page 1 of \d+/u).waitFor();
    await message.getByRole('button', { name: /Next/u }).click();
    await message.getByText(/page 2 of \d+/u).waitFor();
    await message.getByRole('button', { name: /Previous/u }).click();
    await message.getByText(/page 1 of \d+/u).waitFor();
    await message.getByRole('button', { name: /Filter/u }).click();
    const dialog = page.getByRole('dialog', { name: 'Filter the output' });
    await dialog.getByRole('textbox', { name: 'Lines that contain' }).fill('podIP:');
    await dialog.getByRole('button', { name: 'Show' }).click();
    await dialog.waitFor({ state: 'detached' });
    const output = message.locator('pre').first();
    await until(async () => {
      const lines = ((await output.textContent()) ?? '').trim().split('\n');
      return lines.every((line) => line.includes('podIP:'))
        ? undefined
        : 'the lines asked for alone';
    }, LONG_MS);
    await message.getByRole('button', { name: /Whole output as file/u }).click();
    const file = page.getByRole('region', { name: /^File kubectl-get-pods/u });
    const download = page.waitForEvent('download');
    await file.getByRole('link', { name: /^Download/u }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) {
      chunks.push(chunk as Buffer);
    }
    const whole = Buffer.concat(chunks).toString();
    expect(whole).toMatch(/^apiVersion: v1\nitems:\n/u);
    expect(whole).toMatch(/\nkind: List\n/u);
  });

  test('of followed logs grows in one message, until it is stopped', async () => {
    const page = await product.open('user=carol&channel=shop-ops');
    await send(page, '/kubectl logs deploy/web --tail=3 -f');
    const message = answer(page, 'logs deploy/web -f --tail 3');
    await message.getByText('Running').waitFor();
    const output = message.locator('pre').first();
    const lines = async () => ((await output.textContent()) ?? '').split('\n').length;
    const atFirst = await lines();
    await until(async () => ((await lines()) > atFirst ? undefined : 'no more lines'), LONG_MS);
    await message.getByRole('button', { name: 'Stop' }).click();
    await message.getByText('Following was stopped.').waitFor();
    await message.getByText('Cancelled').waitFor();
    expect(await message.getByRole('button', { name: 'Stop' }).count()).toBe(0);
  });
});

describe('the builder', () => {
  test('makes a command of what is picked, shows it, and runs it', async () => {
    const page = await product.open('user=carol&channel=shop-prod');
    await send(page, '/kubectl');
    const dialog = page.getByRole('dialog', { name: 'Build a command' });
    await dialog.getByRole('combobox', { name: 'Command' }).click();
    await dialog
      .getByRole('option', { name: /^kubectl get Show/u })
      .first()
      .click();
    await pick(page, 'Kind', 'deploy', 'deployments');
    await pick(page, 'Namespace', 'sho', 'shop');
    await pick(page, 'Name', 'we', 'web');
    await dialog.getByText('/kubectl get deployments web -n shop').waitFor();
    await dialog.getByRole('button', { name: 'Run' }).click();
    await dialog.waitFor({ state: 'detached' });
    const output = preOf(page, 'get deployments web -n shop');
    expect(await output.textContent()).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb /u);
  });

  async function pick(page: Page, field: string, typed: string, option: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'Build a command' });
    await dialog.getByRole('combobox', { name: `${field} (optional)` }).pressSequentially(typed);
    await dialog.getByRole('option', { name: option, exact: true }).click();
  }
});

test('App Home says what its reader may do, where, and what they ran', async () => {
  const page = await product.open('user=carol&channel=shop-ops');
  await send(page, '/kubectl get deploy');
  await preOf(page, 'get deploy').waitFor();
  await page.getByRole('button', { name: 'Quartermaster', exact: true }).click();
  const home = page.getByRole('region', { name: 'App Home' });
  await home.getByRole('heading', { name: 'What you may do' }).waitFor();
  const text = (await home.textContent()) ?? '';
  expect(text).toContain('/kubectl get');
  expect(text).not.toContain('/kubectl scale');
  expect(text).toMatch(/Clusters\s*staging[\s\S]*production/u);
  expect(text).toContain('kubectl get deploy');
});

describe('on a phone', () => {
  test('every column of a table is read without scrolling sideways, row by row', async () => {
    const page = await product.open('user=carol&channel=shop-ops', { width: 390 });
    await send(page, '/kubectl get pods -o wide');
    const message = answer(page, 'kubectl get pods -o wide');
    const printed = (await preOf(page, 'kubectl get pods -o wide').textContent()) ?? '';
    await message.getByRole('button', { name: 'row by row' }).click();
    const rows = message.getByRole('blockquote');
    await rows.first().waitFor();
    expect(await message.locator('pre').count()).toBe(0);
    const lines = printed.trim().split('\n').slice(1);
    expect(await rows.count()).toBe(lines.length);
    for (const [index, line] of lines.entries()) {
      const [name = '', ready = '', status = ''] = line.split(/\s{2,}/u);
      const text = await rows.nth(index).textContent();
      const words = text?.replaceAll('\u00a0', ' ');
      expect(words).toContain(`${name}\nREADY ${ready} · STATUS ${status} · RESTARTS `);
      const box = await rows.nth(index).boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await message.getByRole('button', { name: 'as it was printed' }).click();
    expect(await preOf(page, 'kubectl get pods -o wide').textContent()).toBe(printed);
  });

  test('a table of pods and a change fit; nothing scrolls sideways', async () => {
    const page = await product.open('user=bob&channel=shop-ops', { width: 390 });
    await send(page, '/kubectl get pods');
    const output = preOf(page, 'kubectl get pods');
    await output.waitFor();
    expect(
      await output.evaluate((node) => {
        const { scrollWidth, clientWidth } = node as unknown as Record<string, number>;
        return (scrollWidth ?? 0) - (clientWidth ?? 0);
      }),
    ).toBe(0);
    await send(page, '/kubectl scale deploy/payments --replicas=3');
    const message = answer(page, 'scale deploy/payments');
    const confirm = message.getByRole('button', { name: 'Confirm' });
    await confirm.waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const box = await confirm.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(36);
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    await confirm.click();
    await message.getByText('deployment.apps/payments scaled').waitFor();
  });
});

test('a screen reader finds the answer by its roles and names', async () => {
  const page = await product.open('user=bob&channel=shop-prod');
  await send(page, '/kubectl rollout restart deploy/web');
  await answer(page, 'rollout restart deploy/web')
    .getByRole('button', { name: 'Cancel' })
    .waitFor();
  const tree = await answer(page, 'rollout restart deploy/web').ariaSnapshot();
  expect(tree).toMatch(/article "quartermaster/u);
  expect(tree).toContain('button "Confirm this change": Confirm');
  expect(tree).toContain('button "Cancel: change nothing"');
  expect(tree).toContain('region "Output"');
});
