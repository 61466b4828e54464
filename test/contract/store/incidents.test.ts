// What every store must do for incidents, held against a SQLite file and a real PostgreSQL server alike.

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEntry, Store } from '../../../bot/ports.ts';
import { incidentOf } from '../../bot/incidents/fixtures.ts';
import { type Database, findPostgresEngine, sqlite } from './databases.ts';
import { outgoingOf } from './fixtures.ts';

const HOSTILE = 'a\u0000b \ud800 \u001a "\'; drop table incidents; -- é😀';
const DAY = 86_400_000;

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

  test('gives an incident back as it was written, whatever stands in it', async () => {
    const incident = incidentOf({
      ...{ title: HOSTILE, impact: HOSTILE, alerts: [1, 2], dueAtMs: 5, wakeAtMs: 7 },
      room: { kind: 'channel', channelId: 'C9' },
    });
    await store.saveIncident(incident, false);
    expect(await store.numberedIncident(1)).toEqual(incident);
    expect(await store.incident('i1')).toEqual(incident);
    const later = incidentOf({ title: 'another' });
    await store.saveIncident(later, false);
    expect(await store.incident('i1')).toEqual(later);
    expect(await store.numberedIncident(2)).toBeUndefined();
  });

  test('finds it by its channel and by its own', async () => {
    await store.saveIncident(incidentOf({ room: { kind: 'channel', channelId: 'C9' } }), false);
    await store.saveIncident(incidentOf({ id: 'i2', number: 2 }), false);
    expect((await store.incidentsIn('C1', 9)).map(({ number }) => number)).toEqual([2, 1]);
    expect((await store.incidentsIn('C9', 9)).map(({ number }) => number)).toEqual([1]);
    expect(await store.incidentsIn('C8', 9)).toEqual([]);
  });

  test('gives each its own number, also to two who ask at once', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.transaction(async (inner) => {
          await inner.holdIncidents();
          return await inner.nextIncidentNumber();
        }),
      ),
    );
    expect(numbers.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('knows which are to be shown, and which are to be woken', async () => {
    await store.saveIncident(incidentOf({ changedAtMs: 2, wakeAtMs: 10 }), true);
    await store.saveIncident(incidentOf({ id: 'i2', number: 2, changedAtMs: 1 }), true);
    await store.saveIncident(
      incidentOf({ id: 'i3', number: 3, state: 'resolved', resolvedAtMs: 5 }),
      false,
    );
    const dirty = async () => (await store.dirtyIncidents(9)).map(({ number }) => number);
    expect(await dirty()).toEqual([2, 1]);
    await store.saveIncident(incidentOf({ changedAtMs: 2, wakeAtMs: 10 }));
    expect(await dirty()).toEqual([2, 1]);
    await store.saveIncident(incidentOf({ changedAtMs: 2, wakeAtMs: 10 }), false);
    expect(await dirty()).toEqual([2]);
    await store.saveIncident(incidentOf({ changedAtMs: 2, wakeAtMs: 10 }));
    expect(await dirty()).toEqual([2]);
    await store.soilIncidents(6);
    expect(await dirty()).toEqual([2, 1]);
    await store.soilIncidents(5);
    expect(await dirty()).toEqual([3, 2, 1]);
    expect(await store.wakingIncidents(9, 9)).toEqual([]);
    expect((await store.wakingIncidents(10, 9)).map(({ number }) => number)).toEqual([1]);
  });

  test('lists open ones, and those that were resolved since', async () => {
    await store.saveIncident(incidentOf(), false);
    await store.saveIncident(
      incidentOf({ id: 'i2', number: 2, state: 'resolved', resolvedAtMs: 5 }),
      false,
    );
    expect((await store.incidents(6, 9)).map(({ number }) => number)).toEqual([1]);
    expect((await store.incidents(5, 9)).map(({ number }) => number)).toEqual([2, 1]);
    expect((await store.incidents(5, 1)).map(({ number }) => number)).toEqual([2]);
  });

  test('gives entries to be told once, in order, and keeps them', async () => {
    await store.saveIncident(incidentOf(), false);
    const entry = { incidentId: 'i1', kind: 'note', by: 'U1' } as const;
    await store.addEntry({ ...entry, atMs: 1, text: HOSTILE }, false);
    await store.addEntry({ ...entry, atMs: 1, text: 'seen by all' }, true);
    const message = { ts: '1.2', channelId: 'C1', by: 'U2' };
    await store.addEntry({ ...entry, atMs: 2, text: 'third', message }, false);
    expect((await store.incidentsWithEntries(9)).map(({ number }) => number)).toEqual([1]);
    const taken = await store.takeEntries('i1');
    expect(taken.map(({ text }) => text)).toEqual([HOSTILE, 'third']);
    expect(taken[1]).toEqual({ ...entry, atMs: 2, text: 'third', message });
    expect(await store.takeEntries('i1')).toEqual([]);
    expect(await store.incidentsWithEntries(9)).toEqual([]);
    const all = (await store.entries('i1')).map(({ text }) => text);
    expect(all).toEqual([HOSTILE, 'seen by all', 'third']);
  });

  test('gives the rows of the audit by their requests', async () => {
    const row: Omit<AuditEntry, 'requestId'> = {
      ...{ kind: 'intent', teamId: 'T', userId: 'U', channelId: 'C', surface: 'slash' },
      ...{ command: 'kubectl get pods', cluster: '', verdict: 'running', detail: {} },
    };
    for (const requestId of ['r1', 'r2', 'r1', 'r3']) {
      await store.appendAudit({ ...row, requestId }, 1);
    }
    const rows = await store.auditOfRequests(['r1', 'r3', 'r9']);
    expect(rows.map(({ seq, requestId }) => [seq, requestId])).toEqual([
      [1, 'r1'],
      [3, 'r1'],
      [4, 'r3'],
    ]);
    expect(await store.auditOfRequests([])).toEqual([]);
  });

  test('forgets what is over for two years, and knows the message of what is not', async () => {
    const old = incidentOf({ state: 'resolved', resolvedAtMs: 0 });
    await store.saveIncident(old, false);
    await store.addEntry({ incidentId: 'i1', atMs: 0, kind: 'note', by: 'U1', text: 'x' }, true);
    await store.saveIncident(incidentOf({ id: 'i2', number: 2 }), false);
    for (const key of ['incident:i1', 'incident:i2', 'incident:i2:own', 'request:x']) {
      await store.enqueue(outgoingOf(key), 0);
    }
    for (const { seq, outgoing } of await store.queued(9)) {
      await store.delivered(seq, outgoing.key, '1.2');
    }
    await store.prune(Date.now() + 800 * DAY);
    expect(await store.incident('i1')).toBeUndefined();
    expect(await store.entries('i1')).toEqual([]);
    expect(await store.incident('i2')).toBeDefined();
    expect(await store.postedTs('incident:i2')).toBe('1.2');
    expect(await store.postedTs('incident:i2:own')).toBe('1.2');
    expect(await store.postedTs('request:x')).toBeUndefined();
  });
});
