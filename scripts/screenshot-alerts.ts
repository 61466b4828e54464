// Takes the pictures of alerts in Chromium, at the width of a desk and of a phone, into docs/alerts/: what fires in the stand-in cluster, one that somebody
// looks after, what is known of it, and who is on call. `node scripts/screenshot-alerts.ts`.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ALERTS, ON_CALL } from '../sandbox/alerts.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
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
  const { ts } = await said(/recommender in shop/u);
  await said(/called for alert/u);
  await picture('fires', { user: 'bob', channel: 'incidents', shows: 'crash-loops' });
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
    ...view,
    settle: async () => await delay(500), // what is new has been scrolled to
  });
}
