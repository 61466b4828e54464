// Routes for some hours: what is asked for, what is shown before, and which way alerts go while they are in force and after.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { readYaml } from '../../../bot/adapters/yaml.ts';
import type { Request } from '../../../bot/command.ts';
import { readSettings } from '../../../bot/config.ts';
import { routeNamed } from '../../../bot/notify/route.ts';
import { createRouteBook, type RouteBook } from '../../../bot/notify/route-book.ts';
import { createRouteDesk } from '../../../bot/notify/route-desk.ts';
import { createTake } from '../../../bot/notify/take.ts';
import {
  createTemporaryDesk,
  type TemporaryDesk,
  type TemporaryWish,
} from '../../../bot/notify/temporary-desk.ts';
import type { Store } from '../../../bot/ports.ts';
import { noticeOf } from './fixtures.ts';

/** A Thursday, noon in Seoul. */
const NOON = Date.UTC(2026, 10, 26, 3);
const HOUR_MS = 3_600_000;
const ALICE: Request = {
  ...{ id: 'r', surface: 'slash', ask: { kind: 'command', text: '' }, receivedAtMs: 0 },
  address: { teamId: 'T1', channelId: 'C1', userId: 'U1' },
};
const SETTINGS = {
  timeZone: 'Asia/Seoul',
  clusters: { dev: { environment: 'staging', kubeconfig: 'x' } },
  onCall: { escalations: { shop: { steps: [{ people: ['T1/U8'] }] } } },
  alerts: { routes: [{ name: 'everything', channel: 'C1', escalation: 'shop' }] },
};
const SHOP = '{match: {namespace: shop}, channel: C9}';

let folder: string;
let store: Store;
let nowMs: number;
let given: object;
let book: RouteBook;
let desk: TemporaryDesk;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-temporary-'));
  store = await openStore({ dataDirectory: folder });
  nowMs = NOON;
  given = SETTINGS;
  let of: object | undefined;
  let read = readSettings(given, 'x');
  const settings = () => {
    if (of !== given) [of, read] = [given, readSettings(given, 'x')];
    return read;
  };
  book = createRouteBook({ settings, clock: { nowMs: () => nowMs } });
  desk = createTemporaryDesk(partsOf());
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

describe('what is shown before', () => {
  test('is which way what goes until when, what it would take, and who would not be called any more', async () => {
    await see('a', { namespace: 'shop' }, 'critical');
    await see('b', { namespace: 'other' }, 'critical');
    const { summary, diff, warnings } = await desk.previewAdd(wish({}));
    expect(summary).toBe(
      'Put a route before all others until Thu 2026-11-26 14:00 (UTC+9): namespace=shop goes to #noise (C9), nobody is called.',
    );
    expect(diff).toContain('+temporary  namespace=shop  #noise (C9)  nobody  -\n everything\n');
    expect(diff).toContain(
      'Of 2 alerts that fire or did within three hours it would take 1:\n   1: ',
    );
    expect(warnings).toEqual([
      'People are called for 1 of those by the route that has them now; by this one nobody would be called for their like.',
    ]);
  });

  test('warns of what takes everything, and of what is told nowhere', async () => {
    const everything = await desk.previewAdd(wish({ route: '{channel: C9, escalation: shop}' }));
    expect(everything.warnings).toEqual(['It has no "match": it takes everything.']);
    const muted = await desk.previewAdd(
      wish({ route: '{match: {severity: [warning, info]}, mute: true}' }),
    );
    expect(muted.warnings).toEqual(['What it takes is told nowhere, and counted.']);
  });

  test('is agreed to as long as nothing but time has changed', async () => {
    const { substance } = await desk.previewAdd(wish({}));
    nowMs += 60_000;
    expect((await desk.previewAdd(wish({}))).substance).toBe(substance);
    await desk.add(ALICE, wish({ route: '{match: {team: data}, channel: C1}' }));
    expect((await desk.previewAdd(wish({}))).substance).not.toBe(substance);
  });
});

describe('what is refused', () => {
  test.each([
    ['mutes all', '{match: {namespace: shop}, mute: true}', 'mutes nothing that is critical'],
    ['mutes by pattern', '{match: {severity: "c*"}, mute: true}', 'mutes nothing that is critical'],
    ['no route', '{match: {namespace: shop}}', 'That is no route'],
    ['no escalation', '{channel: C1, escalation: nope}', 'That is no route'],
    ['no channel of the bot', '{channel: C404}', 'Nothing can be told in C404'],
  ])('%s', async (_, route, what) => {
    await expect(desk.previewAdd(wish({ route }))).rejects.toThrow(what);
    await expect(desk.add(ALICE, wish({ route }))).rejects.toThrow(what);
    expect(await store.temporaryRoutes(0)).toEqual([]);
  });

  test('is what would last longer than a week', async () => {
    const end = { forMs: 7 * 24 * HOUR_MS + 1 };
    await expect(desk.add(ALICE, wish({ end }))).rejects.toThrow('cannot end then');
  });

  test('is any where nothing is told', async () => {
    given = { ...SETTINGS, alerts: undefined };
    await expect(desk.add(ALICE, wish({}))).rejects.toThrow('There are no routes');
  });

  test('is the end of one that is not in force, which names those that are', async () => {
    await expect(desk.end(1)).rejects.toThrow('No route temporary-1 is in force');
    await desk.add(ALICE, wish({}));
    await expect(desk.previewEnd(7)).rejects.toMatchObject({ why: 'In force are temporary-1.' });
  });
});

describe('in force', () => {
  test('alerts go its way, then the old one again; what it took stays', async () => {
    expect(await desk.add(ALICE, wish({}))).toContain(
      'temporary-1 is in force until Thu 2026-11-26 14:00',
    );
    await see('a', { namespace: 'shop' });
    await see('b', { namespace: 'other' });
    nowMs += 2 * HOUR_MS;
    await see('c', { namespace: 'shop' });
    expect(await places()).toEqual({
      ...{ a: ['temporary-1', 'C9'], b: ['everything', 'C1'], c: ['everything', 'C1'] },
    });
    // Quiet hours, and whom it calls, are still known.
    expect(routeNamed('temporary-1', book.settings().alerts)).toMatchObject({ channel: 'C9' });
  });

  test('one that another replica was told counts from the next batch on', async () => {
    const others = createRouteBook({
      settings: () => readSettings(SETTINGS, 'x'),
      clock: { nowMs: () => nowMs },
    });
    await createTemporaryDesk({ ...partsOf(), renewRoutes: others.renew }).add(ALICE, wish({}));
    await see('a', { namespace: 'shop' });
    expect(await places()).toEqual({ a: ['temporary-1', 'C9'] });
  });

  test('the newest comes first, and each is ended by its name', async () => {
    await desk.add(ALICE, wish({}));
    await desk.add(ALICE, wish({ route: '{match: {namespace: shop}, channel: C2}' }));
    await see('a', { namespace: 'shop' });
    await desk.end(2);
    await see('b', { namespace: 'shop' });
    expect(await places()).toEqual({ a: ['temporary-2', 'C2'], b: ['temporary-1', 'C9'] });
  });

  test('it stands in the list with its end, whose it is and why, and in a test of routes until then', async () => {
    await desk.add(ALICE, wish({ reason: 'load test' }));
    const routes = createRouteDesk({ ...partsOf(), nameOf: async () => 'alice' });
    const listed = await routes.list(ALICE);
    expect(listed).toMatch(/^temporary-1 +namespace=shop +#noise \(C9\) +nobody +-$/mu);
    expect(listed).toContain(
      'temporary-1 ends Thu 2026-11-26 14:00 (UTC+9). It is by alice: load test',
    );
    const asked = { alert: undefined, severity: undefined, source: undefined, route: undefined };
    const labels = { namespace: 'shop' };
    const now = await routes.test(ALICE, { ...asked, labels, at: undefined });
    expect(now).toContain('Route:    temporary-1 (1 of 2)');
    const later = await routes.test(ALICE, { ...asked, labels, at: '15:00' });
    expect(later).toContain('Route:    everything (1 of 1)');
  });

  test('settings stay the same object as long as nothing changes', async () => {
    await desk.add(ALICE, wish({}));
    const before = book.settings();
    expect(book.settings()).toBe(before);
    await book.renew(store);
    expect(book.settings()).toBe(before);
    nowMs += 2 * HOUR_MS;
    expect(book.settings()).not.toBe(before);
  });
});

function wish(some: Partial<TemporaryWish>): TemporaryWish {
  return { route: SHOP, reason: 'why', end: { forMs: 2 * HOUR_MS }, ...some };
}

function partsOf() {
  return {
    ...{ store, readYaml, settings: () => book.settings(), renewRoutes: book.renew },
    clock: { nowMs: () => nowMs, sleep: async () => {}, id: () => `id-${ids++}` },
    directory: {
      person: async () => {
        throw new Error('nobody asks');
      },
      channelName: async (id: string) => (id === 'C9' ? 'noise' : id),
    },
    channelProblem: async (id: string) => (id === 'C404' ? 'there is none' : undefined),
  };
}

let ids = 0;

async function see(
  key: string,
  labels: Readonly<Record<string, string>>,
  severity: 'critical' | 'warning' = 'warning',
): Promise<void> {
  const take = createTake({
    ...partsOf(),
    redact: (text) => ({ text }),
    outbound: { wake: () => {} },
  });
  const notice = { ...noticeOf(), key, group: key, labels, severity };
  await take({ source: 'test', notices: [notice], received: 1, ignored: 0 });
}

/** The route and the channel of each alert. */
async function places(): Promise<Record<string, readonly string[]>> {
  const groups = await store.alertGroups(['test a', 'test b', 'test c']);
  return Object.fromEntries(
    groups.map(({ key, route, channelId }) => [key.replace('test ', ''), [route, channelId]]),
  );
}
