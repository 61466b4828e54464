// Alerts through Slack: what fires in a cluster and what others deliver is one message each, whose buttons are commands for whoever may, and for
// nobody else.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, type Said, until, type World } from '../world/world.ts';
import { words } from './sandbox.ts';

const LONG_MS = 180_000;
const ANSWER_MS = 90_000;
const CHANNEL = '#incidents';
/** Others are not in the channel. */
const STRANGERS: readonly string[] = ['carol', 'mallory', 'gina', 'robo'];
const BUTTONS = ['alert_ack', 'alert_silence', 'alert_resolve'];

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

  test.each(STRANGERS)('is not %s’s to handle, by whichever button', async (user) => {
    for (const button of BUTTONS) {
      const before = await refusalsOf(user);
      const { ts } = await alertOf('recommender');
      await world.sim('click', { user, channel: CHANNEL, ts, action_id: button });
      await until(async () => {
        const all = await refusalsOf(user);
        return all.length > before.length ? undefined : 'a refusal';
      }, ANSWER_MS);
      expect((await refusalsOf(user)).at(-1)).toMatch(/You may not run "incident/u);
    }
    expect(words(await alertOf('recommender'))).not.toMatch(
      /looks after it|Silenced by|Resolved by/u,
    );
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
