// What every store must do, held against a SQLite file and a real PostgreSQL server alike.

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAskedFor } from '../../../bot/audit/filter.ts';
import type { AuditEntry, AuditRemoval } from '../../../bot/audit/row.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { AuditFilter, AuditRow, QueuedOutgoing, Store } from '../../../bot/ports.ts';
import type { Offer, StoredOriginal, SwitchRun } from '../../../bot/switch/switch-store.ts';
import type { Lease, Skip } from '../../../bot/timetable/timetable.ts';
import { type Database, findPostgresEngine, sqlite } from './databases.ts';
import {
  AT_MS,
  entryOf,
  freezeFor,
  outgoingOf,
  outputOf,
  proposalOf,
  requestOf,
} from './fixtures.ts';

const HOSTILE =
  'a\u0000b \ud800 \udc00\ud83d\ude00 \u001a \u001a0000 \\u0000 "\'; drop table audit; -- é😀';
const LONG_MS = 120_000;

const postgres = await findPostgresEngine();
const engines = postgres === undefined ? [sqlite] : [sqlite, postgres];

afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

test('the contract is held against PostgreSQL too, where tests must be complete', () => {
  if (process.env.CI === 'true') expect(postgres).toBeDefined();
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

  describe('requests', () => {
    test('receives an id once, also when a hundred deliveries of it come at the same time', async () => {
      const received = await Promise.all(
        Array.from({ length: 100 }, () => store.receive(requestOf('r1'))),
      );
      expect(received.filter((isNew) => isNew)).toHaveLength(1);
      expect(await store.receive(requestOf('r2'))).toBe(true);
    });

    test('lists what has no end yet, oldest first, and remembers ended ids', async () => {
      await store.receive(requestOf('late', { receivedAtMs: AT_MS + 2 }));
      await store.receive(requestOf('early', { receivedAtMs: AT_MS + 1 }));
      await store.receive(requestOf('done'));
      await store.finish('done');
      expect(await store.unfinished()).toEqual([
        { request: requestOf('early', { receivedAtMs: AT_MS + 1 }), state: 'received' },
        { request: requestOf('late', { receivedAtMs: AT_MS + 2 }), state: 'received' },
      ]);
      expect(await store.receive(requestOf('done'))).toBe(false);
    });

    test('forgets what an ended request held: its response URL is a credential', async () => {
      await store.receive(requestOf('r1'));
      await store.finish('r1');
      await store.close();
      const rows = await database.tamper('select * from requests');
      expect(JSON.stringify(rows)).not.toContain('hooks.example');
    });
  });

  describe('audit', () => {
    test('gives rows numbers without a gap, each with the hash of the one before', async () => {
      const first = await store.appendAudit(entryOf(), AT_MS);
      const second = await store.appendAudit(entryOf({ kind: 'outcome' }), AT_MS + 1);
      expect([first.seq, second.seq]).toEqual([1, 2]);
      expect(second.previousHash).toBe(first.hash);
      expect(await store.searchAudit({ limit: 10 })).toEqual([second, first]);
      expect(await store.verifyAudit()).toEqual({ rows: 2, headHash: second.hash });
    });

    test('verifies an empty chain', async () => {
      expect(await store.verifyAudit()).toEqual({ rows: 0, headHash: '0'.repeat(64) });
    });

    test('writes nothing of a transaction that fails, and goes on after it', async () => {
      const broken = store.transaction(async (inside) => {
        await inside.appendAudit(entryOf(), AT_MS);
        await inside.receive(requestOf('r1'));
        throw new Error('no');
      });
      await expect(broken).rejects.toThrow('no');
      expect((await store.verifyAudit()).rows).toBe(0);
      expect(await store.receive(requestOf('r1'))).toBe(true);
      expect((await store.appendAudit(entryOf(), AT_MS)).seq).toBe(1);
    });

    test('finds rows by person, kind, time and part of the command or cluster', async () => {
      await store.appendAudit(entryOf({ userId: 'U1', command: 'kubectl get 100%_Pods' }), AT_MS);
      await store.appendAudit(entryOf({ userId: 'U2', cluster: 'Production' }), AT_MS + 10);
      await store.appendAudit(entryOf({ userId: 'U2', kind: 'refusal' }), AT_MS + 20);
      const find = async (filter: object) =>
        (await store.searchAudit({ limit: 10, ...filter })).map((row) => row.seq);
      expect(await find({ userId: 'U2' })).toEqual([3, 2]);
      expect(await find({ kind: 'refusal' })).toEqual([3]);
      expect(await find({ sinceMs: AT_MS + 10 })).toEqual([3, 2]);
      expect(await find({ text: '100%_pods' })).toEqual([1]);
      expect(await find({ text: '1%s' })).toEqual([]);
      expect(await find({ text: 'production' })).toEqual([2]);
      expect(await find({ beforeSeq: 3, limit: 1 })).toEqual([2]);
    });

    test('finds rows by what they are about, whole names and one thing at a time', async () => {
      const things = [
        [{ resource: 'deployments.apps', namespace: 'shop', name: 'web' }],
        [
          { resource: 'pods', namespace: 'shop' },
          { resource: 'nodes', name: 'web' },
        ],
        [{ resource: 'configmaps', namespace: 'shop-2', name: 'a"b%_\\' }],
      ];
      for (const resources of things)
        await store.appendAudit(entryOf({ detail: { resources } }), AT_MS);
      await store.appendAudit(
        entryOf({ detail: { reason: '"namespace":"shop" "resources":["name":"web"' } }),
        AT_MS,
      );
      const find = async (filter: object) =>
        (await store.searchAudit({ limit: 10, ...filter })).map((row) => row.seq);
      expect(await find({ namespace: 'shop' })).toEqual([2, 1]);
      expect(await find({ resource: 'deploy/web' })).toEqual([1]);
      expect(await find({ resource: 'no/web' })).toEqual([2]);
      expect(await find({ namespace: 'shop', resource: 'nodes/web' })).toEqual([]);
      expect(await find({ resource: 'cm/a"b%_\\' })).toEqual([3]);
      expect(await find({ namespace: 'sho' })).toEqual([]);
    });

    test('finds exactly the rows of the rule, whatever is asked', async () => {
      const names = ['a', 'A', 'a%', '\\', 'é', 'É', '', HOSTILE];
      const rows: AuditRow[] = [];
      for (let index = 0; index < 300; index += 1) {
        const pick = (salt: number) => names[(index * salt) % names.length] ?? '';
        const entry = entryOf({
          ...{ userId: pick(3), command: pick(5), cluster: pick(7), verdict: pick(11) },
          kind: index % 3 === 0 ? 'refusal' : 'outcome',
          detail: { resources: [{ resource: 'pods', namespace: pick(13), name: pick(17) }] },
        });
        rows.unshift(await store.appendAudit(entry, AT_MS + ((index * 37) % 100)));
      }
      const part = fc.constantFrom(...names, undefined);
      const filters = fc.record({
        ...{ userId: part, text: part, command: part, cluster: part, verdict: part },
        namespace: part,
        resource: fc.constantFrom('pods', 'po/a', 'pods/a%', 'nodes', undefined),
        kind: fc.constantFrom('refusal', 'outcome', undefined),
        sinceMs: fc.option(fc.integer({ min: AT_MS, max: AT_MS + 100 }), { nil: undefined }),
        untilMs: fc.option(fc.integer({ min: AT_MS, max: AT_MS + 100 }), { nil: undefined }),
        beforeSeq: fc.option(fc.integer({ min: 1, max: 301 }), { nil: undefined }),
        limit: fc.constantFrom(1, 60, 1000),
      });
      await fc.assert(
        fc.asyncProperty(filters, async (wish) => {
          const there = Object.entries(wish).filter(([, value]) => value !== undefined);
          const filter = Object.fromEntries(there) as unknown as AuditFilter;
          const expected = rows.filter((row) => isAskedFor(row, filter)).slice(0, filter.limit);
          expect(await store.searchAudit(filter)).toEqual(expected);
        }),
        { numRuns: 150 },
      );
    });

    test('lists intents without an outcome', async () => {
      await store.appendAudit(entryOf({ requestId: 'ended' }), AT_MS);
      await store.appendAudit(entryOf({ requestId: 'ended', kind: 'outcome' }), AT_MS);
      const open = await store.appendAudit(entryOf({ requestId: 'open' }), AT_MS);
      expect(await store.openIntents()).toEqual([open]);
    });

    test('lets other things happen while a long chain is verified', async () => {
      await store.appendAudit(entryOf(), AT_MS);
      let hasTurned = false;
      setImmediate(() => {
        hasTurned = true;
      });
      await store.verifyAudit();
      expect(hasTurned).toBe(true);
    });

    test('verifies while rows are being written', async () => {
      const writing = (async () => {
        for (let row = 0; row < 100; row += 1) await store.appendAudit(entryOf(), AT_MS);
      })();
      for (let round = 0; round < 20; round += 1) {
        expect((await store.verifyAudit()).broken).toBeUndefined();
      }
      await writing;
      expect((await store.verifyAudit()).rows).toBe(100);
    });

    test.each([
      ['at_ms', 'at_ms + 1'],
      ['kind', "'event'"],
      ['request_id', "'other'"],
      ['team_id', "'T2'"],
      ['user_id', "'U2'"],
      ['channel_id', "'C2'"],
      ['surface', "'button'"],
      ['command', "'kubectl get nodes'"],
      ['cluster', "'production'"],
      ['verdict', "'refused'"],
      ['detail', `'{"policies":["admin"]}'`],
      ['detail', "detail || ' '"],
      ['detail', "'not JSON'"],
      ['previous_hash', `'${'1'.repeat(64)}'`],
      ['hash', `'${'1'.repeat(64)}'`],
    ])('finds the row in which somebody changed %s to %s', async (column, value) => {
      for (let row = 0; row < 5; row += 1) await store.appendAudit(entryOf(), AT_MS + row);
      await store.close();
      await database.tamper(`update audit set ${column} = ${value} where seq = 3`);
      store = await database.open();
      const { broken } = await store.verifyAudit();
      expect(broken).toMatchObject({ seq: 3, why: expect.stringMatching(/^changed/) });
    });

    test.each([
      ['a row in the middle is gone', 'delete from audit where seq = 3', 3, /^missing/],
      ['the tail is cut', 'delete from audit where seq > 3', 4, /^missing/],
      ['all rows are gone', 'delete from audit', 1, /^missing/],
      ['a row has another number', 'update audit set seq = 9 where seq = 5', 5, /^missing/],
      ['the tail is cut and the head says so', 'update audit_head set rows = 4', 5, /^forged/],
      ['the head has another hash', "update audit_head set hash = 'x'", 5, /^forged head/],
      ['the head is gone', 'delete from audit_head', 5, /^head missing/],
    ])('finds that %s', async (_, sql, seq, why) => {
      for (let row = 0; row < 5; row += 1) await store.appendAudit(entryOf(), AT_MS + row);
      await store.close();
      await database.tamper(sql);
      store = await database.open();
      expect((await store.verifyAudit()).broken).toEqual({ seq, why: expect.stringMatching(why) });
    });
  });

  describe('old rows of the audit', () => {
    const wish = { beforeMs: AT_MS + 1000, exports: [], most: 1000 };
    const write = async (count: number, changes: Partial<AuditEntry> = {}) => {
      for (let row = 0; row < count; row += 1)
        await store.appendAudit(entryOf({ kind: 'outcome', ...changes }), AT_MS + row);
    };
    const removalOf = async (rows: number): Promise<AuditRemoval> => {
      const [last] = await store.readAudit(rows - 1, 1);
      const { removed: after } = await store.auditEnds();
      return { ...wish, through: { rows, hash: last?.hash ?? '' }, after };
    };

    test('go, under a row that says which and with what hash they ended', async () => {
      await write(5);
      const removal = await removalOf(3);
      const checkpoint = await store.removeAudit(removal, AT_MS + 9);
      expect(checkpoint).toMatchObject({
        ...{ seq: 6, kind: 'checkpoint' },
        detail: { from: 1, through: 3, hash: removal.through.hash, removed: 3 },
      });
      expect(await store.auditEnds()).toEqual({
        head: { rows: 6, hash: checkpoint?.hash },
        removed: removal.through,
      });
      expect((await store.readAudit(0, 10)).map(({ seq }) => seq)).toEqual([4, 5, 6]);
      expect(await store.verifyAudit()).toMatchObject({ rows: 3, removed: 3 });
      expect((await store.verifyAudit()).broken).toBeUndefined();
      expect((await store.appendAudit(entryOf(), AT_MS)).seq).toBe(7);
    });

    test.each([
      [
        'is not old enough',
        async () => void (await store.appendAudit(entryOf({ kind: 'event' }), AT_MS + 5000)),
      ],
      [
        'has an intent without an outcome',
        async () => void (await store.appendAudit(entryOf({ requestId: 'open' }), AT_MS)),
      ],
      [
        'has a request without an end',
        async () => {
          await store.receive(requestOf('going'));
          await store.appendAudit(entryOf({ kind: 'outcome', requestId: 'going' }), AT_MS);
        },
      ],
      [
        'has a proposal that is open',
        async () => {
          await store.saveProposal(
            proposalOf('p', { requestId: 'asked', expiresAtMs: AT_MS + 5000 }),
          );
          await store.appendAudit(entryOf({ kind: 'proposal', requestId: 'asked' }), AT_MS);
        },
      ],
    ])('stay from the first on that %s', async (_, make) => {
      await write(3);
      await make();
      await write(3);
      expect(await store.removableAudit(wish)).toBe(3);
      expect(await store.removeAudit(await removalOf(4), AT_MS)).toBeUndefined();
      expect(await store.removeAudit(await removalOf(3), AT_MS)).toMatchObject({ seq: 8 });
    });

    test('stay until every export has had them', async () => {
      await write(6);
      const exports = ['webhook', 'stdout'];
      expect(await store.removableAudit({ ...wish, exports })).toBeUndefined();
      await store.exported('webhook', 5, AT_MS);
      await store.exported('stdout', 2, AT_MS);
      expect(await store.removableAudit({ ...wish, exports })).toBe(2);
      expect(await store.removableAudit({ ...wish, exports: ['webhook'] })).toBe(5);
    });

    test('stay when they are not what was checked, or others went meanwhile', async () => {
      await write(6);
      const removal = await removalOf(3);
      const forged = { ...removal, through: { rows: 3, hash: 'f'.repeat(64) } };
      expect(await store.removeAudit(forged, AT_MS)).toBeUndefined();
      expect(await store.removeAudit(removal, AT_MS)).toBeDefined();
      expect(await store.removeAudit(removal, AT_MS)).toBeUndefined();
      expect((await store.verifyAudit()).rows).toBe(4);
    });

    test('go a bounded number at a time', async () => {
      await write(6);
      expect(await store.removableAudit({ ...wish, most: 2 })).toBe(2);
      await store.removeAudit(await removalOf(2), AT_MS);
      expect(await store.removableAudit({ ...wish, most: 2 })).toBe(4);
    });

    test('go while others are written and the chain is verified', async () => {
      await write(100);
      const writing = write(60);
      for (let through = 10; through <= 100; through += 10) {
        const removal = await removalOf(through);
        const [removed, verdict] = await Promise.all([
          store.removeAudit({ ...removal, most: 10_000 }, AT_MS),
          store.verifyAudit(),
        ]);
        expect(removed).toBeDefined();
        expect(verdict.broken).toBeUndefined();
      }
      await writing;
      expect(await store.verifyAudit()).toMatchObject({ rows: 70, removed: 100 });
    });

    test('that went do not keep the chain from being tampered with unseen', async () => {
      await write(20);
      await store.removeAudit(await removalOf(10), AT_MS);
      await store.close();
      await database.tamper('delete from audit where seq = 11');
      store = await database.open();
      expect((await store.verifyAudit()).broken).toMatchObject({ seq: 11 });
      await store.close();
      await database.tamper('delete from audit where seq = 21');
      store = await database.open();
      expect((await store.verifyAudit()).broken?.seq).toBeGreaterThan(10);
    });
  });

  describe('exports of the audit', () => {
    test('remember how far they have come, and never go back', async () => {
      expect(await store.exportedThrough('webhook')).toBe(0);
      await store.exported('webhook', 7, AT_MS);
      await store.exported('webhook', 4, AT_MS);
      await store.exported('stdout', 1, AT_MS);
      expect(await store.exportedThrough('webhook')).toBe(7);
      expect(await store.exportedThrough('stdout')).toBe(1);
    });
  });

  describe('once a day', () => {
    test('is done once, also when many try at the same time', async () => {
      const tries = await Promise.all(
        Array.from({ length: 20 }, () => store.claimOnce('witness', 20_000)),
      );
      expect(tries.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await store.claimOnce('witness', 20_000)).toBe(false);
      expect(await store.claimOnce('witness', 19_999)).toBe(false);
      expect(await store.claimOnce('other', 19_999)).toBe(true);
      expect(await store.claimOnce('witness', 20_001)).toBe(true);
    });
  });

  describe('outputs', () => {
    test('gives back a long output of 1 MiB and a short one exactly', async () => {
      const line = 'web-7d4b9c6f5-x2x9k   1/1     Running   0          5d3h\n';
      const stdout = line.repeat(2 ** 20 / line.length);
      const long = outputOf('long', { output: { stdout, stderr: 'warn', exitCode: 1 } });
      await store.saveOutput(long);
      await store.saveOutput(outputOf('short'));
      expect(await store.output('long')).toEqual(long);
      expect(await store.output('short')).toEqual(outputOf('short'));
      expect(await store.output('none')).toBeUndefined();
    });

    test('gives back graphs that belong to an output', async () => {
      const series = [{ label: 'lag', side: 'left', points: [[-1.5, 7] as const] }] as const;
      const chart = { name: 'lag.png', title: 'Lag', alt: 'Graph', series };
      const charts = [chart, { ...chart, name: 'other.png' }];
      const drawn = outputOf('drawn', { output: { stdout: 'a', stderr: '', exitCode: 0, charts } });
      await store.saveOutput(drawn);
      expect(await store.output('drawn')).toEqual(drawn);
    });
  });

  test('gives back hostile text exactly, wherever it can occur', async () => {
    const address = { teamId: HOSTILE, channelId: HOSTILE, userId: HOSTILE, threadTs: HOSTILE };
    const request = requestOf(HOSTILE, { address, ask: { kind: 'command', text: HOSTILE } });
    const entry = entryOf({ command: HOSTILE, userId: HOSTILE, detail: { [HOSTILE]: HOSTILE } });
    const output = outputOf(HOSTILE, {
      command: HOSTILE,
      output: { stdout: HOSTILE.repeat(500), stderr: HOSTILE, exitCode: 0 },
    });
    const proposal = proposalOf(HOSTILE, { address, command: HOSTILE, substance: HOSTILE });
    const outgoing = outgoingOf(HOSTILE, { address, text: HOSTILE });
    await store.receive(request);
    const row = await store.appendAudit(entry, AT_MS);
    await store.saveOutput(output);
    await store.saveProposal(proposal);
    await store.enqueue(outgoing, AT_MS);
    expect((await store.unfinished())[0]?.request).toEqual(request);
    expect(row).toMatchObject(entry);
    expect(await store.searchAudit({ limit: 1, text: HOSTILE, userId: HOSTILE })).toEqual([row]);
    expect((await store.verifyAudit()).broken).toBeUndefined();
    expect(await store.output(HOSTILE)).toEqual(output);
    expect(await store.proposal(HOSTILE)).toEqual(proposal);
    const [waiting] = await store.queuedPosts(HOSTILE, 10);
    expect(waiting?.outgoing).toEqual(outgoing);
    await store.delivered(waiting?.seq ?? 0, HOSTILE, '1.2');
    expect(await store.postedTs(HOSTILE)).toBe('1.2');
  });

  describe('proposals', () => {
    test('finds the open ones whose time is over, the oldest first', async () => {
      await store.saveProposal(proposalOf('later', { expiresAtMs: AT_MS + 20 }));
      await store.saveProposal(proposalOf('sooner', { expiresAtMs: AT_MS + 10 }));
      await store.saveProposal(proposalOf('taken', { expiresAtMs: AT_MS + 10 }));
      await store.saveProposal(proposalOf('open', { expiresAtMs: AT_MS + 21 }));
      await store.settleProposal('taken', 'taken');

      expect((await store.expiredProposals(AT_MS + 20)).map(({ id }) => id)).toEqual([
        'sooner',
        'later',
      ]);
    });

    test('settles once, also when fifty clicks come at the same time', async () => {
      await store.saveProposal(proposalOf('p1'));
      const settled = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          store.settleProposal('p1', index % 2 === 0 ? 'taken' : 'cancelled'),
        ),
      );
      expect(settled.filter((isFirst) => isFirst)).toHaveLength(1);
      expect((await store.proposal('p1'))?.state).toBe(settled[0] ? 'taken' : 'cancelled');
      expect(await store.settleProposal('none', 'taken')).toBe(false);
    });
  });

  describe('freezes', () => {
    test('are in force from their beginning to their end, or until they are ended', async () => {
      await store.saveFreeze(freezeFor('f1', { untilMs: AT_MS + 10, scope: HOSTILE }));
      await store.saveFreeze(freezeFor('f2', { startedAtMs: AT_MS + 5, untilMs: AT_MS + 20 }));
      const idsAt = async (atMs: number) => (await store.freezes(atMs)).map(({ id }) => id);
      expect(await idsAt(AT_MS - 1)).toEqual([]);
      expect(await store.freezes(AT_MS)).toEqual([
        freezeFor('f1', { untilMs: AT_MS + 10, scope: HOSTILE }),
      ]);
      expect(await idsAt(AT_MS + 9)).toEqual(['f1', 'f2']);
      expect(await idsAt(AT_MS + 10)).toEqual(['f2']);
      await store.endFreeze('f2', AT_MS + 12);
      await store.endFreeze('f1', AT_MS + 12); // it has ended before
      expect(await idsAt(AT_MS + 12)).toEqual([]);
      expect(await idsAt(AT_MS + 9)).toEqual(['f1', 'f2']);
    });
  });

  describe('switches', () => {
    const lease: Lease = {
      ...({ kind: 'lease', state: 'on' } as const),
      ...{ id: 'l1', who: 'U0ALICE', why: HOSTILE },
      ...{ madeAtMs: AT_MS, fromMs: AT_MS, untilMs: AT_MS + 100 },
    };
    const day = 21_000;
    const skip: Skip = {
      kind: 'skip',
      ...{ id: 's1', who: 'U0BOB', why: 'today' },
      ...{ madeAtMs: AT_MS - 1, day, fromMs: day * 86_400_000 },
    };
    const before: StoredOriginal = {
      ...{ switchName: 'nights', namespace: 'shop', name: 'web', uid: 'u1', atMs: AT_MS },
      kind: 'Deployment',
      original: { kind: 'replicas', replicas: 3 },
      phase: 'going off',
      ...{ again: 2, cluster: 'staging' },
    };

    test('keep what was asked for beside their timetables, until it is ended', async () => {
      await store.saveOverride('nights', lease);
      await store.saveOverride('nights', skip);
      await store.saveOverride('days', { ...lease, id: 'l2' });
      expect(await store.overrides('nights')).toEqual([skip, lease]);
      expect(await store.endOverrides('nights', AT_MS + 50)).toBe(2);
      expect(await store.endOverrides('nights', AT_MS + 60)).toBe(0);
      const [skipped, ended] = await store.overrides('nights');
      expect(ended).toEqual({ ...lease, untilMs: AT_MS + 50 });
      // It leaves out nothing any more.
      expect(skipped).toMatchObject({ kind: 'skip', fromMs: Number.MAX_SAFE_INTEGER });
      expect(await store.overrides('days')).toEqual([{ ...lease, id: 'l2' }]);
    });

    test('keep what each workload was, the newest in place of the one before', async () => {
      const many = Array.from({ length: 250 }, (_, index) => ({ ...before, name: `w${index}` }));
      await store.saveOriginals([before, ...many]);
      await store.saveOriginals([{ ...before, phase: 'off' }]);
      await store.saveOriginals([{ ...before, switchName: 'days' }]);
      expect(await store.originals('nights')).toHaveLength(251);
      expect(await store.originals('nights')).toContainEqual({ ...before, phase: 'off' });
      await store.dropOriginals(many);
      expect(await store.originals('nights')).toEqual([{ ...before, phase: 'off' }]);
      expect(await store.originals('days')).toHaveLength(1);
    });

    test('tell where something is off, each place and kind once, and what is in no place by its name', async () => {
      const alone = { ...before, kind: 'Pipeline', namespace: '', name: 'settlement' } as const;
      await store.saveOriginals([before, { ...before, name: 'api' }, alone]);
      await store.saveOriginals([
        { ...alone, name: 'refunds' },
        { ...before, kind: 'CronJob' },
      ]);
      const place = { switchName: 'nights', cluster: 'staging' };
      const off = await store.switchedOff();
      expect(off).toHaveLength(4);
      for (const kind of ['CronJob', 'Deployment']) {
        expect(off).toContainEqual({ ...place, kind, namespace: 'shop', name: '' });
      }
      for (const name of ['refunds', 'settlement']) {
        expect(off).toContainEqual({ ...place, kind: 'Pipeline', namespace: '', name });
      }
    });

    test('keep what was decided about the change before them', async () => {
      const decided = {
        switchName: 'nights',
        cause: 'off',
        decision: 'run',
        told: [HOSTILE],
      } as const;
      expect(await store.decision('nights')).toBeUndefined();
      await store.saveDecision(decided);
      await store.saveDecision({ ...decided, decision: 'skip' });
      expect(await store.decision('nights')).toEqual({ ...decided, decision: 'skip' });
    });

    test('add up by the day what was seen, each look once, and forget it after a quarter of a year', async () => {
      const huge = 12_345_678_901_234_567_890n;
      const look = { atMs: AT_MS, saved: huge, whole: 2n * huge };
      expect(await store.meterLook('nights')).toBeUndefined();
      expect(await store.saveMeterLook('nights', look, undefined)).toBe(true);
      expect(await store.saveMeterLook('nights', look, undefined)).toBe(false);
      const later = { ...look, atMs: AT_MS + 60_000 };
      expect(await store.saveMeterLook('nights', later, AT_MS)).toBe(true);
      expect(await store.saveMeterLook('nights', later, AT_MS)).toBe(false);
      expect(await store.meterLook('nights')).toEqual(later);
      const day = Math.floor(AT_MS / 86_400_000);
      const one = { day, saved: huge, whole: 2n * huge, offMs: 5, seenMs: 9 };
      await store.addMeterDays('nights', [one, { ...one, day: day + 1 }]);
      await store.addMeterDays('nights', [one]);
      await store.addMeterDays('other', [one]);
      expect(await store.meterDays('nights', day, day)).toEqual([
        { day, saved: 2n * huge, whole: 4n * huge, offMs: 10, seenMs: 18 },
      ]);
      expect(await store.meterDays('nights', day - 5, day + 5)).toHaveLength(2);
      const pruned = await store.prune(AT_MS + 91 * 86_400_000);
      expect(pruned).toMatchObject({ switchDays: 2 });
      expect(await store.meterDays('nights', day, day + 1)).toEqual([{ ...one, day: day + 1 }]);
    });

    test('offer by each warning once what can be taken until it is closed', async () => {
      const offer: Offer = {
        ...{ id: 'o1', switchName: 'nights', channelId: 'C1', key: HOSTILE, dueMs: AT_MS + 9 },
        ...{ madeAtMs: AT_MS, state: 'open' },
        ways: [{ kind: 'late', label: HOSTILE, command: 'cluster keep nights --until 22:00' }],
      };
      expect(await store.saveOffer(offer)).toBe(true);
      expect(await store.saveOffer({ ...offer, id: 'o2' })).toBe(false);
      const other = { ...offer, id: 'o3', key: 'other', madeAtMs: AT_MS - 1 };
      expect(await store.saveOffer(other)).toBe(true);
      expect(await store.openOffers()).toEqual([other, offer]);
      expect(await store.offerOfKey(HOSTILE)).toEqual(offer);
      expect(await store.closeOffer('o1')).toBe(true);
      expect(await store.closeOffer('o1')).toBe(false);
      expect(await store.offer('o1')).toEqual({ ...offer, state: 'closed' });
      expect(await store.offer('o2')).toBeUndefined();
      expect(await store.openOffers()).toEqual([other]);
      const pruned = await store.prune(AT_MS + 2 * 86_400_000);
      expect(pruned).toMatchObject({ switchOffers: 1 });
      expect(await store.offer('o3')).toEqual(other);
    });

    test('have a history, the newest first, which is forgotten after a quarter of a year', async () => {
      const run: SwitchRun = {
        ...{ id: 'r1', switchName: 'nights', because: HOSTILE },
        ...{ who: 'timetable', startedAtMs: AT_MS },
        state: 'off',
      };
      await store.saveSwitchRun(run);
      await store.saveSwitchRun({ ...run, id: 'r2', startedAtMs: AT_MS + 1 });
      await store.saveSwitchRun({ ...run, outcome: 'done', endedAtMs: AT_MS + 5 });
      expect(await store.switchRuns('nights', 1)).toEqual([
        { ...run, id: 'r2', startedAtMs: AT_MS + 1 },
      ]);
      expect(await store.switchRuns('nights', 9)).toHaveLength(2);
      await store.saveOverride('nights', lease);
      await store.saveOriginals([before]);
      const pruned = await store.prune(AT_MS + 91 * 86_400_000);
      expect(pruned).toMatchObject({ switchRuns: 2, switchOverrides: 1 });
      // What a workload was is kept as long as it is off.
      expect(await store.originals('nights')).toEqual([before]);
    });
  });

  describe('where a group stood', () => {
    const offset = { topic: 'orders', partition: 0, leaderEpoch: -1, metadata: HOSTILE };
    const snapshot = {
      ...{ id: 's1', kafka: 'staging', groupId: HOSTILE },
      offsets: [
        { ...offset, offset: 2 ** 50 },
        { ...offset, partition: 1, offset: null },
      ],
      ...{ createdAtMs: AT_MS, expiresAtMs: AT_MS + 10 },
    };

    test('is kept to the last detail, until its time is over', async () => {
      await store.saveOffsetSnapshot(snapshot);
      await store.prune(AT_MS + 9);
      expect(await store.offsetSnapshot('s1')).toEqual(snapshot);
      expect((await store.prune(AT_MS + 10)).offsetSnapshots).toBe(1);
      expect(await store.offsetSnapshot('s1')).toBeUndefined();
    });

    test('is never replaced by another under the same id', async () => {
      await store.saveOffsetSnapshot(snapshot);
      await expect(store.saveOffsetSnapshot({ ...snapshot, groupId: 'other' })).rejects.toThrow();
      expect(await store.offsetSnapshot('s1')).toEqual(snapshot);
    });
  });

  describe('outbound queue', () => {
    const texts = async () =>
      (await store.queued(10)).map((waiting) => waiting.outgoing.message.text);

    test('a newer state of a key replaces the waiting one and keeps its place', async () => {
      await store.enqueue(outgoingOf('a', { text: 'a1' }), AT_MS);
      await store.enqueue(outgoingOf('b', { text: 'b1' }), AT_MS);
      await store.enqueue(outgoingOf('a', { text: 'a2' }), AT_MS + 1);
      expect(await texts()).toEqual(['a2', 'b1']);
      await store.enqueue(outgoingOf('a', { text: 'a3' }), AT_MS + 2);
      expect(await texts()).toEqual(['a3', 'b1']);
    });

    test('a newer state that came while the older was on its way stays, and is an edit then', async () => {
      await store.enqueue(outgoingOf('a', { text: 'a1' }), AT_MS);
      await store.enqueue(outgoingOf('b', { text: 'b1' }), AT_MS);
      const [inFlight] = await store.queued(1);
      await store.enqueue(outgoingOf('a', { text: 'a2' }), AT_MS);
      await store.delivered(inFlight?.seq ?? 0, 'a', '1.1');
      const [first, second] = await store.queued(10);
      expect(first).toMatchObject({ outgoing: { message: { text: 'a2' } }, postedTs: '1.1' });
      expect(second?.outgoing.key).toBe('b');
      await store.delivered(first?.seq ?? 0, 'a', '1.1');
      expect(await texts()).toEqual(['b1']);
    });

    test('a wish that was sent is known for it, in every newer state', async () => {
      await store.enqueue(outgoingOf('a', { text: 'a1' }), AT_MS);
      await store.enqueue(outgoingOf('b'), AT_MS);
      expect((await store.queued(2)).map(({ wasSent }) => wasSent)).toEqual([false, false]);
      await store.sending('a');
      await store.enqueue(outgoingOf('a', { text: 'a2' }), AT_MS + 1);
      const sent = ({ outgoing, wasSent }: QueuedOutgoing) => [outgoing.key, wasSent];
      expect((await store.queued(2)).map(sent)).toEqual([
        ['a', true],
        ['b', false],
      ]);
      expect((await store.nextQueued(2)).map(sent)).toEqual([['a', true]]);
    });

    test('what became of an old state changes nothing of a newer one', async () => {
      await store.enqueue(outgoingOf('a', { text: 'a1' }), AT_MS);
      const [old] = await store.queued(1);
      await store.enqueue(outgoingOf('a', { text: 'a2' }), AT_MS);
      await store.postponed(old?.seq ?? 0, AT_MS + 99, 'old');
      await store.undeliverable(old?.seq ?? 0, 'channel_not_found');
      expect(await store.queued(10)).toMatchObject([{ attempts: 0, notBeforeMs: 0 }]);
      expect(await store.queueDepth()).toEqual({ waiting: 1, undeliverable: 0 });
    });

    test('postponed wishes count their attempts, undeliverable ones are kept without credentials', async () => {
      const address = { ...outgoingOf('a').address, responseUrl: 'https://hooks.example/1' };
      await store.enqueue(outgoingOf('a', { address }), AT_MS);
      const [waiting] = await store.queued(1);
      await store.postponed(waiting?.seq ?? 0, AT_MS + 5, 'network');
      expect(await store.queued(1)).toMatchObject([{ attempts: 1, notBeforeMs: AT_MS + 5 }]);
      await store.undeliverable(waiting?.seq ?? 0, 'channel_not_found');
      expect(await store.queueDepth()).toEqual({ waiting: 0, undeliverable: 1 });
      await store.close();
      const [letter] = await database.tamper('select * from dead_letters');
      expect(letter).toMatchObject({ key: 'a', code: 'channel_not_found' });
      expect(letter?.outgoing).not.toContain('hooks.example');
    });

    test('shows the first of each lane, however crowded another channel is', async () => {
      const other = { teamId: 'T1', channelId: 'C2', userId: 'U1' };
      for (let post = 0; post < 50; post += 1) await store.enqueue(outgoingOf(`p${post}`), AT_MS);
      await store.enqueue(outgoingOf('edit', { replaceTs: '1.1' }), AT_MS);
      await store.enqueue(outgoingOf('other', { address: other }), AT_MS);
      const lanes = await store.nextQueued(10);
      expect(lanes.map((lane) => [lane.outgoing.key, lane.waiting])).toEqual([
        ['p0', 50],
        ['edit', 1],
        ['other', 1],
      ]);
    });

    test('one wish takes the place of several, unless one of them changed meanwhile', async () => {
      for (const key of ['a', 'b', 'c', 'd']) await store.enqueue(outgoingOf(key), AT_MS);
      const [, b, c] = (await store.queuedPosts('C1', 10)).map((waiting) => waiting.seq);
      expect(await store.collapse([b ?? 0, c ?? 0], outgoingOf('bc'), AT_MS)).toBe(true);
      expect(await texts()).toEqual(['a', 'bc', 'd']);
      const seqs = (await store.queuedPosts('C1', 10)).map((waiting) => waiting.seq);
      await store.enqueue(outgoingOf('d', { text: 'd2' }), AT_MS);
      expect(await store.collapse(seqs, outgoingOf('all'), AT_MS)).toBe(false);
      expect(await texts()).toEqual(['a', 'bc', 'd2']);
    });

    test('takes the same key from many at once', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.enqueue(outgoingOf(`k${index % 2}`, { text: String(index) }), AT_MS),
        ),
      );
      expect(await store.queued(10)).toHaveLength(2);
    });
  });

  describe('leases', () => {
    // Turned by the tests: without it a server's leases are measured by its own.
    beforeEach(async () => {
      await store.close();
      store = await database.open({ nowMs: () => AT_MS });
    });

    test('one holder at a time, renewed by it, taken by the next only when it has run out', async () => {
      const first = await store.acquireLease('outbound', 'one', AT_MS, 100);
      expect(first).toEqual({ holder: 'one', token: 1, expiresAtMs: AT_MS + 100 });
      expect(await store.acquireLease('outbound', 'two', AT_MS + 99, 100)).toBeUndefined();
      const renewed = await store.acquireLease('outbound', 'one', AT_MS + 50, 100);
      expect(renewed).toEqual({ holder: 'one', token: 1, expiresAtMs: AT_MS + 150 });
      const second = await store.acquireLease('outbound', 'two', AT_MS + 150, 100);
      expect(second?.token).toBe(2);
      expect(await store.acquireLease('other', 'one', AT_MS, 100)).toMatchObject({ token: 1 });
    });

    test('refuses the write of a stale leader', async () => {
      const stale = await store.acquireLease('outbound', 'one', AT_MS, 100);
      const newest = await store.acquireLease('outbound', 'two', AT_MS + 100, 100);
      if (stale === undefined || newest === undefined) throw new Error('no lease');
      const write = (lease: typeof stale, nowMs: number) =>
        store.transaction(async (inside) => {
          await inside.enqueue(outgoingOf(lease.holder), nowMs);
          await inside.assertLease('outbound', lease, nowMs);
        });
      await expect(write(stale, AT_MS + 101)).rejects.toBeInstanceOf(OperatorError);
      await write(newest, AT_MS + 101);
      await expect(write(newest, AT_MS + 200)).rejects.toBeInstanceOf(OperatorError);
      expect((await store.queued(10)).map((waiting) => waiting.outgoing.key)).toEqual(['two']);
    });

    test('a released lease is free at once, and its old token stays void', async () => {
      const lease = await store.acquireLease('outbound', 'one', AT_MS, 100);
      if (lease === undefined) throw new Error('no lease');
      await store.releaseLease('outbound', lease);
      await expect(store.assertLease('outbound', lease, AT_MS)).rejects.toBeInstanceOf(
        OperatorError,
      );
      expect((await store.acquireLease('outbound', 'two', AT_MS, 100))?.token).toBe(2);
    });
  });

  test('forgets what is older than its limit and nothing else', async () => {
    const day = 24 * 3_600_000;
    await store.saveOutput(outputOf('old'));
    await store.saveOutput(outputOf('new', { expiresAtMs: AT_MS + 10 * day }));
    await store.saveProposal(proposalOf('old'));
    await store.saveProposal(proposalOf('new', { expiresAtMs: AT_MS + 10 * day }));
    await store.saveFreeze(freezeFor('old', { untilMs: AT_MS + 1 }));
    await store.saveFreeze(freezeFor('new', { untilMs: AT_MS + 10 * day }));
    for (const id of ['done', 'open']) await store.receive(requestOf(id));
    await store.finish('done');
    await store.appendAudit(entryOf(), AT_MS);
    expect(await store.prune(AT_MS + 2 * day)).toEqual({
      ...{ outputs: 1, proposals: 1, freezes: 1, requests: 1, posted: 0, deadLetters: 0 },
      ...{ approvals: 0, breakGlasses: 0, offsetSnapshots: 0 },
      ...{ switchOverrides: 0, switchRuns: 0, switchOffers: 0, switchDays: 0, alertGroups: 0 },
      ...{ incidents: 0 },
    });
    expect(await store.output('old')).toBeUndefined();
    expect(await store.output('new')).toBeDefined();
    expect(await store.proposal('new')).toBeDefined();
    expect(await store.unfinished()).toHaveLength(1);
    expect((await store.verifyAudit()).rows).toBe(1);
  });

  test('forgets posted keys by their age, but not while an edit waits for one', async () => {
    await store.close();
    store = await database.open({ nowMs: () => AT_MS });
    for (const key of ['idle', 'waiting']) {
      await store.enqueue(outgoingOf(key), AT_MS);
      await store.delivered((await store.queued(1))[0]?.seq ?? 0, key, '1.1');
    }
    await store.enqueue(outgoingOf('waiting'), AT_MS);
    await store.prune(AT_MS + 8 * 24 * 3_600_000);
    expect(await store.postedTs('idle')).toBeUndefined();
    expect(await store.postedTs('waiting')).toBe('1.1');
  });

  test('keeps everything over a restart', async () => {
    await store.check();
    await store.receive(requestOf('r1'));
    const row = await store.appendAudit(entryOf(), AT_MS);
    await store.enqueue(outgoingOf('a'), AT_MS);
    await store.close();
    store = await database.open();
    expect(await store.receive(requestOf('r1'))).toBe(false);
    expect(await store.openIntents()).toEqual([row]);
    expect(await store.queued(10)).toHaveLength(1);
    expect((await store.appendAudit(entryOf(), AT_MS)).seq).toBe(2);
  });

  test('refuses a schema that a newer program wrote', async () => {
    await store.close();
    await database.tamper('update schema_version set version = 99');
    await expect(database.open()).rejects.toMatchObject({
      why: expect.stringContaining('version 99'),
    });
  });

  test('a reader changes nothing', async () => {
    await store.appendAudit(entryOf(), AT_MS);
    await store.close();
    const reader = await database.open({ readOnly: true });
    expect((await reader.verifyAudit()).rows).toBe(1);
    await expect(reader.appendAudit(entryOf(), AT_MS)).rejects.toThrow();
    await reader.close();
  });

  test('refuses a transaction within a transaction', async () => {
    const nested = store.transaction((inside) => inside.transaction(async () => {}));
    await expect(nested).rejects.toThrow('do not nest');
  });

  test(
    'kill -9 in the middle of writes loses nothing that was confirmed and breaks no chain',
    async () => {
      await store.close();
      for (let round = 0; round < 5; round += 1) {
        const worker = database.spawn({ do: 'write' });
        expect(await worker.next()).toEqual({ opened: true });
        let confirmed = -1;
        while (confirmed < round * 7) {
          const fact = await worker.next();
          confirmed = Number(fact?.done ?? -1);
        }
        await worker.kill();
        store = await database.open();
        expect((await store.verifyAudit()).broken).toBeUndefined();
        const id = `${worker.child.pid}-${confirmed}`;
        expect(await store.output(id)).toBeDefined();
        expect(await store.receive(requestOf(id))).toBe(false);
        // The one that it had just begun, and the request of its start, are left for us.
        const left = (await store.unfinished()).map((each) => each.request.id);
        expect(left).toContain(`open-${worker.child.pid}`);
        await store.close();
      }
    },
    LONG_MS,
  );
});
