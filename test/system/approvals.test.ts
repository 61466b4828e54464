// What needs others' approval, through Slack: who is asked and reads what, whose click counts, what ends it, and that it runs exactly
// once, as whoever asked for it. Staging is frozen here, so every change has to be approved by an admin.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditRow } from '../../bot/ports.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const OPS = '#shop-ops';
const APPROVERS = '#approvals';
const OWNERS = '#incidents';
const WAIT_MS = 60_000;
const LONG_MS = 180_000;
const BOTH = ['approve', 'reject'] as const;
const POLICY_FILE = '55-approvals.cedar';

let world: World;
let policies: string;
let serial = 0;

beforeAll(async () => {
  policies = await mkdtemp(path.join(tmpdir(), 'quartermaster-policies-'));
  await cp('policies/starter', policies, { recursive: true });
  world = await createWorld({
    policies,
    approvals: { channel: 'C0APPROVE', owners: 'C0INCIDENT' },
    alerts: { routes: [{ name: 'everything', channel: 'C0INCIDENT' }] },
    people: { bob: ['T0SHOP/U0BOB', 'T0SHOP/U0BOBTWO'] },
  });
  await world.sim('settings', { rate_limits: false, ack_ms: 30_000, trigger_ms: 30_000 });
  await world.sim('person', { name: 'bobtwo', groups: ['admins'] });
  await world.sim('person', { name: 'frank', groups: ['admins'] });
  await world.startBot();
  await world.sim('command', {
    user: 'alice',
    channel: OPS,
    text: '/qm freeze the sale --for 2h --on staging',
  });
  await said((message) => /staging is frozen/u.test(words(message)));
}, LONG_MS);

afterAll(async () => {
  await world?.close();
  await rm(policies, { recursive: true, force: true });
});

describe('a request for approval', () => {
  test(
    'says what, why, by which policy and until when; one yes runs it, as whoever asked',
    async () => {
      const { job, asker, approvers } = await ask();
      const asked = words(approvers);
      expect(asked).toMatch(/Waiting for approval/u);
      expect(asked).toContain(`kubectl create job ${job}`);
      expect(asked).toMatch(/\*Why:\* because \S+ is missing/u);
      expect(asked).toMatch(/changes-in-a-freeze-are-approved asks for 1 approval by admin/u);
      expect(asked).toMatch(/Answer before/u);
      expect(JSON.stringify(approvers.blocks)).toContain('<!subteam^S0ADMINS>');
      expect(words(asker)).toMatch(/Waiting for approval[\s\S]*because/u);
      expect(await jobs()).not.toContain(job);

      await click('alice', approvers, 'approve');
      const done = await becomes(asker, /Succeeded[\s\S]*approved by U0ALICE/u);
      expect(words(done)).toContain(`job.batch/${job} created`);
      const told = await becomes(approvers, /Succeeded[\s\S]*Approved by <@U0ALICE>/u);
      expect(JSON.stringify(told.blocks)).toMatch(/archives\/C0SHOPOPS\/p\d+\|See the result/u);
      expect(JSON.stringify(told.blocks)).not.toContain('"approve"');
      expect(await jobs()).toContain(job);
    },
    LONG_MS,
  );

  test(
    'is refused to everybody who may not, privately and with the reason, and stays open',
    async () => {
      const { job, asker, approvers } = await ask();
      const refusals: readonly (readonly [string, RegExp])[] = [
        ['bob', /cannot approve or reject what you asked for yourself/u],
        ['bobtwo', /another account of yours is no second person/u],
        ['carol', /may not approve or reject this[\s\S]*viewer/u],
        ['mallory', /may not approve or reject this[\s\S]*in no group/u],
        ['gina', /may not approve or reject this[\s\S]*in no group/u],
        ['eve', /may not approve or reject this/u],
        ['robo', /may not approve or reject this[\s\S]*in no group/u],
      ];
      for (const [user, reason] of refusals) {
        const actions = ['bob', 'carol'].includes(user) ? BOTH : BOTH.slice(0, 1);
        for (const action of actions) {
          const refusal = await answerTo(() =>
            // Eve is of another team, and only in the shared channel.
            click(user, user === 'eve' ? asker : approvers, action, { force: true }),
          );
          expect(words(refusal)).toMatch(/Refused/u);
          expect(words(refusal)).toMatch(reason);
          expect(refusal.ephemeral_to).toBe(`U0${user.toUpperCase()}`);
        }
      }
      await world.sim('user', { user: 'frank', groups: [] });
      const removed = await answerTo(() => click('frank', approvers, 'approve'));
      expect(words(removed)).toMatch(/may not approve or reject this[\s\S]*in no group/u);
      await world.sim('user', { user: 'frank', groups: ['admins'] });
      expect(await jobs()).not.toContain(job);
      await click('frank', approvers, 'approve');
      await becomes(approvers, /Succeeded/u);
      expect(await jobs()).toContain(job);
    },
    LONG_MS,
  );

  test(
    'ends by one rejection, with its reason for both sides; later clicks are too late',
    async () => {
      const { job, asker, approvers } = await ask();
      await click('alice', approvers, 'reject');
      const ended = /Rejected[\s\S]*not now, please[\s\S]*Ended by <@U0ALICE>/u;
      await becomes(approvers, ended);
      await becomes(asker, ended);
      const late = await answerTo(() => click('dana', approvers, 'approve', { force: true }));
      expect(words(late)).toMatch(/decided already[\s\S]*It is rejected/u);
      expect(await jobs()).not.toContain(job);
    },
    LONG_MS,
  );

  test(
    'is withdrawn by whoever asked, and by nobody else',
    async () => {
      const { job, asker, approvers } = await ask();
      const foreign = await answerTo(() => click('alice', asker, 'withdraw', { force: true }));
      expect(words(foreign)).toMatch(/not yours to withdraw/u);
      await click('bob', asker, 'withdraw');
      await becomes(approvers, /Withdrawn[\s\S]*withdrew it[\s\S]*Ended by <@U0BOB>/u);
      await becomes(asker, /Withdrawn/u);
      expect(await jobs()).not.toContain(job);
    },
    LONG_MS,
  );

  test(
    'runs once, however many click at once and again, also after a restart of the bot',
    async () => {
      const { job, asker, approvers } = await ask();
      await world.killBot();
      await world.startBot();
      const clickers = ['alice', 'dana', 'frank', 'alice'];
      await Promise.all(clickers.map((user) => click(user, approvers, 'approve', { force: true })));
      await becomes(asker, /Succeeded/u);
      const again = await answerTo(() => click('dana', approvers, 'approve', { force: true }));
      expect(words(again)).toMatch(/decided already/u);
      expect((await jobs()).filter((name) => name === job)).toHaveLength(1);
      expect(intentsOf(job, await rows())).toHaveLength(1);
    },
    LONG_MS,
  );

  test(
    'means nothing with a forged id or in another channel; what a message says changes nothing',
    async () => {
      const { job, approvers } = await ask();
      const value = carriedBy(approvers);
      const forged = await answerTo(() =>
        click('alice', approvers, 'approve', { force: true, value: `${value.slice(0, -1)}!` }),
      );
      expect(words(forged)).toMatch(/button means nothing here/u);
      const foreign = await answerTo(() =>
        world.sim('click', {
          user: 'alice',
          channel: '#general',
          ts: approvers.ts,
          action_id: 'approve',
          value,
          force: true,
        }),
      );
      expect(words(foreign)).toMatch(/button means nothing here/u);
      expect(await jobs()).not.toContain(job);
      await click('alice', approvers, 'approve', { force: true, value });
      await becomes(approvers, /Succeeded/u);
      expect(await jobs()).toContain(job);
    },
    LONG_MS,
  );

  test(
    'expires by itself, and then no click counts',
    async () => {
      const { job, asker, approvers } = await ask();
      await world.killBot();
      const database = new DatabaseSync(path.join(world.dataDirectory, 'quartermaster.db'));
      database.exec(
        "update approvals set expires_at_ms = 1, remind_at_ms = 0 where state = 'open'",
      );
      database.close();
      await world.startBot();
      await becomes(approvers, /Expired[\s\S]*Nobody approved it in time/u);
      await becomes(asker, /Expired/u);
      const late = await answerTo(() => click('alice', approvers, 'approve', { force: true }));
      expect(words(late)).toMatch(/decided already[\s\S]*expired/u);
      expect(await jobs()).not.toContain(job);
    },
    LONG_MS,
  );

  test(
    'reminds those who are asked, once, in its thread',
    async () => {
      const { asker, approvers } = await ask();
      await world.killBot();
      const database = new DatabaseSync(path.join(world.dataDirectory, 'quartermaster.db'));
      database.exec("update approvals set remind_at_ms = 0 where state = 'open'");
      database.close();
      await world.startBot();
      const where = `channel=${encodeURIComponent(APPROVERS)}&thread_ts=${approvers.ts}`;
      await until(async () => {
        const { messages } = await world.sim(`messages?${where}`);
        return /Nobody has decided this yet; \d+ min are left/u.test(JSON.stringify(messages))
          ? undefined
          : 'the reminder';
      }, WAIT_MS);
      await click('alice', approvers, 'approve');
      await becomes(asker, /Succeeded/u);
      const { messages } = await world.sim(`messages?${where}`);
      expect(JSON.stringify(messages).match(/"text":"Nobody has decided/gu)).toHaveLength(1);
    },
    LONG_MS,
  );

  test(
    'does not run when the object is not what it was in the preview',
    async () => {
      const { asker, approvers } = await ask('kubectl scale deploy/web --replicas=6');
      await world.patch('/apis/apps/v1/namespaces/shop/deployments/web/scale', {
        spec: { replicas: 2 },
      });
      await click('alice', approvers, 'approve');
      const stale = /Refused[\s\S]*Approved, but not run: the object is not what it was/u;
      await becomes(approvers, stale);
      await becomes(asker, stale);
    },
    LONG_MS,
  );

  test(
    'does not run when the policies ask for more by then',
    async () => {
      const { job, approvers } = await ask();
      const file = path.join(policies, POLICY_FILE);
      version = await versionNow();
      const before = await readFile(file, 'utf8');
      await writeFile(
        file,
        before
          .replaceAll('@demands("approval")', '@demands("approval")\n@approvals("2")')
          .replaceAll('context.approvals >= 1', 'context.approvals >= 2'),
      );
      await reloaded();
      await click('alice', approvers, 'approve');
      await becomes(approvers, /Approved, but not run: the policies are not what they were/u);
      expect(await jobs()).not.toContain(job);

      const two = await ask();
      await click('alice', two.approvers, 'approve');
      await becomes(two.approvers, /Waiting for approval[\s\S]*Approved by <@U0ALICE>/u);
      const twice = await answerTo(() => click('alice', two.approvers, 'approve'));
      expect(words(twice)).toMatch(/You have approved this already/u);
      expect(await jobs()).not.toContain(two.job);
      await click('dana', two.approvers, 'approve');
      await becomes(two.approvers, /Succeeded[\s\S]*<@U0ALICE>, <@U0DANA>/u);
      expect(await jobs()).toContain(two.job);
      await writeFile(file, before);
      await reloaded();
    },
    LONG_MS,
  );

  test(
    'comes from a mention in a thread and from the builder as well',
    async () => {
      const parent = (await world.said()).find(({ channel }) => channel === OPS);
      thread = parent?.ts;
      const mentioned = await ask(undefined, async (text) => {
        await world.sim('command', {
          user: 'bob',
          channel: OPS,
          text: `@quartermaster ${text}`,
          thread_ts: parent?.ts,
        });
      });
      await click('alice', mentioned.approvers, 'approve');
      expect((await becomes(mentioned.asker, /Succeeded/u)).thread_ts).toBe(parent?.ts);
      expect(await jobs()).toContain(mentioned.job);
      thread = undefined;

      const built = await ask(undefined, async () => {
        await command('bob', 'kubectl');
        const modal = await modalOf('bob', 'builder');
        const about = { user: 'bob', view_id: modal };
        const chosen = { kind: 'deployments', namespace: 'shop', name: 'web' };
        for (const [action, value] of Object.entries(chosen)) {
          await world.sim('options', { ...about, action_id: action, query: value });
          await world.sim('click', { ...about, action_id: action, value });
        }
        await world.sim('submit', { ...about, values: { verb: 'kubectl rollout restart' } });
      });
      expect(words(built.approvers)).toContain('kubectl rollout restart deployments web');
      await click('alice', built.approvers, 'approve');
      await becomes(built.asker, /Succeeded/u);
    },
    LONG_MS,
  );

  test(
    'puts a route before those of the settings, which another operator ends',
    async () => {
      const load = '{match: {namespace: shop}, channel: C0SHOPOPS}';
      const { asker, approvers } = await ask(`qm routes add load test --route "${load}" --for 2h`);
      expect(words(approvers)).toMatch(/Put a route before all others until/u);
      await click('alice', approvers, 'approve');
      await becomes(asker, /Succeeded[\s\S]*temporary-1 is in force until/u);
      const routes = words(await answerTo(() => command('carol', 'qm routes'), /Succeeded/u));
      expect(routes).toMatch(/temporary-1 +namespace=shop/u);
      expect(routes).toMatch(/temporary-1 ends [\s\S]* It is by bob: load test/u);
      const preview = await answerTo(() => command('dana', 'qm routes end temporary-1'));
      expect(words(preview)).toMatch(/Waiting for confirmation[\s\S]*End temporary-1/u);
      const { ts } = preview;
      await world.sim('click', { user: 'dana', channel: OPS, ts, action_id: 'confirm' });
      await becomes(preview, /Succeeded[\s\S]*temporary-1 has ended/u);
      const left = words(await answerTo(() => command('carol', 'qm routes'), /Succeeded/u));
      expect(left).not.toContain('temporary-1');
    },
    LONG_MS,
  );

  test('is on the record: asked for, each yes and no, each refusal, and what ran by whose yes', async () => {
    const all = await rows();
    const verdicts = new Set(
      all.filter(({ kind }) => kind === 'approval').map((row) => row.verdict),
    );
    expect([...verdicts].sort()).toEqual([
      'approved',
      'expired',
      'refused',
      'rejected',
      'waiting for approval',
      'withdrawn',
    ]);
    const ran = all.filter(
      ({ kind, detail }) => kind === 'intent' && detail.approval !== undefined,
    );
    expect(ran.length).toBeGreaterThan(4);
    for (const { userId, detail } of ran) {
      expect(userId).toBe('U0BOB');
      expect(detail.approvedBy).not.toContain('U0BOB');
      expect(detail.reason).toMatch(/is missing/u);
    }
    const refused = all.filter(
      ({ kind, detail }) => kind === 'refusal' && detail.approval !== undefined,
    );
    expect(new Set(refused.map(({ userId }) => userId)).size).toBeGreaterThan(6);
  });
});

describe('broken glass', () => {
  test(
    'is told loudly, lifts approvals for its breaker alone, marks what runs, ends, and is reviewed by a second person',
    async () => {
      const short = await answerTo(() => command('bob', 'qm break-glass x --for 30m'));
      expect(words(short)).toMatch(/not said why/u);
      const refused = await answerTo(() =>
        command('carol', 'qm break-glass "all is lost" --for 30m'),
      );
      expect(words(refused)).toMatch(/You may not run "qm break-glass"/u);

      // Waited for: its own answer may come later than what the owners are told.
      await answerTo(
        () => command('bob', 'qm break-glass "the database is gone" --for 30m'),
        /Succeeded[\s\S]*The glass is broken/u,
      );
      const loud = await said(
        ({ channel, text }) => channel === OWNERS && /The glass is broken/u.test(text),
      );
      expect(words(loud)).toMatch(/U0BOB until [\s\S]*the database is gone/u);

      const text = createJob();
      const preview = await answerTo(() => command('bob', text.command));
      expect(words(preview)).toMatch(
        /Waiting for confirmation[\s\S]*under break-glass: the database is gone/u,
      );
      await world.sim('click', { user: 'bob', channel: OPS, ts: preview.ts, action_id: 'confirm' });
      await becomes(preview, /Succeeded[\s\S]*under break-glass/u);
      expect(await jobs()).toContain(text.job);
      const [intent] = intentsOf(text.job, await rows());
      expect(intent?.detail.breakGlass).toEqual(expect.any(String));
      const alices = await answerTo(() => command('alice', createJob().command));
      expect(words(alices)).toMatch(/Approval needed/u);

      const early = words(await answerTo(() => command('alice', 'qm reviews')));
      expect(early).toMatch(/in force +U0BOB/u);
      const id = /(\w{8}) +in force/u.exec(early)?.[1] ?? '';
      const tooEarly = await answerTo(() => command('alice', `qm review ${id} all is well now`));
      expect(words(tooEarly)).toMatch(/cannot be reviewed yet/u);

      await answerTo(() => command('bob', 'qm end-break-glass'), /Succeeded/u);
      const mended = await said(
        ({ channel, text: told }) => channel === OWNERS && /The glass is mended/u.test(told),
      );
      expect(words(mended)).toContain(text.job);
      const after = await answerTo(() => command('bob', createJob().command));
      expect(words(after)).toMatch(/Approval needed/u);
      for (const self of ['bob', 'bobtwo']) {
        const own = await answerTo(() => command(self, `qm review ${id} all is well now`));
        expect(words(own)).toMatch(/cannot review what you did yourself/u);
      }
      await answerTo(
        () => command('alice', `qm review ${id} looked at the job, fine`),
        /Closed: looked at the job, fine/u,
      );
      await said(
        ({ channel, text: told }) => channel === OWNERS && /Broken glass was reviewed/u.test(told),
      );
      expect(words(await answerTo(() => command('alice', 'qm reviews')))).toMatch(
        /Nothing waits for a review/u,
      );
    },
    LONG_MS,
  );
});

interface Asked {
  readonly job: string;
  readonly asker: Said;
  readonly approvers: Said;
}

function createJob(): { readonly job: string; readonly command: string } {
  serial += 1;
  const job = `a${serial}a`;
  return { job, command: `kubectl create job ${job} --from=cronjob/nightly-report` };
}

function command(user: string, text: string): Promise<unknown> {
  return world.sim('command', { user, channel: OPS, text: `/${text}` });
}

/** Bob sends a change and asks others to approve it. */
async function ask(
  text?: string,
  send: (text: string) => Promise<unknown> = (typed) => command('bob', typed),
): Promise<Asked> {
  const own = createJob();
  const proposal = await answerTo(() => send(text ?? own.command), /Approval needed/u);
  await world.sim('click', {
    user: 'bob',
    channel: OPS,
    ts: proposal.ts,
    action_id: 'ask_approval',
  });
  const reason = `because ${own.job} is missing`;
  await submit('bob', 'ask_approval', reason);
  const approvers = await said(
    (message) => message.channel === APPROVERS && words(message).includes(reason),
  );
  const asker = await becomes(proposal, /Waiting for approval/u);
  return { job: own.job, asker, approvers };
}

/** Rejecting needs words first. */
async function click(
  user: string,
  message: Said,
  action: 'approve' | 'reject' | 'withdraw',
  more: { readonly force?: boolean; readonly value?: string } = {},
): Promise<void> {
  await world.sim('click', {
    user,
    channel: message.channel,
    ts: message.ts,
    action_id: action,
    ...(more.force === true ? { value: carriedBy(message) } : {}),
    ...more,
  });
  if (action === 'reject') await submit(user, 'reject', 'not now, please');
}

async function submit(user: string, callback: string, reason: string): Promise<void> {
  const viewId = await modalOf(user, callback);
  await world.sim('submit', { user, view_id: viewId, values: { reason } });
}

async function modalOf(user: string, callback: string): Promise<string> {
  let viewId = '';
  await until(async () => {
    const { modals } = await world.sim(`views?user=${user}`);
    const open = (modals as readonly { id: string; callback_id: string }[]).at(-1);
    viewId = open?.callback_id === callback ? open.id : '';
    return viewId === '' ? `the modal ${callback} of ${user}` : undefined;
  }, WAIT_MS);
  return viewId;
}

/** What the buttons of the message carry, or carried. */
const values = new Map<string, string>();

function carriedBy(message: Said): string {
  const found = /"action_id":"(?:approve|withdraw)"[^}]*\}?[^}]*"value":"([^"]+)"/u.exec(
    JSON.stringify(message.blocks),
  )?.[1];
  if (found !== undefined) values.set(message.ts, found);
  return values.get(message.ts) ?? '';
}

/** The first message of the bot's that was not there before. */
async function answerTo(send: () => Promise<unknown>, matches = /./u): Promise<Said> {
  const before = new Set((await allSaid()).map(({ ts }) => ts));
  await send();
  return await said(
    (message) =>
      !before.has(message.ts) && !/^Running/u.test(message.text) && matches.test(words(message)),
  );
}

async function said(isIt: (message: Said) => boolean): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await allSaid()).find(isIt);
    return found === undefined ? 'a message' : undefined;
  }, WAIT_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

/** The thread that is talked in, beside the channels. */
let thread: string | undefined;

async function allSaid(): Promise<readonly Said[]> {
  const all = await world.said();
  if (thread === undefined) return all;
  const where = `channel=${encodeURIComponent(OPS)}&thread_ts=${thread}`;
  const { messages } = await world.sim(`messages?${where}`);
  const inside = (messages as readonly (Said & { bot_id?: string })[])
    .filter(({ bot_id: botId, ts }) => botId === 'B0QM' && ts !== thread)
    .map((message) => ({ ...message, channel: OPS }));
  return [...all, ...inside];
}

async function becomes(message: Said, wanted: RegExp): Promise<Said> {
  return await said(
    ({ ts, channel, ...rest }) =>
      ts === message.ts && channel === message.channel && wanted.test(words({ ts, ...rest })),
  );
}

async function jobs(): Promise<readonly string[]> {
  const { items } = await world.read('/apis/batch/v1/namespaces/shop/jobs');
  return (items as readonly { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
}

/** The record, which only the bot may read while it runs: so it is ended, and started again. */
async function rows(): Promise<readonly AuditRow[]> {
  const { rows: all, verdict } = await world.endBot();
  expect(verdict.broken).toBeUndefined();
  await world.startBot();
  return all;
}

function intentsOf(job: string, all: readonly AuditRow[]): readonly AuditRow[] {
  return all.filter(({ kind, command: text }) => kind === 'intent' && text.includes(` ${job} `));
}

/** Waits until the bot says another version of its policies than before. */
async function reloaded(): Promise<void> {
  const before = version;
  await until(async () => {
    version = await versionNow();
    return version === before ? 'the new policies' : undefined;
  }, WAIT_MS);
}

let version = '';

async function versionNow(): Promise<string> {
  const told = words(await answerTo(() => command('bob', 'qm why qm help'), /Policies \w+/u));
  return /Policies (\w+)/u.exec(told)?.[1] ?? '';
}
