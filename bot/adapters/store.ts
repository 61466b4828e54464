// Opens everything durable: a SQLite file in the data directory, or a PostgreSQL server. This file chooses and composes; what
// each table is for is in store/.

import { strict as assert } from 'node:assert';
import type { Store } from '../ports.ts';
import { alertStore } from './store/alerts.ts';
import {
  addVote,
  dueApprovals,
  markReminded,
  readApproval,
  saveApproval,
  settleApproval,
  votesFor,
} from './store/approvals.ts';
import {
  appendAudit,
  auditEnds,
  auditOfRequests,
  openIntents,
  readAudit,
  searchAudit,
  verifyAudit,
} from './store/audit.ts';
import { claimOnce, exported, exportedThrough, lastClaim } from './store/audit-exports.ts';
import { removableAudit, removeAudit } from './store/audit-removal.ts';
import {
  activeBreakGlasses,
  endBreakGlass,
  endedBreakGlasses,
  markEndTold,
  saveBreakGlass,
  saveReview,
  unreviewed,
} from './store/break-glasses.ts';
import { activeFreezes, endFreeze, saveFreeze } from './store/freezes.ts';
import { incidentStore } from './store/incidents.ts';
import { acquireLease, assertLease, releaseLease } from './store/leases.ts';
import { STORE_LIMITS, type StoreLimits } from './store/limits.ts';
import * as meters from './store/meters.ts';
import { assertMigrated, migrate } from './store/migrate.ts';
import { closeOffer, openOffers, readOffer, saveOffer } from './store/offers.ts';
import { offsetSnapshot, saveOffsetSnapshot } from './store/offset-snapshots.ts';
import * as outbound from './store/outbound.ts';
import { readOutput, saveOutput } from './store/outputs.ts';
import { openPostgres } from './store/postgres.ts';
import { expiredProposals, readProposal, saveProposal, settleProposal } from './store/proposals.ts';
import { prune } from './store/prune.ts';
import { adopt, deadOwners, finish, receive, unfinished } from './store/requests.ts';
import type { Connection } from './store/schema.ts';
import { openSqlite, StoreBusyError } from './store/sqlite.ts';
import { swapStore } from './store/swaps.ts';
import * as switches from './store/switches.ts';

export { StoreBusyError };

export interface StoreOptions {
  /** Where the SQLite file is, when there is no `databaseUrl`. Created with mode 0700. */
  readonly dataDirectory: string;
  /** postgres://user:password@host:port/database */
  readonly databaseUrl?: string | undefined;
  readonly limits?: Partial<StoreLimits>;
  /** Opens for reading alone: nothing is created or migrated. */
  readonly readOnly?: boolean;
  /** The wall clock, for the ages of posted keys and dead letters; where it is given it is that of leases too, in place of the server's. */
  readonly nowMs?: () => number;
}

/**
 * Opens the store and brings its schema up to date.
 * @throws OperatorError when it is another process's, of a newer program, or cannot be reached.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const limits = { ...STORE_LIMITS, ...options.limits };
  const readOnly = options.readOnly ?? false;
  const nowMs = options.nowMs ?? Date.now;
  const opened =
    options.databaseUrl === undefined || options.databaseUrl === ''
      ? openFile(options.dataDirectory, readOnly)
      : await openServer(options.databaseUrl, { limits, readOnly });
  const sharedClock = opened.engine === 'postgres' && options.nowMs === undefined;
  const connection: Connection = { ...opened, limits, nowMs, sharedClock };
  try {
    if (readOnly) await assertMigrated(connection);
    else await prepare(connection);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return storeOver(connection, opened.close);
}

type Opened = Pick<Connection, 'db' | 'engine' | 'owner'> & { readonly close: () => Promise<void> };

function openFile(dataDirectory: string, readOnly: boolean): Opened {
  const db = openSqlite({ dataDirectory, readOnly });
  return { db, engine: 'sqlite', owner: 'sqlite', close: () => db.destroy() };
}

async function openServer(
  url: string,
  options: { limits: StoreLimits; readOnly: boolean },
): Promise<Opened> {
  const { db, owner, close } = await openPostgres({ url, ...options });
  return { db, engine: 'postgres', owner, close };
}

async function prepare(connection: Connection): Promise<void> {
  await migrate(connection);
  // The file is ours alone, so whoever held a lease on it is gone: a restart need not wait for it to run out.
  if (connection.engine === 'sqlite') {
    await connection.db.updateTable('leases').set({ expires_at_ms: 0 }).execute();
  }
}

function storeOver(connection: Connection, close: () => Promise<void>): Store {
  return {
    async transaction(body) {
      assert(!connection.db.isTransaction, 'transactions of the store do not nest');
      return await connection.db
        .transaction()
        .execute((transaction) => body(storeOver({ ...connection, db: transaction }, refuseClose)));
    },

    ...alertStore(connection),
    ...incidentStore(connection),
    ...swapStore(connection),

    receive: (request) => receive(connection, request),
    finish: (requestId) => finish(connection, requestId),
    unfinished: () => unfinished(connection),
    deadOwners: () => deadOwners(connection),
    adopt: (owners) => adopt(connection, owners),

    appendAudit: (entry, atMs) => appendAudit(connection, entry, atMs),
    searchAudit: (filter) => searchAudit(connection, filter),
    verifyAudit: (witnesses) => verifyAudit(connection, witnesses),
    auditEnds: () => auditEnds(connection),
    readAudit: (afterSeq, limit) => readAudit(connection, afterSeq, limit),
    removableAudit: (wish) => removableAudit(connection, wish),
    exportedThrough: (name) => exportedThrough(connection, name),
    exported: (name, seq, atMs) => exported(connection, { name, seq, atMs }),
    claimOnce: (name, number) => claimOnce(connection, name, number),
    lastClaim: (name) => lastClaim(connection, name),
    removeAudit: (removal, atMs) => removeAudit(connection, removal, atMs),
    openIntents: () => openIntents(connection),
    auditOfRequests: (requestIds) => auditOfRequests(connection, requestIds),

    saveOutput: (stored) => saveOutput(connection, stored),
    output: (id) => readOutput(connection, id),

    saveProposal: (proposal) => saveProposal(connection, proposal),
    proposal: (id) => readProposal(connection, id),
    settleProposal: (id, state) => settleProposal(connection, id, state),
    expiredProposals: (nowMs) => expiredProposals(connection, nowMs),

    saveApproval: (approval) => saveApproval(connection, approval),
    approval: (id) => readApproval(connection, id),
    settleApproval: (id, state) => settleApproval(connection, id, state),
    addVote: (approvalId, vote) => addVote(connection, approvalId, vote),
    votes: (approvalId) => votesFor(connection, approvalId),
    dueApprovals: (nowMs) => dueApprovals(connection, nowMs),
    markReminded: (id) => markReminded(connection, id),

    saveBreakGlass: (broken) => saveBreakGlass(connection, broken),
    breakGlasses: (nowMs) => activeBreakGlasses(connection, nowMs),
    unreviewed: () => unreviewed(connection),
    endBreakGlass: (id, nowMs) => endBreakGlass(connection, id, nowMs),
    endedBreakGlasses: (nowMs) => endedBreakGlasses(connection, nowMs),
    markEndTold: (id) => markEndTold(connection, id),
    review: (id, review) => saveReview(connection, id, review),

    saveFreeze: (freeze) => saveFreeze(connection, freeze),
    freezes: (nowMs) => activeFreezes(connection, nowMs),
    endFreeze: (id, nowMs) => endFreeze(connection, id, nowMs),
    saveOffsetSnapshot: (snapshot) => saveOffsetSnapshot(connection, snapshot),
    offsetSnapshot: (id) => offsetSnapshot(connection, id),

    saveOverride: (name, override) => switches.saveOverride(connection, name, override),
    overrides: (name) => switches.overrides(connection, name),
    endOverrides: (name, nowMs, id) => switches.endOverrides(connection, name, nowMs, id),
    saveOriginals: (originals) => switches.saveOriginals(connection, originals),
    originals: (name) => switches.originals(connection, name),
    switchedOff: () => switches.switchedOff(connection),
    dropOriginals: (keys) => switches.dropOriginals(connection, keys),
    saveOffer: (offer) => saveOffer(connection, offer),
    offer: (id) => readOffer(connection, 'id', id),
    offerOfKey: (key) => readOffer(connection, 'key', key),
    openOffers: () => openOffers(connection),
    closeOffer: (id) => closeOffer(connection, id),
    meterLook: (name) => meters.meterLook(connection, name),
    saveMeterLook: (name, look, lastAtMs) =>
      meters.saveMeterLook(connection, name, { look, lastAtMs }),
    addMeterDays: (name, days) => meters.addMeterDays(connection, name, days),
    meterDays: (name, from, to) => meters.meterDays(connection, name, { from, to }),
    saveDecision: (decision) => switches.saveDecision(connection, decision),
    decision: (name) => switches.decision(connection, name),
    saveSwitchRun: (run) => switches.saveSwitchRun(connection, run),
    switchRuns: (name, limit) => switches.switchRuns(connection, name, limit),

    enqueue: (outgoing, atMs) => outbound.enqueue(connection, outgoing, atMs),
    queued: (limit) => outbound.queued(connection, limit),
    nextQueued: (limit) => outbound.nextQueued(connection, limit),
    queuedPosts: (channelId, limit) => outbound.queuedPosts(connection, channelId, limit),
    collapse: (seqs, outgoing, atMs) => outbound.collapse(connection, seqs, { outgoing, atMs }),
    sending: (key) => outbound.sending(connection, key),
    delivered: (seq, key, ts) => outbound.delivered(connection, seq, { key, ts }),
    postponed: (seq, notBeforeMs, reason) =>
      outbound.postponed(connection, seq, { notBeforeMs, reason }),
    undeliverable: (seq, code) => outbound.undeliverable(connection, seq, code),
    postedTs: (key) => outbound.postedTs(connection, key),
    queueDepth: () => outbound.queueDepth(connection),

    acquireLease: (name, holder, nowMs, ttlMs) =>
      acquireLease(connection, { name, holder, nowMs, ttlMs }),
    releaseLease: (name, lease) => releaseLease(connection, name, lease),
    assertLease: (name, lease, nowMs) => assertLease(connection, name, { lease, nowMs }),

    prune: (nowMs) => prune(connection, nowMs),
    check: () => check(connection),
    close,
  };
}

function refuseClose(): Promise<void> {
  throw new assert.AssertionError({ message: 'a transaction cannot close the store' });
}

async function check({ db, nowMs }: Connection): Promise<void> {
  const written = await db
    .updateTable('counters')
    .set({ value: nowMs() })
    .where('name', '=', 'check')
    .returning('value')
    .executeTakeFirstOrThrow();
  assert(Number.isSafeInteger(written.value), 'the store gives back what was written');
}
