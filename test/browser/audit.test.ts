// The audit by the hands and eyes of a person: read on a page that fits a phone, searched in a modal, taken away as a file.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { send } from '../sandbox/page/fixture.ts';
import { answer, type ProductFixture, startProduct } from './fixture.ts';

let product: ProductFixture;

beforeAll(async () => {
  product = await startProduct();
  const channel = '#shop-ops';
  for (const text of ['/kubectl get pods', '/kubectl get deploy/web', '/kubectl get nodes'])
    await product.sandbox.answer({ user: 'carol', channel, text }, /Succeeded|Failed|Refused/u);
  const restart = '/kubectl rollout restart deploy/web';
  await product.sandbox.answer({ user: 'bob', channel, text: restart }, /Confirm/u);
}, 90_000);

afterEach(async () => {
  expect(await product.closePages()).toEqual([]);
});

afterAll(() => product?.close());

/** Pictures for the eye: QM_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.QM_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

describe('the audit', () => {
  test('is searched in a modal that knows what was searched before', async () => {
    const page = await product.open('user=alice&channel=shop-ops');
    await send(page, '/qm audit');
    const all = answer(page, 'qm audit');
    await all.getByText('rollout restart deploy/web').first().waitFor();
    await picture(page, 'audit');
    await all.getByRole('button', { name: 'Search the audit again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Search the audit' });
    await dialog.getByRole('textbox', { name: 'Thing (optional)' }).fill('deploy/web');
    await dialog.getByRole('textbox', { name: 'From (optional)' }).fill('yesterday');
    await picture(page, 'audit-form');
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByText('This must be a time such as 2h (ago)').waitFor();
    await dialog.getByRole('textbox', { name: 'From (optional)' }).fill('2h');
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.waitFor({ state: 'detached' });
    const found = answer(page, 'qm audit --resource deploy/web --since 2h');
    const rows = found.locator('pre').first();
    expect(await rows.textContent()).toMatch(
      /carol \(U0CAROL\), staging, shop\/deployments.apps\/web/u,
    );
    expect(await rows.textContent()).not.toContain('get nodes');
    await found.getByRole('button', { name: 'Search the audit again' }).click();
    expect(await dialog.getByRole('textbox', { name: 'Thing (optional)' }).inputValue()).toBe(
      'deploy/web',
    );
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'detached' });
  });

  test('fits a phone', async () => {
    const page = await product.open('user=alice&channel=shop-ops', { width: 390 });
    await send(page, '/qm audit --kind outcome');
    const found = answer(page, 'qm audit --kind outcome');
    await found.getByRole('button', { name: 'Search the audit again' }).waitFor();
    await picture(page, 'audit-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const rows = found.locator('pre').first();
    expect(await rows.textContent()).toMatch(/^\d+ rows, newest first, times in Asia\/Seoul/u);
  });

  test('is taken away as a file, in one’s own messages', async () => {
    const page = await product.open('user=alice&channel=shop-ops');
    await send(page, '/qm audit --kind outcome -o csv');
    await answer(page, 'qm audit --kind outcome -o csv')
      .getByText(/is in your messages/u)
      .waitFor();
    await page.getByRole('button', { name: /^Quartermaster/u }).click();
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    await page
      .getByText(/audit-[\dTZ-]+\.csv/u)
      .first()
      .waitFor();
    await picture(page, 'audit-file');
  });
});
