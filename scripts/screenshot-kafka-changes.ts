// Takes the pictures of a reset of offsets, its preview and its end, in Chromium, at the width of a desk and of a phone, into docs/kafka/.
// `node scripts/screenshot-kafka-changes.ts`.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startKafka } from '../sandbox/kafka/kafka.ts';
import { openShop } from '../sandbox/kafka/shop.ts';
import { launchBrowser, openPage } from '../test/sandbox/page/browser.ts';
import { startSandbox, words } from '../test/system/sandbox.ts';

const OPS = '#shop-ops';
const WIDTHS = { desktop: { width: 1180, height: 900 }, phone: { width: 390, height: 844 } };
const folder = 'docs/kafka';
const COMMAND = 'kafka reset offsets reports --topic orders --to-latest';

await mkdir(folder, { recursive: true });
const kafka = await startKafka();
const shop = await openShop(kafka.bootstrap);
const sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
const browser = await launchBrowser();
try {
  const preview = await sandbox.answer(
    { user: 'bob', channel: OPS, text: `/${COMMAND}` },
    /Confirm before/u,
  );
  await picture('reset-preview', 'Confirm');
  await sandbox.post('/sim/click', {
    ...{ user: 'bob', channel: OPS, ts: preview.ts, action_id: 'confirm' },
  });
  await sandbox.until(OPS, (one) => one.ts === preview.ts && /Undo:/u.test(words(one)));
  await picture('reset-done', 'Undo:');
} finally {
  await browser.close();
  await sandbox.stop();
  await shop.close();
  await kafka.stop();
}

/** With what has to be seen on it. */
async function picture(name: string, text: string): Promise<void> {
  for (const [width, size] of Object.entries(WIDTHS)) {
    const opened = await openPage(browser, `${sandbox.url}/#user=bob&channel=shop-ops`, size);
    await opened.page.getByText(text).last().waitFor();
    await opened.page.screenshot({ path: path.join(folder, `${name}-${width}.png`) });
    await opened.close();
  }
}
