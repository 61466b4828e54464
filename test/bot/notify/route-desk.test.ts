import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { readYaml } from '../../../bot/adapters/yaml.ts';
import type { Request } from '../../../bot/command.ts';
import { readSettings } from '../../../bot/config.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { type AlertGroup, NONE } from '../../../bot/notify/alert.ts';
import { createRouteDesk, type RouteWish } from '../../../bot/notify/route-desk.ts';
import type { Store } from '../../../bot/ports.ts';
import { groupOf } from './fixtures.ts';

/** A Thursday, noon in Seoul. */
const NOON = Date.UTC(2026, 10, 26, 3);
const ROUTES = [
  { name: 'experiments', match: { namespace: ['sandbox', 'experiment-*'] }, mute: true },
  {
    ...{ name: 'data', match: { team: 'data' }, channel: 'C2' },
    digest: { at: ['17:00'], severities: ['info', 'warning'] },
  },
  {
    ...{ name: 'everything', channel: 'C1', escalation: 'shop' },
    quietHours: { from: '22:00', to: '07:30' },
  },
];

let folder: string;
let store: Store;
let routes: readonly object[] | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-routes-'));
  store = await openStore({ dataDirectory: folder });
  routes = ROUTES;
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('routes are listed in their order, with what each takes, where it goes and who is called', async () => {
  const lines = (await desk().list(ALICE)).split('\n');
  expect(lines.slice(0, 4).map((line) => line.split(/ {2,}/u))).toEqual([
    ['ROUTE', 'MATCHES', 'CHANNEL', 'CALLS', 'HELD BACK'],
    ['experiments', 'namespace=sandbox,experiment-*', 'muted', 'nobody', '-'],
    ['data', 'team=data', '#data (C2)', 'nobody', 'digest 17:00 (info, warning)'],
    ['everything', 'everything', 'C1', 'shop for critical', '22:00-07:30 (warning, info)'],
  ]);
});

test('without routes it is said that nothing is told', async () => {
  routes = undefined;
  await expect(desk().list(ALICE)).rejects.toThrow(OperatorError);
  await expect(testing({ labels: { a: 'b' } })).rejects.toThrow(OperatorError);
});

describe('an event', () => {
  test('is as bad as its own label says, unless it is said otherwise', async () => {
    const page = { namespace: 'shop', severity: 'page' };
    const told = await testing({ labels: page });
    expect(told).toContain('Nothing is sent: severity=critical namespace=shop');
    expect(told).not.toContain('called for critical alone');
    expect(await testing({ labels: page, severity: 'warning' })).toContain(
      'it is called for critical alone',
    );
    expect(await testing({ labels: { priority: 'P1' } })).toContain(
      'severity=critical priority=P1',
    );
  });

  test('is said its route and channel, why no other takes it, and who would be called when', async () => {
    await store.saveSwap({
      ...{ id: 's1', rotation: 'shop', person: 'T1/U5', by: 'U5', madeAtMs: NOON },
      ...{ fromMs: NOON + 4 * 60_000, untilMs: NOON + 3_600_000 },
    });
    expect(await testing({ labels: { namespace: 'shop' }, severity: 'critical' })).toBe(
      [
        'Nothing is sent: severity=critical namespace=shop',
        '',
        'Route:    everything (3 of 3)',
        'Channel:  C1',
        'Told:     at once',
        'Goes to:  a message of its own',
        'Calls:    at once (Thu 2026-11-26 12:00 (UTC+9)): name of U1',
        'Calls:    after 5 min (Thu 2026-11-26 12:05 (UTC+9)): name of U8, name of U5, the pager duty',
        '',
        'Why no other:',
        '  experiments: its namespace is shop; it is for namespace sandbox, experiment-*',
        '  data: it has no team; it is for team data',
        '',
      ].join('\n'),
    );
    expect(await store.queued(9)).toEqual([]);
  });

  test('that is muted, or taken by none, says so', async () => {
    const muted = await testing({ labels: { namespace: 'experiment-7', team: 'data' } });
    expect(muted).toContain('Route:    experiments (1 of 3)\nChannel:  none: it is muted');
    expect(muted).toContain('  data: it comes after experiments');
    routes = ROUTES.slice(0, 2);
    expect(await testing({ labels: { namespace: 'shop' } })).toContain('Route:    none.');
  });

  test('in quiet hours or of a digest says until when it is held, and calls from then on', async () => {
    const night = { labels: { namespace: 'shop' }, at: '23:30' } as const;
    expect(await testing(night)).toContain('Told:     in a digest, Fri 2026-11-27 07:30');
    expect(await testing({ ...night, severity: 'critical' })).toContain('Told:     at once');
    const digest = await testing({ labels: { team: 'data' }, severity: 'info' });
    expect(digest).toContain('Told:     in a digest, Thu 2026-11-26 17:00');
    expect(digest).toContain('Calls:    nobody: the route has no escalation');
    expect(await testing(night)).toContain('Calls:    nobody: it is called for critical alone');
    routes = ROUTES.map((route) =>
      'escalation' in route ? { ...route, callFor: ['warning'] } : route,
    );
    expect(await testing(night)).toContain('Calls:    at once (Fri 2026-11-27 07:30 (UTC+9)): ');
  });

  test('of a source has its labels, whatever else is said', async () => {
    const labels = { cluster: 'mine', namespace: 'x' };
    expect(await testing({ source: 'prometheus', labels })).toContain(
      'severity=warning cluster=production namespace=x',
    );
    expect(await testing({ source: 'dev' })).toContain('cluster=dev environment=staging');
    await expect(testing({ source: 'nobody' })).rejects.toThrow('There is no source "nobody".');
  });

  test('says which open alert it could go into, and a storm where one rages', async () => {
    await fires({ id: 'a', number: 7, labels: { namespace: 'shop', workload: 'web' } });
    await fires({ id: 'b', number: 8, labels: { namespace: 'shop' }, state: 'resolved' });
    expect(await testing({ labels: { namespace: 'shop' } })).toContain(
      'or the message of alert 7, where its source says it is of that group',
    );
    const storm = { id: 'b1', kind: 'storm', channelId: 'C1', openedAtMs: NOON } as const;
    await store.saveBundle({ ...storm, grownAtMs: NOON - 60_000, state: 'firing' }, false);
    expect(await testing({ labels: { namespace: 'x' } })).toContain('the storm that rages');
    expect(await testing({ labels: {}, severity: 'critical' })).toContain('a message of its own');
  });

  test('that is an alert that there is has its labels, and its message', async () => {
    await fires({ id: 'a', number: 7, labels: { team: 'data' }, severity: 'critical' });
    const told = await testing({ alert: 7 });
    expect(told).toContain('severity=critical team=data');
    expect(told).toContain('Goes to:  the message of alert 7, which it is');
    await expect(testing({ alert: 8 })).rejects.toThrow('There is no alert 8.');
  });
});

describe('a route that is pasted', () => {
  test('is tried before all others, and says which alerts it would take, by which it is not in force', async () => {
    await fires({
      id: 'a',
      number: 7,
      title: 'web crashes',
      route: 'everything',
      labels: { namespace: 'shop' },
    });
    await fires({ id: 'b', number: 8, labels: { namespace: 'pay' } });
    const told = await testing({
      labels: { namespace: 'shop' },
      route: '{name: noise, match: {namespace: shop}, channel: C2}',
    });
    expect(told).toContain('Route:    noise (the one that was pasted of 4)\nChannel:  #data (C2)');
    expect(told).toContain('  everything: it comes after noise');
    expect(told).toContain('it would take 1:\n  7: web crashes (now everything)');
    expect(told).toContain('It is not in force');
  });

  test('that would take nothing says so', async () => {
    await fires({ id: 'b', number: 8, labels: { namespace: 'pay' } });
    const told = await testing({ labels: {}, route: '{match: {namespace: shop}, channel: C2}' });
    expect(told).toMatch(/^Of 1 alerts .* it would take none\.$/mu);
  });

  test('as it stands in the settings, as the one item of a list, is understood', async () => {
    const told = await testing({ labels: {}, route: '- name: x\n  match: {a: b}\n  mute: true' });
    expect(told).toContain('  x: it has no a; it is for a b');
  });

  test.each([
    ['{match: {namespace: shop}}', 'set either "channel" or "mute: true"'],
    ['{channel: C1, escalation: nights}', 'there is no "nights" (known: shop)'],
    ['{chanel: C1}', 'Unrecognized key: "chanel"'],
    ['just words', 'Invalid input'],
    ['{a: [', 'What --route has is not valid YAML.'],
    [`{a: &a [x,x,x,x,x,x,x,x,x,x], b: [${'*a,'.repeat(60)}]}`, 'valid YAML'],
  ])('as %s is refused in words', async (route, why) => {
    const refused = await errorOf(testing({ labels: {}, route }));
    expect(`${refused.what} ${refused.why}`).toContain(why);
  });
});

async function errorOf(work: Promise<unknown>): Promise<OperatorError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

async function fires(some: Partial<AlertGroup>): Promise<void> {
  const group = groupOf({
    ...{ key: `k${some.id}`, state: 'firing', firing: { ...NONE, warning: 1 } },
    ...{ openedAtMs: NOON - 3_600_000, toldAtMs: NOON - 3_600_000, changedAtMs: NOON - 60_000 },
    ...some,
  });
  await store.saveAlertGroup(group, false);
}

async function testing(wish: Partial<RouteWish>): Promise<string> {
  return await desk().test(ALICE, {
    ...{ alert: undefined, labels: {}, severity: undefined, source: undefined },
    ...{ at: undefined, route: undefined },
    ...wish,
  });
}

const ALICE: Request = {
  ...{ id: 'r', surface: 'slash', ask: { kind: 'command', text: '' }, receivedAtMs: 0 },
  address: { teamId: 'T1', channelId: 'C1', userId: 'U1' },
};

function desk() {
  const layer = { name: 'week', people: ['T1/U1'], from: '2026-11-23' };
  return createRouteDesk({
    ...{
      store,
      readYaml,
      renewRoutes: async () => {},
      nameOf: async (_teamId, userId) => `name of ${userId}`,
    },
    clock: { nowMs: () => NOON, sleep: async () => {}, id: () => 'id' },
    directory: {
      person: async () => {
        throw new Error('nobody asks');
      },
      channelName: async (id) => (id === 'C2' ? 'data' : id),
    },
    settings: () =>
      readSettings(
        {
          timeZone: 'Asia/Seoul',
          clusters: { dev: { environment: 'staging', kubeconfig: 'x' } },
          webhooks: {
            prometheus: {
              ...{ kind: 'alertmanager', bearer: { variable: 'X' } },
              labels: { cluster: 'production' },
            },
          },
          onCall: {
            pagers: { duty: { kind: 'pagerduty', routingKey: { variable: 'X' } } },
            rotations: {
              shop: {
                timeZone: 'Asia/Seoul',
                layers: [{ ...layer, handOff: { days: 7, at: '10:00' } }],
              },
            },
            escalations: {
              shop: {
                steps: [
                  { rotations: ['shop'] },
                  { after: '5m', people: ['T1/U8'], rotations: ['shop'], pager: 'duty' },
                ],
              },
            },
          },
          ...(routes === undefined ? {} : { alerts: { routes } }),
        },
        'test.yaml',
      ),
  });
}
