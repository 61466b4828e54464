// Plays an incident in Chromium, at the width of a desk and of a phone, into docs/incidents/: declared from an alert, led and updated, its thread, the modal
// of a shortcut, its end with the file that is left and its graphs, which are kept beside the pictures. `node scripts/screenshot-incidents.ts`.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ALERTS, INCIDENTS, ON_CALL } from '../sandbox/alerts.ts';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { words } from '../test/system/sandbox.ts';
import { modalOf, submitModal } from '../test/world/modal.ts';
import { createWorld, type Said, until } from '../test/world/world.ts';
import { takePicture, type View } from './picture.ts';

const CHANNEL = '#incidents';
const folder = 'docs/incidents';
const PATIENCE_MS = 90_000;

await mkdir(folder, { recursive: true });
const world = await createWorld({ alerts: ALERTS, onCall: ON_CALL, incidents: INCIDENTS });
const browser = await launchBrowser();
try {
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  const alert = await said(/deployment\/recommender in shop/u);
  const number = /Alert (\d+)/u.exec(words(alert))?.[1];
  await click('bob', alert.ts, 'alert_more', `declare ${number}`);
  const { ts } = await said(/Nobody leads it yet/u);
  await said(/It belongs to incident 1/u);
  await picture('declared', { user: 'dana', channel: 'incidents', shows: 'Nobody leads it yet' });
  await click('bob', ts, 'incident_lead');
  await said(/<@U0BOB> leads/u);
  await type('bob', '/incident sev 1 1');
  await click('bob', ts, 'incident_update');
  await submitModal(world, 'bob', {
    text: 'The image of 14:02 does not start. Rolling it back.',
    next: '30m',
  });
  await said(/Rolling it back/u);
  await type('carol', '@quartermaster kubectl get pods -n shop -l app=recommender', ts);
  await said(/recommender-/u);
  const note = await type('carol', 'customers see no recommendations, checkout works', ts);
  await world.sim('react', { user: 'bob', channel: CHANNEL, ts: note, name: 'pushpin' });
  await said(/Noted in the timeline/u);
  await picture('update', { user: 'dana', channel: 'incidents', shows: 'Rolling it back' });
  await picture('thread', {
    ...{ user: 'carol', channel: 'incidents', shows: 'Rolling it back' },
    settle: async (page) => {
      await page
        .getByRole('button', { name: /repl(?:y|ies)/u })
        .last()
        .click();
      await page.getByText('customers see no recommendations').last().waitFor();
      await delay(500);
    },
  });
  const seen = await type('carol', 'checkout answers 500 since ten minutes');
  await world.sim('shortcut', {
    ...{ user: 'carol', channel: CHANNEL, ts: seen, callback_id: 'declare_incident' },
  });
  await modalOf(world, 'carol');
  await picture('shortcut', { user: 'carol', channel: 'incidents', shows: 'Declare an incident' });
  await world.sim('close', {
    user: 'carol',
    view_id: (await modalOf(world, 'carol')).id,
    clear: true,
  });
  await type(
    'bob',
    '/incident todo 1 "start the image in staging before it goes out" --owner U0BOB',
  );
  await said(/to do, 1/u);
  const better =
    '"The image of Tuesday starts." --impact "One page in ten has no recommendations."';
  await type('bob', `/incident update 1 ${better}`);
  await said(/Impact: One page in ten/u);
  await type('bob', '/incident resolve 1 "Rolled back to the image of Tuesday."');
  await said(/SEV 1 · resolved after/u);
  await click('bob', ts, 'incident_postmortem');
  const file = await world.file(await fileOf(ts, 'incident-1.md'));
  await writeFile(path.join(folder, 'postmortem.md'), file);
  for (const [, graph = ''] of file.matchAll(/^!\[.*\]\((\S+\.png)\)$/gmu)) {
    const answer = await fetch(`${world.url}/sim/files/${await fileOf(ts, graph)}`);
    await writeFile(path.join(folder, graph), Buffer.from(await answer.arrayBuffer()));
  }
  await picture('resolved', { user: 'dana', channel: 'incidents', shows: /resolved after/u });
} finally {
  await browser.close();
  await world.close();
}

async function said(matches: RegExp): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).findLast(
      (message) => message.channel === CHANNEL && matches.test(words(message)),
    );
    return found === undefined ? String(matches) : undefined;
  }, PATIENCE_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function click(user: string, ts: string, action: string, value?: string): Promise<void> {
  const about = { user, channel: CHANNEL, ts, action_id: action };
  await world.sim('click', { ...about, ...(value === undefined ? {} : { value }) });
}

async function type(user: string, text: string, threadTs?: string): Promise<string> {
  const about = { user, channel: CHANNEL, text };
  const { ts } = await world.sim('command', {
    ...about,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
  return String(ts);
}

async function fileOf(ts: string, name: string): Promise<string> {
  let id: string | undefined;
  await until(async () => {
    id = (await world.said())
      .filter((each) => each.thread_ts === ts)
      .flatMap((each) => (each as Said & { files?: { id: string; name: string }[] }).files ?? [])
      .find((each) => each.name === name)?.id;
    return id === undefined ? name : undefined;
  }, PATIENCE_MS);
  return id ?? '';
}

async function picture(name: string, view: Omit<View, 'shows'> & { shows: string | RegExp }) {
  const { shows } = view;
  await takePicture({ browser, url: world.url, folder, deskWidth: 1280 }, name, {
    settle: async () => await delay(500), // what is new has been scrolled to
    ...view,
    shows: typeof shows === 'string' ? shows : (page) => page.getByText(shows),
  });
}
