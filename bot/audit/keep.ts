// What is done about the audit beside writing it, by itself: old rows go, the head is published, rows are exported. And what is to
// be said of all that.

import type { AuditSettings, WebhookSettings } from '../config/audit.ts';
import type { Log } from '../dispatch/rooms.ts';
import { OperatorError } from '../errors.ts';
import type { Clock, Finding, Store } from '../ports.ts';
import {
  type AuditExport,
  type AuditSink,
  createAuditExport,
  type ExportLimits,
  type ExportStatus,
} from './export.ts';
import { isHeadPublished, type PublishWish, publishHead } from './publish.ts';
import { type AuditArchive, removeOldAudit } from './retention.ts';

export interface AuditKeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => { readonly audit: AuditSettings; readonly timeZone: string };
  readonly archive: (directory: string) => AuditArchive;
  readonly webhook: (settings: WebhookSettings) => AuditSink;
  readonly stdout: AuditSink;
  readonly exportLimits?: Partial<ExportLimits>;
}

export interface AuditKeeping {
  start(): void;
  stop(): Promise<void>;
  /** Every minute: whatever was missed is done then. */
  tick(): Promise<void>;
  findings(): Promise<readonly Finding[]>;
  metrics(): Promise<Readonly<Record<string, number>>>;
}

const RETENTION_EVERY_MS = 3_600_000;
const LEASE = 'audit-keeping';
const LEASE_MS = 10 * 60_000;
/** Rows that wait longer than this are worth a word. */
const WAIT_MS = 10 * 60_000;

export function createAuditKeeping(parts: AuditKeepingParts): AuditKeeping {
  const { store, clock, log } = parts;
  const holder = clock.id();
  const exports = createExports(parts);
  let nextRetentionMs = 0;
  let retentionProblem: string | undefined;
  const publish = async () => {
    const wish = publishWish(parts);
    if (wish === undefined) return;
    if (await publishHead({ store, clock }, wish)) log.info({}, 'the audit head is published');
  };
  const retain = async () => {
    const { keepDays, archive } = parts.settings().audit;
    if (keepDays === undefined || clock.nowMs() < nextRetentionMs) return;
    const lease = await store.acquireLease(LEASE, holder, clock.nowMs(), LEASE_MS);
    if (lease === undefined) return;
    nextRetentionMs = clock.nowMs() + RETENTION_EVERY_MS;
    try {
      const needed = { keepDays, exports: exportsOn(parts) };
      const to = archive === undefined ? undefined : parts.archive(archive);
      for (const { detail } of await removeOldAudit({ store, clock, archive: to }, needed))
        log.info({ removed: detail }, 'old rows of the audit were removed');
      retentionProblem = undefined;
    } catch (error) {
      retentionProblem = error instanceof OperatorError ? error.message : 'it failed; see the log';
      throw error;
    } finally {
      await store.releaseLease(LEASE, lease);
    }
  };
  return {
    start: () => {
      for (const each of exports) each.start();
    },
    stop: async () => {
      await Promise.all(exports.map((each) => each.stop()));
    },
    tick: async () => {
      await attempt(publish, log, 'the audit head could not be published; trying again');
      await attempt(retain, log, 'old rows of the audit could not be removed');
    },
    findings: async () => [
      ...(await exportFindings(exports, clock.nowMs())),
      ...(await headFindings(parts)),
      ...retentionFindings(parts, retentionProblem),
    ],
    metrics: () => metricsOf(exports, store),
  };
}

async function attempt(work: () => Promise<void>, log: Log, words: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error }, words);
  }
}

function createExports(parts: AuditKeepingParts): readonly AuditExport[] {
  const { store, clock, log, exportLimits = {} } = parts;
  const shared = { store, clock, log, limits: exportLimits };
  let known: { readonly settings: WebhookSettings; readonly sink: AuditSink } | undefined;
  const webhook = () => {
    const settings = parts.settings().audit.webhook;
    if (settings === undefined) return undefined;
    if (known?.settings !== settings) known = { settings, sink: parts.webhook(settings) };
    return known.sink;
  };
  const stdout = () => (parts.settings().audit.stdout ? parts.stdout : undefined);
  return [
    createAuditExport({ ...shared, name: 'webhook', sink: webhook }),
    createAuditExport({ ...shared, name: 'stdout', sink: stdout }),
  ];
}

function exportsOn(parts: AuditKeepingParts): readonly string[] {
  const { webhook, stdout } = parts.settings().audit;
  return [...(webhook === undefined ? [] : ['webhook']), ...(stdout ? ['stdout'] : [])];
}

function publishWish(parts: AuditKeepingParts): PublishWish | undefined {
  const { audit, timeZone } = parts.settings();
  if (audit.witness === undefined) return undefined;
  const { channel, at, timeZone: own } = audit.witness;
  return { channel, at, timeZone: own ?? timeZone };
}

async function exportFindings(
  exports: readonly AuditExport[],
  nowMs: number,
): Promise<readonly Finding[]> {
  const all = await Promise.all(
    exports.map(async (each) => ({ name: each.name, status: await each.status() })),
  );
  return all
    .filter(({ status }) => status.isOn)
    .map(({ name, status }) => {
      const advice = adviceOf(status, nowMs);
      return { what: `audit export (${name})`, ok: advice === '', advice };
    });
}

function adviceOf(
  { waiting, sinceMs = 0, failures, problem }: ExportStatus,
  nowMs: number,
): string {
  if (problem !== undefined) {
    const tries = `${failures} tr${failures === 1 ? 'y' : 'ies'}`;
    return `${waiting} rows wait after ${tries}; ${problem}`;
  }
  if (waiting === 0 || nowMs - sinceMs < WAIT_MS) return '';
  return `${waiting} rows wait since ${new Date(sinceMs).toISOString()}; see the log of the replica that leads`;
}

async function headFindings(parts: AuditKeepingParts): Promise<readonly Finding[]> {
  const wish = publishWish(parts);
  if (wish === undefined) return [];
  const isPublished = await isHeadPublished(parts, wish);
  const advice = `the newest has not arrived in ${wish.channel}: is the bot invited there?`;
  return [
    { what: 'audit head', ok: isPublished !== false, advice: isPublished === false ? advice : '' },
  ];
}

function retentionFindings(
  parts: AuditKeepingParts,
  problem: string | undefined,
): readonly Finding[] {
  if (parts.settings().audit.keepDays === undefined) return [];
  return [{ what: 'audit retention', ok: problem === undefined, advice: problem ?? '' }];
}

async function metricsOf(
  exports: readonly AuditExport[],
  store: Store,
): Promise<Readonly<Record<string, number>>> {
  const { head, removed } = await store.auditEnds();
  const found: Record<string, number> = {
    audit_rows: head.rows - removed.rows,
    audit_rows_removed: removed.rows,
  };
  for (const each of exports) {
    const { isOn, waiting, failures } = await each.status();
    if (!isOn) continue;
    found[`audit_${each.name}_waiting`] = waiting;
    found[`audit_${each.name}_failures`] = failures;
  }
  return found;
}
