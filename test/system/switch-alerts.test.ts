// An alert of a switch through Slack: one that nobody could switch on in time is one message, with "Wake" in its menu for whoever may, and is over when
// the switch is on.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 300_000;
/** It is looked at every minute, and the source looks every quarter of one. */
const LOOK_MS = 150_000;
const ANSWER_MS = 60_000;
const CHANNEL = '#incidents';
const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';

let world: World;

beforeAll(async () => {
  world = await createWorld(settings({ off: -120, on: 120, catchUp: 'late within 4h' }));
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  await untilReplicas((replicas) => replicas === 0);
  // Nobody looks while it is to be switched on.
  await world.killBot();
  await world.configure(settings({ off: -120, on: -30, catchUp: 'ask' }));
  await world.startBot();
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

describe('a switch that nobody has switched on in time', () => {
  test(
    'is one message, with what switches it on in its menu',
    async () => {
      const alert = await alertOf(/nights was to be on at .*, and nobody looked then/u);
      expect(words(alert)).toContain('switch nights (staging)');
      expect(entriesOf(alert)).toEqual([
        ['Details', expect.stringMatching(/^alert \d+$/u)],
        ['Graph', expect.stringMatching(/^graph \d+$/u)],
        ['Assign …', expect.stringMatching(/^assign \d+$/u)],
        ['Escalate', expect.stringMatching(/^escalate \d+$/u)],
        ['Declare incident', expect.stringMatching(/^declare \d+$/u)],
        ['Wake', 'switch on nights'],
      ]);
      expect(await replicas()).toBe(0);
    },
    LONG_MS,
  );

  test.each(['carol', 'mallory'])('is not %s’s to wake', async (user) => {
    await wake(user);
    await until(async () => {
      const refused = (await world.said()).some(
        (each) =>
          each.ephemeral_to === `U0${user.toUpperCase()}` &&
          /^Refused[\s\S]*You may not run "cluster on/u.test(words(each)),
      );
      return refused ? undefined : `a refusal of ${user}`;
    }, ANSWER_MS);
    expect(await replicas()).toBe(0);
  });

  test(
    'is switched on by whoever presses Wake and confirms, and its message says that it is over',
    async () => {
      const { ts } = await alertOf(/nobody looked then/u);
      await wake('bob');
      const preview = await saidOf(/Waiting for confirmation[\s\S]*cluster on nights/u);
      expect(await replicas()).toBe(0);
      await world.sim('click', {
        ...{ user: 'bob', channel: preview.channel, ts: preview.ts, action_id: 'confirm' },
      });
      await untilReplicas((count) => count > 0);
      const over = await alertOf(/resolved after/u);
      expect(over.ts).toBe(ts);
      expect(entriesOf(over)).toEqual([]);
    },
    LONG_MS,
  );

  test('is told by no other message, and leaves the press on the record', async () => {
    const { ts } = await alertOf(/switch nights \(staging\)/u);
    const told = (await world.said()).filter((each) => /nobody looked then/u.test(words(each)));
    expect(told.map((each) => each.ts)).toEqual([ts]);
    const { rows, verdict } = await world.endBot();
    expect(verdict.broken).toBeUndefined();
    const presses = rows
      .filter(({ surface, kind }) => surface === 'button' && kind !== 'outcome')
      .map(({ userId, kind, command }) => [userId, kind, command]);
    expect(presses).toEqual(
      expect.arrayContaining([
        ['U0CAROL', 'refusal', 'cluster on nights'],
        ['U0MALLORY', 'refusal', 'cluster on nights'],
        ['U0BOB', 'intent', 'cluster on nights'],
      ]),
    );
  });
});

interface Night {
  /** In minutes from now. */
  readonly off: number;
  readonly on: number;
  readonly catchUp: string;
}

/** It is about noon in the switch's zone, whenever this runs. */
function settings({ off, on, catchUp }: Night): object {
  const ahead = 12 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  const time = (minutes: number) =>
    new Date(Date.now() + (60 * ahead + minutes) * 60_000).toISOString().slice(11, 16);
  return {
    timetables: { nights: { timeZone, catchUp, rules: [{ off: time(off) }, { on: time(on) }] } },
    holidays: {},
    switches: {
      nights: {
        ...{ cluster: 'staging', timetable: 'nights', owners: 'C0SHOPOPS' },
        tiers: [{ name: 'web', workloads: [{ namespace: 'shop', selector: 'app=web' }] }],
      },
    },
    alerts: { switches: ['nights'], routes: [{ name: 'all', channel: 'C0INCIDENT' }] },
  };
}

/** What the entries of its menus say and carry. */
function entriesOf({ blocks = [] }: Said): readonly (readonly [string, string])[] {
  return (blocks as readonly { accessory?: Menu; elements?: readonly Menu[] }[])
    .flatMap(({ accessory, elements = [] }) => [
      ...(accessory === undefined ? [] : [accessory]),
      ...elements,
    ])
    .filter(({ type }) => type === 'overflow')
    .flatMap(({ options = [] }) => options.map(({ text, value }) => [text.text, value] as const));
}

interface Menu {
  readonly type: string;
  readonly options?: readonly {
    readonly text: { readonly text: string };
    readonly value: string;
  }[];
}

async function wake(user: string): Promise<void> {
  const { ts } = await alertOf(/nobody looked then/u);
  await world.sim('click', {
    ...{ user, channel: CHANNEL, ts, action_id: 'alert_more', value: 'switch on nights' },
    force: true,
  });
}

async function alertOf(matches: RegExp): Promise<Said> {
  return await saidOf(
    matches,
    ({ channel, ephemeral_to: reader }) => channel === CHANNEL && reader === undefined,
  );
}

async function saidOf(
  matches: RegExp,
  isMeant: (each: Said) => boolean = () => true,
): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find((each) => isMeant(each) && matches.test(words(each)));
    return found === undefined ? String(matches) : undefined;
  }, LOOK_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function replicas(): Promise<number> {
  const { spec } = (await world.read(WEB)) as { spec: { replicas: number } };
  return spec.replicas;
}

async function untilReplicas(isSo: (replicas: number) => boolean): Promise<void> {
  await until(async () => {
    const now = await replicas();
    return isSo(now) ? undefined : `replicas other than ${now}`;
  }, LOOK_MS);
}
