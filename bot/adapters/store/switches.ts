// What of switches outlives the process. What any of it means is not decided here: values are kept as JSON, beside the columns that they
// are looked for by.

import type {
  Decision,
  StoredOriginal,
  SwitchedOff,
  SwitchRun,
  WorkloadKey,
} from '../../switch/switch-store.ts';
import type { Override } from '../../timetable/timetable.ts';
import type { Connection } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

const DAY_MS = 86_400_000;
/** Rows of one statement: SQLite takes a bounded number of values. */
const ROWS = 100;

export async function saveOverride(
  { db }: Connection,
  switchName: string,
  override: Override,
): Promise<void> {
  await db
    .insertInto('switch_overrides')
    .values({
      id: toColumn(override.id),
      switch_name: toColumn(switchName),
      made_at_ms: override.madeAtMs,
      until_ms: endOf(override),
      override: toColumn(JSON.stringify(override)),
    })
    .execute();
}

export async function overrides(
  { db }: Connection,
  switchName: string,
): Promise<readonly Override[]> {
  const rows = await db
    .selectFrom('switch_overrides')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .orderBy('made_at_ms')
    .orderBy('id')
    .execute();
  return rows.map((row) => endingAt(read<Override>(row.override), row.until_ms));
}

export async function endOverrides(
  { db }: Connection,
  switchName: string,
  nowMs: number,
  id?: string,
): Promise<number> {
  const all = db
    .updateTable('switch_overrides')
    .set({ until_ms: nowMs })
    .where('switch_name', '=', toColumn(switchName))
    .where('until_ms', '>', nowMs);
  const some = id === undefined ? all : all.where('id', '=', toColumn(id));
  const ended = await some.executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

export async function saveOriginals(
  { db }: Connection,
  originals: readonly StoredOriginal[],
): Promise<void> {
  for (let from = 0; from < originals.length; from += ROWS) {
    const rows = originals.slice(from, from + ROWS).map((each) => ({
      ...keyColumns(each),
      uid: toColumn(each.uid),
      original: toColumn(JSON.stringify(each.original)),
      phase: each.phase,
      at_ms: each.atMs,
      again: each.again,
      cluster: toColumn(each.cluster),
    }));
    await db
      .insertInto('switch_originals')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['switch_name', 'kind', 'namespace', 'name']).doUpdateSet((set) => ({
          uid: set.ref('excluded.uid'),
          original: set.ref('excluded.original'),
          phase: set.ref('excluded.phase'),
          at_ms: set.ref('excluded.at_ms'),
          again: set.ref('excluded.again'),
          cluster: set.ref('excluded.cluster'),
        })),
      )
      .execute();
  }
}

export async function originals(
  { db }: Connection,
  switchName: string,
): Promise<readonly StoredOriginal[]> {
  const rows = await db
    .selectFrom('switch_originals')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .orderBy('namespace')
    .orderBy('name')
    .orderBy('kind')
    .execute();
  return rows.map((row) => ({
    switchName: fromColumn(row.switch_name),
    kind: row.kind,
    namespace: fromColumn(row.namespace),
    name: fromColumn(row.name),
    uid: fromColumn(row.uid),
    original: read<StoredOriginal['original']>(row.original),
    phase: row.phase,
    atMs: row.at_ms,
    again: row.again,
    cluster: fromColumn(row.cluster),
  }));
}

export async function switchedOff({ db }: Connection): Promise<readonly SwitchedOff[]> {
  const rows = await db
    .selectFrom('switch_originals')
    .select(['switch_name', 'cluster', 'namespace', 'kind'])
    .select((each) =>
      each.case().when('namespace', '=', '').then(each.ref('name')).else('').end().as('alone'),
    )
    .distinct()
    .orderBy('switch_name')
    .orderBy('cluster')
    .orderBy('namespace')
    .orderBy('kind')
    .orderBy('alone')
    .execute();
  return rows.map((row) => ({
    switchName: fromColumn(row.switch_name),
    cluster: fromColumn(row.cluster),
    namespace: fromColumn(row.namespace),
    kind: row.kind,
    name: fromColumn(row.alone),
  }));
}

export async function dropOriginals(
  { db }: Connection,
  keys: readonly WorkloadKey[],
): Promise<void> {
  for (const key of keys) {
    const { switch_name, kind, namespace, name } = keyColumns(key);
    await db
      .deleteFrom('switch_originals')
      .where('switch_name', '=', switch_name)
      .where('kind', '=', kind)
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .execute();
  }
}

export async function saveDecision({ db }: Connection, decision: Decision): Promise<void> {
  const values = { decision: toColumn(JSON.stringify(decision)) };
  await db
    .insertInto('switch_decisions')
    .values({ switch_name: toColumn(decision.switchName), ...values })
    .onConflict((conflict) => conflict.column('switch_name').doUpdateSet(values))
    .execute();
}

export async function decision(
  { db }: Connection,
  switchName: string,
): Promise<Decision | undefined> {
  const row = await db
    .selectFrom('switch_decisions')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .executeTakeFirst();
  return row === undefined ? undefined : read<Decision>(row.decision);
}

export async function saveSwitchRun({ db }: Connection, run: SwitchRun): Promise<void> {
  const values = { run: toColumn(JSON.stringify(run)) };
  await db
    .insertInto('switch_runs')
    .values({
      id: toColumn(run.id),
      switch_name: toColumn(run.switchName),
      started_at_ms: run.startedAtMs,
      ...values,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function switchRuns(
  { db }: Connection,
  switchName: string,
  limit: number,
): Promise<readonly SwitchRun[]> {
  const rows = await db
    .selectFrom('switch_runs')
    .selectAll()
    .where('switch_name', '=', toColumn(switchName))
    .orderBy('started_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ run }) => read<SwitchRun>(run));
}

/** A skipped day has no end of its own: by then it is over in every zone. */
function endOf(override: Override): number {
  return override.kind === 'lease' ? override.untilMs : (override.day + 2) * DAY_MS;
}

/** One that was ended early ends then; a skip that was ended is none any more. */
function endingAt(override: Override, untilMs: number): Override {
  if (override.kind === 'lease') return { ...override, untilMs };
  return untilMs < endOf(override) ? { ...override, fromMs: Number.MAX_SAFE_INTEGER } : override;
}

function keyColumns({ switchName, kind, namespace, name }: WorkloadKey) {
  return {
    switch_name: toColumn(switchName),
    kind,
    namespace: toColumn(namespace),
    name: toColumn(name),
  };
}

function read<T>(column: string): T {
  return JSON.parse(fromColumn(column)) as T;
}
