// Takes the pictures of alerts in Chromium, at the width of a desk and of a phone, into docs/alerts/: what fires in the stand-in cluster, one that somebody
// looks after, what is known of it, and who is on call. `node scripts/screenshot-alerts.ts`.

import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { words } from '../test/system/sandbox.ts';
import { createWorld, type Said, until } from '../test/world/world.ts';
import { takePicture, type View } from './picture.ts';

const INCIDENTS = '#incidents';
const folder = 'docs/alerts';
const PATIENCE_MS = 60_000;

await mkdir(folder, { recursive: true });
const world = await createWorld(settings());
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

function settings(): object {
  return {
    timeZone: 'Asia/Seoul',
    alerts: {
      clusters: ['staging'],
      routes: [{ name: 'everything', channel: 'C0INCIDENT', escalation: 'shop' }],
    },
    onCall: {
      rotations: {
        shop: {
          timeZone: 'Asia/Seoul',
          layers: [
            {
              ...{ name: 'week', people: ['T0SHOP/U0BOB', 'T0SHOP/U0ALICE'], from: '2026-01-05' },
              handOff: { days: 7, at: '10:00' },
            },
          ],
        },
      },
      escalations: {
        shop: { steps: [{ rotations: ['shop'] }, { after: '10m', rotations: ['shop'] }] },
      },
    },
  };
}

async function said(matches: RegExp): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).findLast((message) => matches.test(words(message)));
    return found === undefined ? String(matches) : undefined;
  }, PATIENCE_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function picture(name: string, view: View): Promise<void> {
  await takePicture({ browser, url: world.url, folder, deskWidth: 1280 }, name, {
    ...view,
    settle: async () => await delay(500), // what is new has been scrolled to
  });
}
