// Takes the pictures of alerts in Chromium, at the width of a desk and of a phone, into docs/alerts/: what fires in the stand-in cluster, somebody who is
// chosen to look after it, and that somebody does. `node scripts/screenshot-alerts.ts`.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ALERTS, ON_CALL } from '../sandbox/alerts.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { words } from '../test/system/sandbox.ts';
import { modalOf } from '../test/world/modal.ts';
import { createWorld, type Said } from '../test/world/world.ts';
import { lastSaid, takePicture, type View } from './picture.ts';

const INCIDENTS = '#incidents';
const folder = 'docs/alerts';
const PATIENCE_MS = 60_000;

await mkdir(folder, { recursive: true });
const world = await createWorld({ alerts: ALERTS, onCall: ON_CALL });
const browser = await launchBrowser();
try {
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  const alert = await said(/recommender in shop/u);
  const { ts } = alert;
  await said(/called for alert/u);
  await picture('fires', { user: 'bob', channel: 'incidents', shows: 'crash-loops' });
  const number = /Alert (\d+)/u.exec(words(alert))?.[1];
  await world.sim('click', {
    ...{ user: 'bob', channel: INCIDENTS, ts, action_id: 'alert_more', value: `assign ${number}` },
  });
  await picture('assign', {
    ...{ user: 'bob', channel: 'incidents', shows: `Assign alert ${number}` },
    settle: async (page) => {
      await page.getByRole('combobox', { name: 'Who is to look after it' }).fill('al');
      await page.getByRole('option', { name: 'alice' }).waitFor();
    },
  });
  const { id } = await modalOf(world, 'bob');
  await world.sim('close', { user: 'bob', view_id: id, clear: true });
  await world.sim('click', { user: 'bob', channel: INCIDENTS, ts, action_id: 'alert_ack' });
  await said(/looks after it/u);
  await picture('acknowledged', { user: 'bob', channel: 'incidents', shows: 'looks after it' });
} finally {
  await browser.close();
  await world.close();
}

async function said(matches: RegExp): Promise<Said> {
  return await lastSaid(world, matches, PATIENCE_MS);
}

async function picture(name: string, view: View): Promise<void> {
  await takePicture({ browser, url: world.url, folder, deskWidth: 1280 }, name, {
    settle: async () => await delay(500), // what is new has been scrolled to
    ...view,
  });
}
