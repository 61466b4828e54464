// Alerts through Slack: what fires in a cluster and what others deliver is one message each, whose buttons are commands for whoever may, and for
// nobody else.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { modalOf, submitModal } from '../world/modal.ts';
import { createWorld, type Json, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 300_000;
const ANSWER_MS = 90_000;
const CHANNEL = '#incidents';
const DESCRIBED =
  /kubectl describe deployment\/recommender[\s\S]*crash|Succeeded[\s\S]*kubectl describe deployment\/recommender/u;
const PRESS_ALL: readonly string[] = ['carol', 'mallory'];
/** Others press the plain buttons alone: it is the same policy. */
const STRANGERS: readonly (readonly [user: string, by: string])[] = [
  ...PRESS_ALL.map((user) => [user, 'whichever button or entry of a menu'] as const),
  ...['gina', 'robo'].map((user) => [user, 'the plain buttons'] as const),
];
/** It asks first who it is to be. */
const ASSIGN = 'Assign …';
const PLAIN: readonly string[] = ['Acknowledge', 'Silence 1 h', 'Resolve'];
/** A viewer may look, and may say that something is an incident. */
const VIEWERS_MAY: readonly string[] = [
  ...['Logs', 'Describe', 'Events', 'Rollout status', 'Details', 'Declare incident'],
];

let world: World;

beforeAll(async () => {
  world = await createWorld({
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
              ...{ name: 'week', people: ['T0SHOP/U0BOB'], from: '2026-01-05' },
              handOff: { days: 7, at: '10:00' },
            },
          ],
        },
      },
      escalations: { shop: { steps: [{ rotations: ['shop'] }] } },
    },
  });
  await world.sim('settings', { rate_limits: false });
  for (const user of ['gina', 'robo']) await world.sim('user', { user, groups: ['admins'] });
  await world.startBot();
  await alertOf('recommender');
}, LONG_MS);

afterAll(async () => {
  await world?.close();
});

describe('what fires in a cluster', () => {
  test('is one message for its workload, with what is wrong, and whoever is on call is called', async () => {
    const alert = await alertOf('recommender');
    expect(words(alert)).toMatch(/deployment\/recommender in shop \(staging\)/u);
    expect(words(alert)).toMatch(/crash-loops/u);
    await until(async () => {
      const called = (await world.said()).some((each) =>
        /<@U0BOB> called for alert/u.test(words(each)),
      );
      return called ? undefined : 'the call';
    }, ANSWER_MS);
  });

  test('offers everything that can be done about it', async () => {
    expect(entriesOf(await alertOf('recommender')).map(({ words: said }) => said)).toEqual([
      ...['Details', 'Graph', 'Logs', 'Describe', 'Events', 'Acknowledge', 'Silence 1 h'],
      ...['30 minutes', '4 hours', 'Till morning', 'Until the rollout ends', 'Resolve'],
      ...[ASSIGN, 'Escalate', 'Declare incident', 'Rollout status', 'Restart'],
    ]);
  });

  test.each(STRANGERS)(
    'is not %s’s to handle, by %s',
    async (user) => {
      const alert = await alertOf('recommender');
      const may = user === 'carol' ? VIEWERS_MAY : [];
      const entries = [...entriesOf(alert), ...hiddenOf(alert)].filter(({ words: said }) =>
        PRESS_ALL.includes(user) ? !may.includes(said) : PLAIN.includes(said),
      );
      const before = await refusalsOf(user);
      for (const [index, { words: said, ...entry }] of entries.entries()) {
        // What is not on the message now is forged, as anybody can who knows Slack's API.
        await world.sim('click', { user, channel: CHANNEL, ts: alert.ts, force: true, ...entry });
        if (said === ASSIGN) await submitModal(world, user, { person: user });
        await until(async () => {
          const all = await refusalsOf(user);
          return all.length > before.length + index ? undefined : `a refusal of ${entry.value}`;
        }, ANSWER_MS);
      }
      const refusals = (await refusalsOf(user)).slice(before.length);
      expect(refusals).toHaveLength(entries.length);
      for (const refusal of refusals) expect(refusal).toMatch(/You may not/u);
      expect(words(await alertOf('recommender'))).not.toMatch(
        /looks? after it|Silenced by|Resolved by|belongs to incident/u,
      );
    },
    LONG_MS,
  );

  test('describes its workload in its thread to whoever presses Describe, and restarts nothing without a click', async () => {
    const { ts } = await alertOf('recommender');
    const press = (action_id: string, verb: string) => {
      const { value = '' } = entryOf(verb);
      return world.sim('click', { user: 'bob', channel: CHANNEL, ts, action_id, value });
    };
    const entries = entriesOf(await alertOf('recommender'));
    const entryOf = (said: string) => entries.find((each) => each.words === said) ?? { value: '' };
    await press('alert_look', 'Describe');
    await untilThread(ts, DESCRIBED);
    await press('alert_more', 'Restart');
    await untilThread(ts, /Restart deployment\.apps\/recommender[\s\S]*Confirm/u);
  });

  test('is assigned in its menu to whom somebody chooses, and to nobody who is not there', async () => {
    const alert = await alertOf('recommender');
    const { ts } = alert;
    const number = /Alert (\d+)/u.exec(words(alert))?.[1];
    const { words: _, ...entry } = entriesOf(alert).find((each) => each.words === ASSIGN) ?? {
      words: '',
    };
    const open = () => world.sim('click', { user: 'bob', channel: CHANNEL, ts, ...entry });
    await open();
    const modal = await modalOf(world, 'bob');
    expect(modal).toMatchObject({ title: { text: `Assign alert ${number}` } });
    expect(JSON.stringify(modal.blocks)).toContain(
      `Alert ${number}: deployment/recommender in shop (staging)`,
    );
    expect(await submitModal(world, 'bob', {})).toMatchObject({ error: 'invalid_input' });
    // Nobody, and words that are no person, as no client of Slack's would send them.
    for (const person of ['', 'U0CAROL --for=9d']) {
      const forged = { type: 'users_select', selected_user: person };
      const submitted = await submitModal(world, 'bob', { person: forged }, { force: true });
      expect([person, submitted.outcome]).toEqual([person, 'errors']);
    }
    await submitModal(world, 'bob', { person: 'robo' });
    await answer('bob', /U0ROBO cannot look after an alert/u);
    expect(words(await alertOf('recommender'))).not.toMatch(/is asked to look after it/u);
    await open();
    await submitModal(world, 'bob', { person: 'carol' });
    await untilAlert('recommender', /<@U0CAROL> is asked to look after it/u);
    await answer('bob', /is assigned. Until it is acknowledged others are called as usual/u);
    await untilThread(ts, /<@U0CAROL>, <@U0BOB> asks you to look after alert/u);
    const rows = words(await ask(world, 'alice', 'qm audit --command "incident assign"'));
    expect(rows).toContain(`incident assign ${number} U0CAROL`);
  });

  test('is looked after by whoever presses Acknowledge, and says so', async () => {
    const { ts } = await alertOf('recommender');
    await world.sim('click', { user: 'bob', channel: CHANNEL, ts, action_id: 'alert_ack' });
    await untilAlert('recommender', /<@U0BOB> looks after it/u);
    // The message says it to all; the answer is for whoever pressed.
    const answers = (await world.said()).filter((each) => words(each).includes('is yours for 1 h'));
    expect(answers.map(({ ephemeral_to: reader }) => reader)).toEqual(['U0BOB']);
    const { ts: later } = await alertOf('recommender');
    expect(later).toBe(ts);
    const number = /Alert (\d+)/u.exec(words(await alertOf('recommender')))?.[1];
    const shown = words(await ask(world, 'carol', `incident alert ${number}`));
    expect(shown).toContain('Acknowledged by bob for 1 h');
    expect(words(await ask(world, 'carol', 'incident alerts'))).toContain('acknowledged by bob');
    const rows = words(await ask(world, 'alice', 'qm audit --command "incident ack"'));
    expect(rows).toContain(`incident ack ${number}`);
  });

  test('is over in the same message when the cluster says that it is', async () => {
    const { ts } = await alertOf('recommender');
    await world.patch('/apis/apps/v1/namespaces/shop/deployments/recommender', {
      spec: { replicas: 0 },
    });
    await untilAlert('recommender', /resolved after/u);
    expect((await alertOf('recommender')).ts).toBe(ts);
  });

  test('is told once, also after the bot was killed', async () => {
    const count = async () =>
      (await world.said()).filter(
        (each) =>
          words(each).includes('deployment/image-resizer in shop') &&
          each.channel === CHANNEL &&
          (each.thread_ts === undefined || each.thread_ts === each.ts),
      ).length;
    const before = await count();
    await world.killBot();
    await world.startBot();
    await ask(world, 'carol', 'incident alerts');
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(await count()).toBe(before);
  });
});

test('a button that pretends to be ours does nothing that could not be typed', async () => {
  const { ts } = await alertOf('image-resizer');
  const before = await refusalsOf('bob');
  await world.sim('click', {
    ...{
      user: 'bob',
      channel: CHANNEL,
      ts,
      action_id: 'alert_ack',
      value: 'ack 1 --for 9999d; rm',
    },
    force: true,
  });
  await ask(world, 'bob', 'incident oncall');
  expect(words(await alertOf('image-resizer'))).not.toMatch(/looks after it/u);
  expect(await refusalsOf('bob')).toEqual(before);
});

test('who is on call is shown, and somebody may stand in', async () => {
  expect(words(await ask(world, 'carol', 'incident oncall'))).toMatch(/shop +bob/u);
  const swapped = words(await ask(world, 'bob', 'incident oncall swap shop U0ALICE --for 8h'));
  const id = /unswap (\w{6})/u.exec(swapped)?.[1];
  expect(words(await ask(world, 'carol', 'incident oncall'))).toMatch(/shop +alice/u);
  expect(words(await ask(world, 'carol', `incident oncall unswap ${id}`))).toMatch(
    /You may not run/u,
  );
  expect(words(await ask(world, 'bob', `incident oncall unswap ${id}`))).toContain('is over');
  expect(words(await ask(world, 'carol', 'incident oncall shop'))).toMatch(/bob/u);
});

test.each([
  ['incident ack 999', /There is no alert 999/u],
  ['incident silence 1', /not said how long/u],
  ['incident oncall nights', /no rotation "nights"/u],
  ['incident assign U0BOB 1', /not a person here|not the number/u],
  ['incident oncall swap shop bob --for 8h', /not a person here/u],
])('"%s" is answered in words', async (text, answer) => {
  expect(words(await ask(world, 'bob', text))).toMatch(answer);
});

test('every refused press is on the record, and nothing of it was begun', async () => {
  const { rows, verdict } = await world.endBot();
  expect(verdict.broken).toBeUndefined();
  for (const user of PRESS_ALL) {
    const own = rows.filter(({ userId }) => userId === `U0${user.toUpperCase()}`);
    const pressed = own.filter(({ surface, kind }) => surface === 'button' && kind === 'refusal');
    const commands = new Set(pressed.map(({ command }) => nameOf(command)));
    expect([user, [...commands].sort()]).toEqual([user, [...refusedTo(user)].sort()]);
    const begun = own.filter(({ surface, kind }) => surface !== 'slash' && kind === 'intent');
    expect([user, begun]).toEqual([user, []]);
    const submitted = own.filter(({ surface }) => surface === 'modal');
    expect(submitted.map(({ kind, command }) => [kind, nameOf(command)])).toEqual([
      ['refusal', `incident assign U0${user.toUpperCase()}`],
    ]);
  }
});

/** Without its flags, and without the number of the alert. */
function nameOf(command: string): string {
  return command.replace(/ -.*/u, '').replaceAll(/ \d+/gu, '');
}

/** The commands of all buttons that are not theirs. */
function refusedTo(user: string): readonly string[] {
  const changes = [
    ...['ack', 'unack', 'close', 'reopen', 'escalate', 'graph', 'silence', 'unsilence'].map(
      (verb) => `incident ${verb}`,
    ),
    ...['kubectl rollout restart deployment/recommender', 'cluster on shop-nights'],
  ];
  if (user === 'carol') return changes;
  const looks = ['logs', 'describe', 'rollout status'].map(
    (verb) => `kubectl ${verb} deployment/recommender`,
  );
  return [...changes, ...looks, 'kubectl events', 'incident alert', 'incident declare'];
}

interface Entry {
  readonly words: string;
  readonly action_id: string;
  readonly value: string;
}

/** Every button of a message and every entry of its menus. */
function entriesOf({ blocks = [] }: Said): readonly Entry[] {
  const all = (blocks as readonly Json[]).flatMap(({ accessory, elements = [] }) => [
    ...(accessory === undefined ? [] : [accessory]),
    ...(elements as readonly Json[]),
  ]) as unknown as readonly Pressable[];
  return all
    .filter(({ action_id: id }) => id?.startsWith('alert_'))
    .flatMap((element) =>
      (element.options ?? [element]).map(({ text, value = '' }) => ({
        ...{ words: text.text, action_id: element.action_id ?? '', value },
      })),
    );
}

interface Pressable {
  readonly action_id?: string;
  readonly text: { readonly text: string };
  readonly value?: string;
  readonly options?: readonly Pressable[];
}

/** Buttons that it has in other states. */
function hiddenOf(alert: Said): readonly Entry[] {
  const number = /Alert (\d+)/u.exec(words(alert))?.[1];
  return [
    { words: 'Hand back', action_id: 'alert_unack', value: `unack ${number}` },
    { words: 'End silence', action_id: 'alert_unsilence', value: `unsilence ${number}` },
    { words: 'Reopen', action_id: 'alert_reopen', value: `reopen ${number}` },
    { words: 'Wake', action_id: 'alert_reopen', value: 'switch on shop-nights' },
  ];
}

async function answer(user: string, matches: RegExp): Promise<void> {
  const reader = `U0${user.toUpperCase()}`;
  await until(async () => {
    const own = (await world.said()).filter(({ ephemeral_to: to }) => to === reader);
    return own.some((each) => matches.test(words(each))) ? undefined : `to ${user}: ${matches}`;
  }, ANSWER_MS);
}

async function untilThread(ts: string, matches: RegExp): Promise<void> {
  await until(async () => {
    const thread = (await world.said()).filter((each) => each.thread_ts === ts);
    return thread.some((each) => matches.test(words(each))) ? undefined : String(matches);
  }, ANSWER_MS);
}

async function alertOf(workload: string): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).find(
      (each) => words(each).includes(`deployment/${workload} in shop`) && each.channel === CHANNEL,
    );
    return found === undefined ? `the alert of ${workload}` : undefined;
  }, ANSWER_MS);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}

async function untilAlert(workload: string, matches: RegExp): Promise<void> {
  await until(
    async () => (matches.test(words(await alertOf(workload))) ? undefined : String(matches)),
    ANSWER_MS,
  );
}

async function refusalsOf(user: string): Promise<readonly string[]> {
  const all = await world.said();
  return all
    .filter(({ ephemeral_to: reader }) => reader === `U0${user.toUpperCase()}`)
    .map(words)
    .filter((text) => text.startsWith('Refused'));
}
