// Takes the pictures of a reset of offsets, its preview and its end, in Chromium, at the width of a desk and of a phone, into docs/kafka/.
// `node scripts/screenshot-kafka-changes.ts`.

import { mkdir } from 'node:fs/promises';
import { startKafka } from '../sandbox/kafka/kafka.ts';
import { openShop } from '../sandbox/kafka/shop.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { startSandbox, words } from '../test/system/sandbox.ts';
import { takePicture } from './picture.ts';

const OPS = '#shop-ops';
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
async function picture(name: string, shows: string): Promise<void> {
  const view = { user: 'bob', channel: 'shop-ops', shows };
  await takePicture({ browser, url: sandbox.url, folder }, name, view);
}
