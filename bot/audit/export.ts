// Takes the audit's rows out of the house, in order and at least once: a place in the store says how far each export has come. One
// process at a time does it. It never gives up and never passes over a row; what keeps it waiting is told.

import type { Log } from '../dispatch/rooms.ts';
import { isFresh } from '../lease.ts';
import type { Clock, Lease, Store } from '../ports.ts';
import { writeAuditLine } from './line.ts';
import type { AuditRow } from './row.ts';

export type Sent =
  | { readonly kind: 'taken' }
  /** `isOfRows`: other rows might be taken, so fewer are tried at a time. */
  | {
      readonly kind: 'not taken';
      readonly reason: string;
      readonly retryAfterMs?: number;
      readonly isOfRows?: boolean;
    };

export interface Batch {
  readonly first: number;
  readonly last: AuditRow;
  /** JSON lines, each with its line feed. */
  readonly body: string;
}

export interface AuditSink {
  /** Never throws for what the other side does. */
  send(batch: Batch, signal: AbortSignal): Promise<Sent>;
}

export interface ExportLimits {
  readonly rows: number;
  readonly characters: number;
  readonly pollMs: number;
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  readonly leaseMs: number;
  /** How long what is on its way may take to end at a stop. */
  readonly stopMs: number;
}

export const EXPORT_LIMITS: ExportLimits = {
  rows: 500,
  characters: 1_048_576,
  pollMs: 2_000,
  retryFirstMs: 1_000,
  retryLongestMs: 300_000,
  leaseMs: 60_000,
  stopMs: 5_000,
};

export interface ExportParts {
  readonly name: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Read anew each time; undefined while nothing is to be exported. */
  readonly sink: () => AuditSink | undefined;
  readonly limits?: Partial<ExportLimits>;
}

export interface ExportStatus {
  readonly isOn: boolean;
  /** Rows that have not arrived. */
  readonly waiting: number;
  /** When the oldest of them was written. */
  readonly sinceMs: number | undefined;
  /** Tries since the last success, by this process. */
  readonly failures: number;
  readonly problem: string | undefined;
}

export interface AuditExport {
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
  status(): Promise<ExportStatus>;
}

interface State {
  readonly parts: ExportParts;
  readonly limits: ExportLimits;
  readonly holder: string;
  readonly stopping: AbortController;
  readonly aborted: AbortController;
  lease: Lease | undefined;
  rows: number;
  failures: number;
  problem: string | undefined;
}

export function createAuditExport(parts: ExportParts): AuditExport {
  const limits = { ...EXPORT_LIMITS, ...parts.limits };
  const state: State = {
    ...{ parts, limits, holder: parts.clock.id(), lease: undefined },
    ...{ stopping: new AbortController(), aborted: new AbortController() },
    ...{ rows: limits.rows, failures: 0, problem: undefined },
  };
  let running: Promise<void> | undefined;
  return {
    name: parts.name,
    start() {
      running ??= run(state);
    },
    async stop() {
      if (running === undefined) return;
      state.stopping.abort();
      const late = parts.clock.sleep(limits.stopMs, state.aborted.signal).then(
        () => state.aborted.abort(),
        () => {},
      ); // it ended in time
      await running;
      state.aborted.abort();
      await late;
    },
    status: () => statusOf(state),
  };
}

async function run(state: State): Promise<void> {
  const { clock, log, name } = state.parts;
  while (!state.stopping.signal.aborted) {
    let waitMs = state.limits.pollMs;
    try {
      waitMs = await step(state);
    } catch (error) {
      log.error({ err: error, export: name }, 'the audit could not be exported; trying again');
    }
    await clock.sleep(waitMs, state.stopping.signal).catch(() => {}); // stopping
  }
  await giveBack(state);
}

/** @returns how long to wait before the next. */
async function step(state: State): Promise<number> {
  const { parts, limits } = state;
  const { store, clock, name } = parts;
  const sink = parts.sink();
  if (sink === undefined) {
    await giveBack(state);
    return limits.pollMs;
  }
  const lease = await holdLease(state);
  if (lease === undefined) return limits.pollMs;
  const rows = await store.readAudit(await store.exportedThrough(name), state.rows);
  const batch = batchOf(rows, limits.characters);
  if (batch === undefined) return limits.pollMs;
  const sent = await sink.send(batch, state.aborted.signal);
  if (sent.kind === 'not taken') return failed(state, batch, sent);
  const { seq } = batch.last;
  await store.transaction(async (inside) => {
    await inside.assertLease(leaseOf(name), lease, clock.nowMs());
    await inside.exported(name, seq, clock.nowMs());
  });
  if (state.failures > 0)
    parts.log.info({ export: name, through: seq }, 'the audit is exported again');
  state.failures = 0;
  state.problem = undefined;
  state.rows = Math.min(state.rows * 2, limits.rows);
  return 0;
}

/** At most so many characters, but one row at least. */
function batchOf(rows: readonly AuditRow[], most: number): Batch | undefined {
  let body = '';
  let last: AuditRow | undefined;
  for (const row of rows) {
    const line = `${writeAuditLine(row)}\n`;
    if (last !== undefined && body.length + line.length > most) break;
    body += line;
    last = row;
  }
  const [first] = rows;
  return last === undefined || first === undefined ? undefined : { first: first.seq, last, body };
}

function failed(
  state: State,
  { first, last }: Batch,
  { reason, retryAfterMs = 0, isOfRows = false }: Extract<Sent, { kind: 'not taken' }>,
): number {
  const { limits, parts } = state;
  if (state.aborted.signal.aborted) return 0;
  if (isOfRows) state.rows = Math.max(1, Math.floor((last.seq - first + 1) / 2));
  const delayMs = Math.min(limits.retryFirstMs * 2 ** state.failures, limits.retryLongestMs);
  const waitMs = Math.max(delayMs, Math.min(retryAfterMs, limits.retryLongestMs));
  state.failures += 1;
  state.problem = `rows ${first} to ${last.seq}: ${reason}`;
  const { failures, problem } = state;
  parts.log.warn(
    { export: parts.name, problem, failures, waitMs },
    'audit rows were not taken; trying again',
  );
  return waitMs;
}

/** Renewed at half its time, which is longer than any sending. */
async function holdLease(state: State): Promise<Lease | undefined> {
  const { store, clock, name } = state.parts;
  const { leaseMs } = state.limits;
  const nowMs = clock.nowMs();
  if (state.lease !== undefined && isFresh(state.lease, nowMs, leaseMs)) return state.lease;
  state.lease = await store.acquireLease(leaseOf(name), state.holder, nowMs, leaseMs);
  return state.lease;
}

async function giveBack(state: State): Promise<void> {
  const { store, name, log } = state.parts;
  const { lease } = state;
  state.lease = undefined;
  if (lease === undefined) return;
  try {
    await store.releaseLease(leaseOf(name), lease);
  } catch (error) {
    log.warn({ err: error, export: name }, 'the lease of an audit export runs out by itself');
  }
}

function leaseOf(name: string): string {
  return `audit-export:${name}`;
}

async function statusOf({ parts, failures, problem }: State): Promise<ExportStatus> {
  const { store, name } = parts;
  if (parts.sink() === undefined) {
    return { isOn: false, waiting: 0, sinceMs: undefined, failures: 0, problem: undefined };
  }
  const through = await store.exportedThrough(name);
  const { head, removed } = await store.auditEnds();
  const [oldest] = await store.readAudit(through, 1);
  const waiting = head.rows - Math.max(through, removed.rows);
  return { isOn: true, waiting, sinceMs: oldest?.atMs, failures, problem };
}

/** @param write takes the text whole, or throws. */
export function createStdoutSink(write: (text: string) => unknown): AuditSink {
  return {
    send: async ({ body }) => {
      write(body);
      return { kind: 'taken' };
    },
  };
}
