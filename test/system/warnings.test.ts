// Warnings before a switch goes off, through Slack: each button is its command for whoever presses it, refused to those who may not, good
// until its time and no longer, and never left behind.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 180_000;
const ANSWER_MS = 60_000;
const CHANNEL = '#shop-ops';
const BUTTONS = ['offer_snooze', 'offer_late', 'offer_skip'];
const DENIED: Readonly<Record<string, RegExp>> = {
  carol: /You may not run "cluster (?:keep|skip)"/u,
  mallory: /You may not run "cluster (?:keep|skip)"/u,
  eve: /You may not run "cluster (?:keep|skip)"/u,
  gina: /You may not run "cluster (?:keep|skip)"/u,
  robo: /You may not run "cluster (?:keep|skip)"/u,
};
const NAMES = ['pressed', 'typed', 'denied'];
let world: World;

beforeAll(async () => {
  world = await createWorld(settings());
  await world.sim('settings', { rate_limits: false });
  for (const user of ['eve', 'gina', 'robo']) await world.sim('user', { user, groups: ['admins'] });
  await world.startBot();
  for (const name of NAMES) await warningOf(name);
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

describe('a warning', () => {
  test('says when it goes off and what ends, with a button for each way to put it off and its cost', async () => {
    const warning = await warningOf('denied');
    expect(words(warning)).toMatch(
      /denied goes off in 2\d min, at [\s\S]*\d+ pods of \d+ workloads end[\s\S]*Snooze 1 h: on until .*, \d+\.\d\d USD/u,
    );
    expect(labelsOf(warning)).toEqual([
      expect.stringMatching(/^Snooze 1 h · \d+\.\d\d USD$/u),
      expect.stringMatching(/^Keep till 22:00 · \d+\.\d\d USD$/u),
      expect.stringMatching(/^Skip today · \d+\.\d\d USD$/u),
    ]);
  });

  describe.each(Object.entries(DENIED))('is of no use to %s', (user, refusal) => {
    test.each(BUTTONS)('who presses %s', async (button) => {
      const before = await refusalsOf(user);
      await press(user, await warningOf('denied'), button);
      await until(async () => {
        const all = await refusalsOf(user);
        return all.length > before.length ? undefined : 'a refusal';
      }, ANSWER_MS);
      const [newest] = (await refusalsOf(user)).slice(before.length);
      expect(newest).toMatch(refusal);
      expect(labelsOf(await warningOf('denied')).length).toBeGreaterThan(1);
    });
  });

  test('that was refused to all of them has put nothing off', async () => {
    expect(words(await ask(world, 'carol', 'cluster overrides'))).toContain(
      'Nothing is asked for beside the timetables now',
    );
  });

  test('has buttons that mean nothing in another channel', async () => {
    const value = /"value":"([^"]+)"/u.exec(
      JSON.stringify((await warningOf('denied')).blocks),
    )?.[1];
    const own = await ask(world, 'bob', 'kubectl get pods -A -o yaml', '#general');
    await world.sim('click', {
      ...{ user: 'bob', channel: '#general', ts: own.ts, action_id: 'offer_snooze', value },
      force: true,
    });
    await until(async () => {
      const refused = (await refusalsOf('bob')).some((text) => /means nothing here/u.test(text));
      return refused ? undefined : 'a refusal';
    }, ANSWER_MS);
  });

  test(
    'is answered by a press, also after a restart, and the answer takes its place',
    async () => {
      await world.killBot();
      await world.startBot();
      const warning = await warningOf('pressed');
      await press('bob', warning, 'offer_snooze');
      const answered = await edited(warning, /Succeeded/u);
      expect(words(answered)).toMatch(/cluster keep pressed --until \d\d:\d\d/u);
      expect(words(answered)).toMatch(/pressed stays on until/u);
      expect(labelsOf(answered)).toEqual([]);
      expect(words(await ask(world, 'carol', 'cluster overrides pressed'))).toMatch(
        /pressed +on .* bob$/mu,
      );
      const value = /"value":"([^"]+)"/u.exec(JSON.stringify(warning.blocks))?.[1];
      await world.sim('click', {
        ...{ user: 'alice', channel: CHANNEL, ts: warning.ts, action_id: 'offer_skip', value },
        force: true,
      });
      await until(async () => {
        const late = (await refusalsOf('alice')).some((text) => /This button is over/u.test(text));
        return late ? undefined : 'a refusal of the late press';
      }, ANSWER_MS);
    },
    LONG_MS,
  );

  test('that somebody answers by typing loses its buttons and says who it was', async () => {
    const warning = await warningOf('typed');
    expect(words(await ask(world, 'bob', 'cluster keep typed --for 3h'))).toContain('stays on');
    const answered = await edited(warning, /does not go off/u);
    expect(words(answered)).toMatch(/It is to be on \(bob, until .*It goes off at/u);
    expect(labelsOf(answered)).toEqual([]);
  });

  test('has left each press on the record, as the command that it was', async () => {
    const { rows, verdict } = await world.endBot();
    expect(verdict.broken).toBeUndefined();
    const presses = rows.filter(({ surface }) => surface === 'button');
    for (const user of Object.keys(DENIED)) {
      const refused = presses.filter(
        ({ kind, userId }) => kind === 'refusal' && userId === `U0${user.toUpperCase()}`,
      );
      expect(refused.map(({ command }) => command).sort()).toEqual([
        expect.stringMatching(/^cluster keep denied --until 1[34]:\d\d$/u),
        'cluster keep denied --until 22:00',
        expect.stringMatching(/^cluster skip denied \d{4}-\d\d-\d\d$/u),
      ]);
    }
    const ran = presses.filter(({ kind }) => kind === 'intent' || kind === 'outcome');
    expect(ran.map(({ userId, kind, verdict: how }) => [userId, kind, how]).sort()).toEqual([
      ['U0BOB', 'intent', 'running'],
      ['U0BOB', 'outcome', 'succeeded'],
    ]);
  });
});

/** Three switches that go off in less than half an hour, after noon in their zone, whenever this runs. */
function settings(): object {
  const ahead = 12 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  const time = (minutes: number) =>
    new Date(Date.now() + (60 * ahead + minutes) * 60_000).toISOString().slice(11, 16);
  const one = {
    ...{ cluster: 'staging', timetable: 'soon', owners: 'C0SHOPOPS' },
    tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
  };
  return {
    timetables: { soon: { timeZone, rules: [{ off: time(29) }, { on: time(-60) }] } },
    holidays: {},
    switches: Object.fromEntries(NAMES.map((name) => [name, one])),
  };
}

async function warningOf(name: string): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find((message) =>
      words(message).includes(`*${name} goes off in `),
    );
    return found === undefined ? `the warning of ${name}` : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function edited({ ts }: Said, matches: RegExp): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find((one) => one.ts === ts && matches.test(words(one)));
    return found === undefined ? `${matches} in the message` : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function press(user: string, { ts }: Said, button: string): Promise<void> {
  await world.sim('click', { user, channel: CHANNEL, ts, action_id: button });
}

async function refusalsOf(user: string): Promise<readonly string[]> {
  const all = await world.said();
  return all
    .filter(({ ephemeral_to: reader }) => reader === `U0${user.toUpperCase()}`)
    .map(words)
    .filter((text) => text.startsWith('Refused'));
}

function labelsOf({ blocks }: Said): readonly string[] {
  return (blocks as readonly { type?: string; elements?: readonly object[] }[])
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements)
    .map((button) => (button as { text: { text: string } }).text.text);
}
