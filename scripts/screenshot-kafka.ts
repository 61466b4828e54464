// Takes the pictures of a topic, a group, the lag of all groups and connectors, in Chromium, at the width of a desk and of a phone, into docs/kafka/.
// `node scripts/screenshot-kafka.ts`.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startConnect } from '../sandbox/kafka/connect.ts';
import { putConnector } from '../sandbox/kafka/connectors.ts';
import { startKafka } from '../sandbox/kafka/kafka.ts';
import { openShop } from '../sandbox/kafka/shop.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { startSandbox, words } from '../test/system/sandbox.ts';
import { takePicture, type Width } from './picture.ts';

const folder = 'docs/kafka';
const AGAIN_MS = 2_000;
/** By the name of the picture: what is typed, and what shows that there is something to see. */
const PICTURES: Readonly<Record<string, readonly [command: string, shows: RegExp]>> = {
  topic: ['kafka topic orders', /PartitionCount/u],
  group: ['kafka group mailer', / in [1-9][\d.]* min/u],
  lag: ['kafka lag', /STOP|WARN|STALL/u],
  connectors: ['kafka connectors', /payments-export +sink +RUNNING +1 +0 +1/u],
  connector: ['kafka connector payments-export', /Task 0 failed/u],
};

await mkdir(folder, { recursive: true });
const kafka = await startKafka();
const shop = await openShop(kafka.bootstrap);
const worker = await startConnect({ kafka });
const file = (topics: string, where: string) => ({
  ...{ 'connector.class': 'FileStreamSink', topics, file: where },
});
await putConnector(
  worker,
  'orders-archive',
  file('orders', path.join(worker.directory, 'out.txt')),
);
// As it would be called on a server of one's own, and is on none.
await putConnector(worker, 'payments-export', file('payments', '/exports/payments.txt'));
const sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap, KAFKA_CONNECT: worker.url });
const browser = await launchBrowser();
try {
  for (const [command, shows] of Object.values(PICTURES)) await known(command, shows);
  for (const [name, [command]] of Object.entries(PICTURES)) {
    const wish = { user: 'carol', channel: '#shop-ops', text: `/${command}` };
    const message = await sandbox.answer(wish, /Succeeded/u);
    await picture(name, command, 'desktop');
    if (JSON.stringify(message).includes('output_layout')) await asRows(wish, message.ts);
    await picture(name, command, 'phone');
  }
} finally {
  await browser.close();
  await sandbox.stop();
  await worker.stop();
  await shop.close();
  await kafka.stop();
}

/** As whoever holds a phone has a wide table shown. */
async function asRows(wish: { readonly user: string; readonly channel: string }, ts: string) {
  await sandbox.post('/sim/click', { ...wish, ts, action_id: 'output_layout' });
  await sandbox.until('#shop-ops', (one) => one.ts === ts && JSON.stringify(one).includes('quote'));
}

/** Asked elsewhere, again and again, until there is something to see: some of it is looked at now and then only. */
async function known(command: string, shows: RegExp): Promise<void> {
  for (;;) {
    const wish = { user: 'carol', channel: '#general', text: `/${command} --kafka staging` };
    if (shows.test(words(await sandbox.answer(wish, /Succeeded/u)))) return;
    await delay(AGAIN_MS);
  }
}

/** Of the newest message. */
async function picture(name: string, shows: string, width: Width): Promise<void> {
  const view = { user: 'carol', channel: 'shop-ops', shows, width };
  await takePicture({ browser, url: sandbox.url, folder, deskWidth: 1280 }, name, view);
}
