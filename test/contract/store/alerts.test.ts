// What every store must do for alerts, held against a SQLite file and a real PostgreSQL server alike.

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert, AlertGroup, Bundle, Tally } from '../../../bot/notify/alert.ts';
import type { Store } from '../../../bot/ports.ts';
import { groupOf, noticeOf } from '../../bot/notify/fixtures.ts';
import { type Database, findPostgresEngine, sqlite } from './databases.ts';
import { outgoingOf } from './fixtures.ts';

const HOSTILE = 'a\u0000b \ud800 \u001a "\'; drop table alerts; -- é😀';

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

  test('gives a group back as it was written, whatever stands in it', async () => {
    const group = groupOf({
      ...{ id: 'g1', key: `source ${HOSTILE}`, title: HOSTILE, labels: { [HOSTILE]: HOSTILE } },
      ...{ telling: { kind: 'held', untilMs: 77 }, turnsAtMs: [1, 2], goesOnIn: 'C9' },
    });
    await store.saveAlertGroup(group, false);
    expect(await store.alertGroup('g1')).toEqual(group);
    expect(await store.alertGroups([group.key, 'another'])).toEqual([group]);
    const later: AlertGroup = { ...group, telling: { kind: 'bundled', bundleId: 'b1' } };
    await store.saveAlertGroup(later, false);
    expect(await store.alertGroup('g1')).toEqual(later);
    expect(await store.alertGroup('g2')).toBeUndefined();
  });

  test('the newest group of a key takes the place of the one before, which stays', async () => {
    const [old, young] = [groupOf({ id: 'old' }), groupOf({ id: 'young', openedAtMs: 5 })];
    await store.saveAlertGroup(old, false);
    await store.saveAlertGroup(young, false);
    await store.saveAlertGroup({ ...old, title: 'changed late' }, false);
    expect(await store.alertGroups([old.key])).toEqual([young]);
    expect(await store.alertGroup('old')).toMatchObject({ title: 'changed late' });
  });

  test('finds groups of more keys than one statement takes', async () => {
    const keys = Array.from({ length: 450 }, (_, index) => `key ${index}`);
    for (const key of keys) await store.saveAlertGroup(groupOf({ id: `of ${key}`, key }), false);
    expect((await store.alertGroups(keys)).map(({ key }) => key).sort()).toEqual(keys.sort());
  });

  test('lists what is to be shown, what began as critical first, then the oldest change', async () => {
    const wanted = [
      groupOf({ id: 'b', key: 'b', changedAtMs: 2 }),
      groupOf({ id: 'a', key: 'a', changedAtMs: 1 }),
      groupOf({ id: 'c', key: 'c', changedAtMs: 3, severity: 'critical' }),
    ];
    for (const group of wanted) await store.saveAlertGroup(group, true);
    await store.saveAlertGroup(groupOf({ id: 'd', key: 'd' }), false);
    const shown = async () => (await store.dirtyAlertGroups(10)).map(({ id }) => id);
    expect(await shown()).toEqual(['c', 'a', 'b']);
    await store.saveAlertGroup(groupOf({ id: 'a', key: 'a' }), false);
    expect(await shown()).toEqual(['c', 'b']);
    expect(await store.dirtyAlertGroups(1)).toHaveLength(1);
  });

  test('lists what was held until now, and not what is held for longer', async () => {
    const held = (id: string, untilMs: number) =>
      store.saveAlertGroup(
        groupOf({ id, key: id, telling: { kind: 'held', untilMs }, openedAtMs: untilMs }),
        false,
      );
    await held('later', 11);
    await held('second', 10);
    await held('first', 3);
    expect((await store.heldAlertGroups(10)).map(({ id }) => id)).toEqual(['first', 'second']);
  });

  test('lists what fires, and what was resolved lately, the newest first', async () => {
    const save = (id: string, state: AlertGroup['state'], changedAtMs: number) =>
      store.saveAlertGroup(groupOf({ id, key: id, state, changedAtMs }), false);
    await save('long over', 'resolved', 1);
    await save('over', 'resolved', 9);
    await save('long', 'firing', 1);
    await save('young', 'firing', 9);
    expect((await store.liveAlertGroups(5, 10)).map(({ id }) => id)).toEqual([
      'young',
      'long',
      'over',
    ]);
    expect(await store.liveAlertGroups(5, 1)).toHaveLength(1);
  });

  test('counts the messages of their own that began in a channel lately', async () => {
    const open = (id: string, some: Partial<AlertGroup>) =>
      store.saveAlertGroup(groupOf({ id, key: id, toldAtMs: 10, ...some }), false);
    await open('1', {});
    await open('2', { severity: 'critical' });
    await open('old', { toldAtMs: 5 });
    await open('elsewhere', { channelId: 'C2' });
    await open('bundled', { telling: { kind: 'bundled', bundleId: 'b' } });
    expect(await store.opened('C1', 5)).toEqual({ all: 2, critical: 1 });
    expect(await store.opened('C3', 5)).toEqual({ all: 0, critical: 0 });
  });

  test('gives alerts back as they were written, the worst first, and moves them', async () => {
    const alert = (key: string, some: Partial<Alert>): Alert => {
      const { group: _, groupTitle: __, ...notice } = noticeOf({ key });
      return { ...notice, groupId: 'g1', countBefore: 0, changedAtMs: 1, ...some };
    };
    const all = [
      alert('over', { state: 'resolved', severity: 'critical' }),
      alert('info', { severity: 'info' }),
      alert(HOSTILE, { severity: 'critical', title: HOSTILE, listing: HOSTILE, links: {} }),
      alert('young', { changedAtMs: 9 }),
      alert('old', {}),
    ];
    await store.saveAlerts(all);
    const keys = async () => (await store.worstAlerts('g1', 9)).map(({ key }) => key);
    expect(await keys()).toEqual([HOSTILE, 'young', 'old', 'info', 'over']);
    expect(await store.alerts('g1', [HOSTILE, 'none'])).toEqual([all[2]]);
    await store.saveAlerts([alert('info', { severity: 'critical', changedAtMs: 2 })]);
    expect(await keys()).toEqual(['info', HOSTILE, 'young', 'old', 'over']);
    await store.moveAlerts('g1', 'g2');
    expect(await store.worstAlerts('g1', 9)).toEqual([]);
    expect((await store.worstAlerts('g2', 2)).map(({ groupId }) => groupId)).toEqual(['g2', 'g2']);
  });

  test('keeps bundles, the newest storm of a channel, and which groups are in one', async () => {
    const bundle: Bundle = {
      ...{ id: 'b1', kind: 'storm', channelId: 'C1', openedAtMs: 1, grownAtMs: 1 },
      state: 'firing',
    };
    await store.saveBundle(bundle, true);
    await store.saveBundle({ ...bundle, id: 'b2', grownAtMs: 2 }, true);
    await store.saveBundle({ ...bundle, id: 'b3', kind: 'digest', grownAtMs: 3 }, true);
    expect(await store.openStorm('C1')).toMatchObject({ id: 'b2' });
    expect(await store.openStorm('C2')).toBeUndefined();
    expect((await store.dirtyBundles(9)).map(({ id }) => id)).toEqual(['b1', 'b2', 'b3']);
    const resolved: Bundle = { ...bundle, state: 'resolved', grownAtMs: 7 };
    await store.saveBundle(resolved, false);
    expect(await store.bundle('b1')).toEqual(resolved);
    expect((await store.dirtyBundles(9)).map(({ id }) => id)).toEqual(['b2', 'b3']);
    const member = groupOf({ telling: { kind: 'bundled', bundleId: 'b1' } });
    await store.saveAlertGroup(member, false);
    expect(await store.bundled('b1')).toEqual([member]);
    expect(await store.bundled('b2')).toEqual([]);
  });

  test('gives the lines of a thread once, in order, and keeps them', async () => {
    const line = (text: string, groupId = 'g1') => ({ groupId, atMs: 5, text });
    await store.addAlertLines([line('one'), line(HOSTILE)], false);
    await store.addAlertLines([line('never told', 'g2')], true);
    await store.addAlertLines([line('three')], false);
    expect(await store.groupsWithLines(9)).toEqual(['g1']);
    const all = [line('one'), line(HOSTILE), line('three')];
    expect(await store.takeAlertLines('g1')).toEqual(all);
    expect(await store.takeAlertLines('g1')).toEqual([]);
    expect(await store.groupsWithLines(9)).toEqual([]);
    expect(await store.alertLines('g1', 9)).toEqual(all);
    expect(await store.alertLines('g1', 2)).toEqual(all.slice(1));
    expect(await store.alertLines('g2', 2)).toHaveLength(1);
  });

  test('adds up what became of what sources saw, since an hour', async () => {
    const one: Tally = { received: 10, told: 1, merged: 4, suppressed: 2, ignored: 3 };
    await store.addTally('kubernetes', 100, one);
    await store.addTally('kubernetes', 100, one);
    await store.addTally('kubernetes', 101, one);
    await store.addTally(HOSTILE, 99, one);
    const twice = { received: 20, told: 2, merged: 8, suppressed: 4, ignored: 6 };
    expect(await store.tallies(101)).toEqual({ kubernetes: one });
    expect((await store.tallies(100)).kubernetes).toEqual({
      ...twice,
      received: 30,
      told: 3,
      merged: 12,
      suppressed: 6,
      ignored: 9,
    });
    expect((await store.tallies(0))[HOSTILE]).toEqual(one);
  });

  test('remembers from where each source goes on', async () => {
    expect(await store.sourcePosition('a')).toBeUndefined();
    await store.saveSourcePosition('a', HOSTILE, 1);
    await store.saveSourcePosition('a', `${HOSTILE} later`, 2);
    await store.saveSourcePosition('b', 'other', 2);
    expect(await store.sourcePosition('a')).toBe(`${HOSTILE} later`);
  });

  test('forgets what ended long ago with all that belongs to it, and never the message of what still fires', async () => {
    const day = 86_400_000;
    const save = async (id: string, state: AlertGroup['state']) => {
      await store.saveAlertGroup(groupOf({ id, key: id, state, changedAtMs: 0 }), false);
      const { group: _, groupTitle: __, ...notice } = noticeOf();
      await store.saveAlerts([{ ...notice, groupId: id, countBefore: 0, changedAtMs: 0 }]);
      await store.addAlertLines([{ groupId: id, atMs: 0, text: 'fires' }], true);
      await store.enqueue(outgoingOf(`alert:${id}`), 0);
      const [wish] = await store.queued(1);
      await store.delivered(wish?.seq ?? 0, `alert:${id}`, `ts of ${id}`);
    };
    await save('over', 'resolved');
    await save('firing', 'firing');
    expect(await store.prune(Date.now() + 89 * day)).toMatchObject({ alertGroups: 1, posted: 1 });
    expect(await store.alertGroup('over')).toBeUndefined();
    expect(await store.worstAlerts('over', 9)).toEqual([]);
    expect(await store.alertLines('over', 9)).toEqual([]);
    expect(await store.worstAlerts('firing', 9)).toHaveLength(1);
    expect(await store.postedTs('alert:firing')).toBe('ts of firing');
  });

  test('forgets what ended long ago in a group that never ends, and nothing that fires or ended lately', async () => {
    const keepMs = 90 * 86_400_000;
    await store.saveAlertGroup(groupOf({ id: 'g1', state: 'firing', changedAtMs: keepMs }), false);
    const { group: _, groupTitle: __, ...notice } = noticeOf();
    const of = { ...notice, groupId: 'g1', countBefore: 0 };
    await store.saveAlerts([
      { ...of, key: 'fires', state: 'firing', changedAtMs: 1 },
      { ...of, key: 'ended long ago', state: 'resolved', changedAtMs: 1 },
      { ...of, key: 'ended lately', state: 'resolved', changedAtMs: keepMs },
    ]);
    await store.addAlertLines([{ groupId: 'g1', atMs: 1, text: 'old, told' }], true);
    await store.addAlertLines([{ groupId: 'g1', atMs: 1, text: 'old, not told' }], false);
    await store.prune(keepMs + 2);
    const keys = (await store.everyAlert('g1')).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(['ended lately', 'fires']);
    expect((await store.alertLines('g1', 9)).map(({ text }) => text)).toEqual(['old, not told']);
  });

  test('tells a source what of it fires, as it was handed over', async () => {
    const fires = noticeOf({ key: 'fires', group: HOSTILE, lines: ['one'] });
    const over = noticeOf({ key: 'over', state: 'resolved' });
    for (const [source, id] of [
      ['a', 'g1'],
      ['a', 'g2'],
      ['b', 'g3'],
    ] as const) {
      // Of the same key the second takes the place of the first.
      await store.saveAlertGroup(
        groupOf({ id, source, key: `${source} ${HOSTILE}`, title: fires.groupTitle }),
        false,
      );
      for (const { group: _, groupTitle: __, ...notice } of [fires, over]) {
        await store.saveAlerts([{ ...notice, groupId: id, countBefore: 3, changedAtMs: 9 }]);
      }
    }
    expect(await store.firingAlerts('a')).toEqual([fires]);
    expect(await store.firingAlerts('c')).toEqual([]);
  });

  test('two that hold alerts at once come one after the other', async () => {
    const seen: string[] = [];
    const hold = (name: string) =>
      store.transaction(async (inner) => {
        await inner.holdAlerts();
        seen.push(`${name} begins`);
        const [group] = await inner.alertGroups(['key']);
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (group === undefined)
          await inner.saveAlertGroup(groupOf({ id: name, key: 'key' }), false);
        seen.push(`${name} ends`);
      });
    await Promise.all(['a', 'b', 'c'].map(hold));
    expect(seen.map((each) => each.split(' ')[1])).toEqual([
      'begins',
      'ends',
      'begins',
      'ends',
      'begins',
      'ends',
    ]);
    expect(await store.alertGroups(['key'])).toHaveLength(1);
  });

  test('what is urgent goes before others of its channel, and an edit of it stays so', async () => {
    await store.enqueue(outgoingOf('usual'), 1);
    await store.enqueue(outgoingOf('urgent', { isUrgent: true }), 2);
    await store.enqueue(outgoingOf('urgent later', { isUrgent: true }), 3);
    expect((await store.nextQueued(9)).map(({ outgoing }) => outgoing.key)).toEqual(['urgent']);
    await store.enqueue(outgoingOf('urgent'), 4);
    expect((await store.nextQueued(9)).map(({ outgoing }) => outgoing.key)).toEqual([
      'urgent later',
    ]);
  });
});
