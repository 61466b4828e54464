// What every store must do for who is on call and for pages that wait, held against a SQLite file and a real PostgreSQL server alike.

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from '../../../bot/pager.ts';
import type { Store } from '../../../bot/ports.ts';
import { type Database, findPostgresEngine, sqlite } from './databases.ts';

const HOSTILE = 'a\u0000b \ud800 \u001a "\'; drop table pages; -- é😀';
const postgres = await findPostgresEngine();
const engines = postgres === undefined ? [sqlite] : [sqlite, postgres];

afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

describe.each(engines)('$name', (engine) => {
  let database: Database;
  let store: Store;

  beforeEach(async () => {
    database = await engine.create();
    store = await database.open();
  });
  afterEach(async () => {
    await database.drop();
  });

  test('gives a page back as it was written, whatever stands in it, until it has ended', async () => {
    const page = pageOf({ pager: HOSTILE, dedupKey: HOSTILE });
    await store.enqueuePage('p1', page, 1_000);
    expect(await store.duePages(999, 9)).toEqual([]);
    expect(await store.duePages(1_000, 9)).toEqual([{ id: 'p1', page, attempts: 0, atMs: 1_000 }]);
    await store.postponePage('p1', 5_000);
    expect(await store.duePages(4_999, 9)).toEqual([]);
    expect(await store.duePages(5_000, 9)).toEqual([{ id: 'p1', page, attempts: 1, atMs: 1_000 }]);
    await store.endPage('p1');
    expect(await store.duePages(9_000, 9)).toEqual([]);
  });

  test('keeps of a pager and a key the newest alone, which the end of an older one leaves, and gives the oldest first', async () => {
    await store.enqueuePage('p1', pageOf(), 1_000);
    await store.postponePage('p1', 60_000);
    await store.enqueuePage('p2', pageOf({ event: 'resolve' }), 2_000);
    await store.enqueuePage('p3', pageOf({ pager: 'other' }), 3_000);
    await store.enqueuePage('p4', pageOf({ dedupKey: 'other' }), 1_500);
    await store.endPage('p1');
    const due = await store.duePages(9_000, 9);
    expect(due.map(({ id, page, attempts }) => [id, page.event, attempts])).toEqual([
      ['p4', 'trigger', 0],
      ['p2', 'resolve', 0],
      ['p3', 'trigger', 0],
    ]);
    expect(await store.duePages(9_000, 2)).toHaveLength(2);
  });

  test('gives temporary routes back as they were written, the newest first, until they end', async () => {
    const route = {
      ...{ name: 'temporary-1', match: { namespace: [HOSTILE] }, channel: 'C1' },
      callFor: ['critical' as const],
    };
    const by = { reason: HOSTILE, teamId: 'T1', userId: HOSTILE, startedAtMs: 1_000 };
    const first = { number: await store.nextRouteNumber(), route, ...by, untilMs: 9_000 };
    const second = { ...first, number: await store.nextRouteNumber(), untilMs: 5_000 };
    expect([first.number, second.number]).toEqual([1, 2]);
    await store.saveTemporaryRoute(first);
    await store.saveTemporaryRoute(second);
    expect(await store.temporaryRoutes(4_999)).toEqual([second, first]);
    expect(await store.temporaryRoutes(5_000)).toEqual([first]);
    expect(await store.endTemporaryRoute(1, 6_000)).toBe(true);
    expect(await store.endTemporaryRoute(1, 7_000)).toBe(false);
    expect(await store.endTemporaryRoute(3, 6_000)).toBe(false);
    expect(await store.temporaryRoutes(5_500)).toEqual([{ ...first, untilMs: 6_000 }]);
  });

  test('knows who was on call last, also that it was nobody', async () => {
    expect(await store.lastDuty('shop')).toBeUndefined();
    const duty = { rotation: 'shop', person: HOSTILE, sinceMs: 7 };
    await store.saveDuty(duty);
    await store.saveDuty({ ...duty, rotation: 'other', person: undefined });
    expect(await store.lastDuty('shop')).toEqual(duty);
    expect(await store.lastDuty('other')).toEqual({
      ...duty,
      rotation: 'other',
      person: undefined,
    });
    await store.saveDuty({ ...duty, person: 'T1/U2', sinceMs: 9 });
    expect(await store.lastDuty('shop')).toEqual({ ...duty, person: 'T1/U2', sinceMs: 9 });
  });
});

function pageOf(some: Partial<Page> = {}): Page {
  const labels = { namespace: 'shop' };
  const alert = {
    number: 1,
    title: HOSTILE,
    severity: 'critical',
    source: 'test',
    labels,
  } as const;
  return {
    ...{ pager: 'duty', dedupKey: 'k', event: 'trigger', alert: { ...alert, openedAtMs: 5 } },
    ...some,
  };
}
