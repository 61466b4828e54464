// Takes the pictures of an approval's ways and of broken glass, in Chromium, at the width of a desk and of a phone, into docs/approvals/.
// `node scripts/screenshot-approvals.ts`.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { launchBrowser } from '../test/sandbox/page/browser.ts';
import { words } from '../test/system/sandbox.ts';
import { createWorld, type Said, until } from '../test/world/world.ts';
import { takePicture, type View } from './picture.ts';

const OPS = '#shop-ops';
const folder = 'docs/approvals';

await mkdir(folder, { recursive: true });
const world = await createWorld({ approvals: { channel: 'C0APPROVE', owners: 'C0INCIDENT' } });
const browser = await launchBrowser();
try {
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await world.sim('command', {
    user: 'alice',
    channel: OPS,
    text: '/qm freeze the sale --for 2h --on staging',
  });
  await said((message) => /staging is frozen/u.test(words(message)));

  const request = await ask(
    'kubectl scale deploy/web --replicas=6',
    'the queue is growing since 02:40',
  );
  await picture('request', 'alice', 'approvals', (page) =>
    page.getByRole('button', { name: 'Approve' }),
  );
  await world.sim('click', {
    user: 'alice',
    channel: '#approvals',
    ts: request.ts,
    action_id: 'approve',
  });
  await said(
    ({ ts, channel, ...rest }) => ts === request.ts && /Succeeded/u.test(words({ ts, ...rest })),
  );
  await picture('approved', 'bob', 'shop-ops', 'approved by');

  const rejected = await ask('kubectl rollout restart deploy/web', 'it answers slowly');
  await world.sim('click', {
    user: 'dana',
    channel: '#approvals',
    ts: rejected.ts,
    action_id: 'reject',
  });
  await submit('dana', 'look at the database first: its disk is full');
  await said(
    ({ ts, channel, ...rest }) => ts === rejected.ts && /Rejected/u.test(words({ ts, ...rest })),
  );
  await picture('rejected', 'bob', 'shop-ops', 'Rejected');

  const expired = await ask('kubectl scale deploy/web --replicas=2', 'it is quiet now');
  await world.killBot();
  const database = new DatabaseSync(path.join(world.dataDirectory, 'quartermaster.db'));
  database.exec("update approvals set expires_at_ms = 1, remind_at_ms = 0 where state = 'open'");
  database.close();
  await world.startBot();
  await said(
    ({ ts, channel, ...rest }) => ts === expired.ts && /Expired/u.test(words({ ts, ...rest })),
  );
  await picture('expired', 'alice', 'approvals', 'Nobody approved it in time');

  await world.sim('command', {
    user: 'bob',
    channel: OPS,
    text: '/qm break-glass "the shop is down, nobody answers" --for 30m',
  });
  await said(({ text }) => /glass is broken/u.test(text));
  await world.sim('command', {
    user: 'bob',
    channel: OPS,
    text: '/kubectl rollout restart deploy/web',
  });
  const preview = await said((message) => /Waiting for confirmation/u.test(words(message)));
  await world.sim('click', { user: 'bob', channel: OPS, ts: preview.ts, action_id: 'confirm' });
  await said(
    ({ ts, channel, ...rest }) => ts === preview.ts && /Succeeded/u.test(words({ ts, ...rest })),
  );
  await world.sim('command', { user: 'bob', channel: OPS, text: '/qm end-break-glass' });
  await said(({ text }) => /glass is mended/u.test(text));
  await picture('break-glass', 'alice', 'incidents', 'The glass is mended');
} finally {
  await browser.close();
  await world.close();
}

async function ask(command: string, reason: string): Promise<Said> {
  const before = new Set((await world.said()).map(({ ts }) => ts));
  await world.sim('command', { user: 'bob', channel: OPS, text: `/${command}` });
  const proposal = await said(
    (message) => !before.has(message.ts) && /Approval needed/u.test(words(message)),
  );
  await world.sim('click', {
    user: 'bob',
    channel: OPS,
    ts: proposal.ts,
    action_id: 'ask_approval',
  });
  await submit('bob', reason);
  return await said(
    (message) => message.channel === '#approvals' && words(message).includes(reason),
  );
}

async function submit(user: string, reason: string): Promise<void> {
  let viewId = '';
  await until(async () => {
    const { modals } = await world.sim(`views?user=${user}`);
    viewId = (modals as readonly { id: string }[]).at(-1)?.id ?? '';
    return viewId === '' ? 'the modal' : undefined;
  }, 20_000);
  await world.sim('submit', { user, view_id: viewId, values: { reason } });
}

async function said(isIt: (message: Said) => boolean): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find(isIt);
    return found === undefined ? 'a message' : undefined;
  }, 30_000);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

/** With what has to be seen on it. */
async function picture(name: string, user: string, channel: string, shows: View['shows']) {
  await takePicture({ browser, url: world.url, folder }, name, { user, channel, shows });
}
