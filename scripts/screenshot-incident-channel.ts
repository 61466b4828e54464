// Takes pictures of an incident's own channel in Chromium, at the width of a desk and of a phone, into docs/incidents/: its status message with pin and
// bookmark, and what its people do there. `node scripts/screenshot-incident-channel.ts`.

import { ALERTS, ON_CALL } from '../sandbox/alerts.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { createWorld, type Json, until } from '../test/world/world.ts';
import { takePicture } from './picture.ts';

const folder = 'docs/incidents';
const PATIENCE_MS = 90_000;
const DECLARE = '/incident declare "checkout is down" --sev 2 --commander U0BOB';

const incidents = { channel: 'C0INCIDENT', ownChannel: true };
const world = await createWorld({ alerts: ALERTS, onCall: ON_CALL, incidents });
const browser = await launchBrowser();
try {
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await type('carol', '#incidents', DECLARE);
  let name = '';
  await until(async () => {
    const { channels } = (await world.sim('state')) as { channels: readonly Json[] };
    const own = channels.find((each) => String(each.name).startsWith('inc-'));
    name = String(own?.name);
    return (own?.bookmarks as readonly object[] | undefined)?.length === 1
      ? undefined
      : 'its channel';
  }, PATIENCE_MS);
  await type('carol', `#${name}`, 'orders fail since the deploy of 14:02');
  await type('bob', `#${name}`, '/kubectl get pods -n shop -l app=recommender');
  await heard(name, 'recommender-');
  await type(
    'bob',
    `#${name}`,
    '/incident update 1 "The image of 14:02 does not start. Rolling it back."',
  );
  await heard(name, 'Rolling it back');
  const place = { browser, url: world.url, folder };
  const shows = 'Rolling it back';
  await takePicture(place, 'own-channel', { user: 'bob', channel: name, shows });
} finally {
  await browser.close();
  await world.close();
}

async function type(user: string, channel: string, text: string): Promise<void> {
  await world.sim('command', { user, channel, text });
}

async function heard(channel: string, words: string): Promise<void> {
  await until(async () => {
    const { messages } = await world.sim(`messages?channel=%23${channel}`);
    return JSON.stringify(messages).includes(words) ? undefined : words;
  }, PATIENCE_MS);
}
