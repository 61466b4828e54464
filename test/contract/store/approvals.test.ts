// What every store must do about approvals and broken glass, held against a SQLite file and a real PostgreSQL server alike.

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Approval } from '../../../bot/approval.ts';
import type { BreakGlass } from '../../../bot/break-glass.ts';
import type { Store } from '../../../bot/ports.ts';
import { type Database, findPostgresEngine, sqlite } from './databases.ts';
import { AT_MS } from './fixtures.ts';

const MINUTE_MS = 60_000;
const LONG_MS = 120_000;

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
  }, LONG_MS);
  afterEach(async () => {
    await database.drop();
  }, LONG_MS);

  describe('approvals', () => {
    test('come back as they were saved, and are settled once', async () => {
      await store.saveApproval(approvalFor('a'));
      expect(await store.approval('a')).toEqual(approvalFor('a'));
      expect(await store.approval('b')).toBeUndefined();
      const settled = await Promise.all(
        (['taken', 'rejected', 'expired'] as const).map((state) =>
          store.settleApproval('a', state),
        ),
      );
      expect(settled.filter(Boolean)).toHaveLength(1);
      expect((await store.approval('a'))?.state).not.toBe('open');
    });

    test('take one vote a person, in their order, while they are open', async () => {
      await store.saveApproval(approvalFor('a'));
      const vote = (person: string, atMs: number) =>
        store.transaction((inner) =>
          inner.addVote('a', { person, teamId: 'T1', userId: `U${person}`, atMs }),
        );
      expect((await vote('one', 2))?.isNew).toBe(true);
      const again = await vote('one', 3);
      expect(again?.isNew).toBe(false);
      expect(again?.votes.map(({ atMs }) => atMs)).toEqual([2]);
      expect((await vote('two', 4))?.votes.map(({ person }) => person)).toEqual(['one', 'two']);
      await store.settleApproval('a', 'withdrawn');
      expect(await vote('three', 5)).toBeUndefined();
      expect(await vote('nobody', 6)).toBeUndefined();
      expect((await store.votes('a')).map(({ userId }) => userId)).toEqual(['Uone', 'Utwo']);
    });

    test(
      'show the last of several voters at once every vote',
      async () => {
        await store.saveApproval(approvalFor('a'));
        const people = Array.from({ length: 10 }, (_, index) => `p${index}`);
        const polls = await Promise.all(
          people.map((person) =>
            store.transaction((inner) =>
              inner.addVote('a', { person, teamId: 'T1', userId: person, atMs: AT_MS }),
            ),
          ),
        );
        const seen = polls.map((poll) => poll?.votes.length ?? 0).sort((one, two) => one - two);
        expect(seen).toEqual(people.map((_, index) => index + 1));
      },
      LONG_MS,
    );

    test('are due for a reminder once, and when their time is over until they are settled', async () => {
      await store.saveApproval(approvalFor('soon'));
      await store.saveApproval(approvalFor('later', { remindAtMs: AT_MS + 90 * MINUTE_MS }));
      expect(await store.dueApprovals(AT_MS + 49 * MINUTE_MS)).toEqual([]);
      const due = async (minutes: number) =>
        (await store.dueApprovals(AT_MS + minutes * MINUTE_MS)).map(({ id }) => id);
      expect(await due(50)).toEqual(['soon']);
      const reminded = await Promise.all([store.markReminded('soon'), store.markReminded('soon')]);
      expect(reminded.filter(Boolean)).toHaveLength(1);
      expect(await due(50)).toEqual([]);
      expect(await due(60)).toEqual(['soon']);
      await store.settleApproval('soon', 'expired');
      expect(await due(60)).toEqual([]);
      expect(await store.markReminded('soon')).toBe(false);
    });

    test('are forgotten with their votes when they are old and settled', async () => {
      for (const id of ['open', 'ended']) {
        await store.saveApproval(approvalFor(id));
        await store.transaction((inner) =>
          inner.addVote(id, { person: 'p', teamId: 'T1', userId: 'U1', atMs: AT_MS }),
        );
      }
      await store.settleApproval('ended', 'taken');
      const removed = await store.prune(AT_MS + 3 * 24 * 60 * MINUTE_MS);
      expect(removed.approvals).toBe(1);
      expect(await store.approval('ended')).toBeUndefined();
      expect(await store.votes('ended')).toEqual([]);
      expect(await store.votes('open')).toHaveLength(1);
    });
  });

  describe('broken glass', () => {
    test('is in force until its time, or until it is ended', async () => {
      await store.saveBreakGlass(glassFor('a'));
      expect(await store.breakGlasses(AT_MS + 29 * MINUTE_MS)).toEqual([glassFor('a')]);
      expect(await store.breakGlasses(AT_MS + 30 * MINUTE_MS)).toEqual([]);
      await store.endBreakGlass('a', AT_MS + MINUTE_MS);
      expect(await store.breakGlasses(AT_MS + 2 * MINUTE_MS)).toEqual([]);
      await store.endBreakGlass('a', AT_MS + 5 * MINUTE_MS);
      expect((await store.unreviewed())[0]?.untilMs).toBe(AT_MS + MINUTE_MS);
    });

    test('has its end told once, and is reviewed once', async () => {
      await store.saveBreakGlass(glassFor('a'));
      expect(await store.endedBreakGlasses(AT_MS)).toEqual([]);
      const end = AT_MS + 31 * MINUTE_MS;
      expect((await store.endedBreakGlasses(end)).map(({ id }) => id)).toEqual(['a']);
      const told = await Promise.all([store.markEndTold('a'), store.markEndTold('a')]);
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.endedBreakGlasses(end)).toEqual([]);
      const review = { teamId: 'T1', userId: 'U2', words: 'all well', atMs: end };
      const closed = await Promise.all([store.review('a', review), store.review('a', review)]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      expect(await store.unreviewed()).toEqual([]);
    });

    test('is kept until somebody has reviewed it, however old it is', async () => {
      await store.saveBreakGlass(glassFor('open'));
      await store.saveBreakGlass(glassFor('closed'));
      await store.review('closed', { teamId: 'T1', userId: 'U2', words: 'fine', atMs: AT_MS });
      const removed = await store.prune(AT_MS + 400 * 24 * 60 * MINUTE_MS);
      expect(removed.breakGlasses).toBe(1);
      expect((await store.unreviewed()).map(({ id }) => id)).toEqual(['open']);
    });
  });
});

function approvalFor(id: string, more: Partial<Approval> = {}): Approval {
  return {
    id,
    requestId: `request-${id}`,
    address: { teamId: 'T1', channelId: 'C1', userId: 'U1', threadTs: '1.2' },
    surface: 'slash',
    messageTs: '3.4',
    command: 'kubectl delete pod web-1',
    cluster: 'production',
    namespace: 'shop',
    preview: { summary: 'Delete it.', diff: '- a\n', warnings: ['mind'], substance: 'web-1 1' },
    reason: 'it is stuck',
    demands: [
      {
        kind: 'approval',
        policy: 'deletes',
        approvals: 2,
        approvers: ['admin'],
        validMs: 3_600_000,
      },
    ],
    channelId: 'C2',
    createdAtMs: AT_MS,
    remindAtMs: AT_MS + 50 * MINUTE_MS,
    expiresAtMs: AT_MS + 60 * MINUTE_MS,
    state: 'open',
    ...more,
  };
}

function glassFor(id: string): BreakGlass {
  return {
    id,
    teamId: 'T1',
    userId: 'U1',
    person: 'T1/U1',
    channelId: 'C1',
    reason: 'the database is gone',
    startedAtMs: AT_MS,
    untilMs: AT_MS + 30 * MINUTE_MS,
    state: 'unreviewed',
  };
}
