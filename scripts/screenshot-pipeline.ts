// Takes the pictures of a pipeline in Slack, in Chromium, at the width of a desk and of a phone, into docs/pipeline/: how it is, a restart, its
// lag. The sandbox's own broker runs, and clicks flow. `node scripts/screenshot-pipeline.ts`.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { type StoredMessage, startSandbox, words } from '../test/system/sandbox.ts';
import { takePicture } from './picture.ts';

const folder = 'docs/pipeline';
const channel = '#shop-ops';
/** Long enough for a pause to be seen in the graph: it is looked at every 15 seconds. */
const PAUSE_MS = 36_000;

await mkdir(folder, { recursive: true });
const sandbox = await startSandbox({ KAFKA_BROKERS: '' });
const browser = await launchBrowser();
try {
  while (!sandbox.said().includes('Apache Kafka is up')) await delay(500);
  for (let deducted = 0; deducted < 200; await delay(2_000)) {
    const status = await ask('/pipeline status settlement', /pipeline status/u);
    deducted = Number(/deducted (\d+)/u.exec(words(status))?.[1] ?? 0);
  }
  await ask('/pipeline query settlement budget campaign-7', /Succeeded/u);
  await ask('/pipeline status settlement', /Succeeded/u);
  await picture('status', 'SETTLED-UP-TO');
  await confirm('/pipeline restart settlement');
  await picture('restart', 'tasks are back');
  await delay(PAUSE_MS / 2);
  await confirm('/pipeline pause settlement');
  await delay(PAUSE_MS);
  await confirm('/pipeline resume settlement');
  await delay(PAUSE_MS / 2);
  await ask('/pipeline lag settlement', /Succeeded/u);
  await sandbox.until(channel, (message) => 'files' in message);
  await picture('lag', 'lag-settlement.png');
} finally {
  await browser.close();
  await sandbox.stop();
}

async function ask(text: string, matches: RegExp): Promise<StoredMessage> {
  return await sandbox.answer({ user: 'bob', channel, text }, matches);
}

async function confirm(text: string): Promise<void> {
  const { ts } = await ask(text, /Confirm/u);
  await sandbox.post('/sim/click', { user: 'bob', channel, ts, action_id: 'confirm' });
  await sandbox.until(channel, (one) => one.ts === ts && /took/u.test(words(one)));
}

async function picture(name: string, shows: string): Promise<void> {
  await takePicture({ browser, url: sandbox.url, folder }, name, {
    ...{ user: 'bob', channel: 'shop-ops', shows },
    settle: async (page) => {
      const graphs = page.getByRole('img', { name: /^Graph/u });
      if (name === 'lag') await graphs.last().scrollIntoViewIfNeeded();
      await delay(1_000); // pictures within messages are loaded, and what is new has been scrolled to
    },
  });
}
