// What a turn writes down before it acts, and after: what each workload was. Should the process end in between, the next turn finds on
// each object, and here, what it needs to go on.

import type { State } from '../timetable/timetable.ts';
import { isOn } from './in-play.ts';
import { isSame, ORIGINAL } from './original.ts';
import type { Target } from './plan.ts';
import { type Situation, type Step, stepFor } from './step.ts';
import type { StoredOriginal, SwitchStore, WorkloadKey } from './switch-store.ts';
import type { TurnPorts, TurnWish } from './turn.ts';

export interface Journal {
  /** Writes down what will be switched off. */
  begin(targets: readonly Target[], wish: TurnWish): Promise<void>;
  /** For one that was read anew since. */
  renew(target: Target, step: Step): Promise<void>;
  situationOf(target: Target, wish: TurnWish): Situation;
  /** It is as it is wanted. @param off what it was, of what is off */
  done(target: Target, off?: Pick<StoredOriginal, 'original' | 'again'>): void;
  /** Writes down all that was done since. */
  end(state: State): Promise<void>;
}

/** @param known as it was before the targets were read */
export async function openJournal(
  { name: switchName, of }: Pick<TurnWish, 'name' | 'of'>,
  { targets, known }: { readonly targets: readonly Target[]; readonly known: Originals },
  ports: Pick<TurnPorts, 'write' | 'nowMs'>,
): Promise<Journal> {
  const { cluster } = of.settings;
  await forget(targets, known, ports);
  const done: { readonly key: WorkloadKey; readonly row: StoredOriginal | undefined }[] = [];
  const keyOf = ({ kind, namespace, name }: Target) => ({ switchName, kind, namespace, name });
  const rowOf = (
    target: Target,
    { original, again }: Pick<StoredOriginal, 'original' | 'again'>,
    phase: StoredOriginal['phase'],
  ): StoredOriginal => ({
    ...keyOf(target),
    ...{ uid: target.object.metadata?.uid ?? '', original, phase, atMs: ports.nowMs() },
    ...{ again, cluster },
  });
  const write = async (rows: readonly StoredOriginal[]) => {
    if (rows.length === 0) return;
    await ports.write((store) => store.saveOriginals(rows));
    for (const row of rows) known.set(textOf(row), row);
  };
  const rowBefore = (target: Target, step: Step): readonly StoredOriginal[] => {
    if (step.kind !== 'patch' || step.to !== 'off') return [];
    const before = known.get(textOf(target));
    // How often it was done counts when it is done: the same step is worked out again when it is sent.
    const again = before?.uid === target.object.metadata?.uid ? (before?.again ?? 0) : 0;
    const row = rowOf(target, { ...step, again }, 'going off');
    // What is sure stays so: where its annotation is gone, nothing else says what it was.
    const isSure = before?.phase === 'off' && before.uid === row.uid;
    return isSure && isSame(before.original, row.original) ? [] : [row];
  };
  return {
    situationOf: (target, wish) => situationOf(target, known, wish),
    begin: async (all, wish) => {
      if (wish.state === 'on') return;
      await write(
        all.flatMap((target) =>
          rowBefore(target, stepFor('off', situationOf(target, known, wish))),
        ),
      );
    },
    renew: async (target, step) => await write(rowBefore(target, step)),
    done: (target, off) => {
      const row = off === undefined ? undefined : rowOf(target, off, 'off');
      done.push({ key: keyOf(target), row });
    },
    end: async (state) => {
      const ended = done.splice(0);
      if (state === 'off') return await write(ended.flatMap(({ row }) => row ?? []));
      const keys = ended.map(({ key }) => key).filter((key) => known.has(textOf(key)));
      if (keys.length === 0) return;
      await ports.write((store) => store.dropOriginals(keys));
      for (const key of keys) known.delete(textOf(key));
    },
  };
}

/** By workload. */
export type Originals = Map<string, StoredOriginal>;

/** What the store knows of the workloads of a switch on its cluster. */
export async function knownOriginals(
  { name, of }: Pick<TurnWish, 'name' | 'of'>,
  store: Pick<SwitchStore, 'originals'>,
): Promise<Originals> {
  const rows = await store.originals(name);
  const own = rows.filter((row) => isOn(row, of.settings.cluster));
  return new Map(own.map((row) => [textOf(row), row]));
}

/** What is known of a workload before it is worked out what is to be done to it. */
export function situationOf(
  target: Target,
  known: ReadonlyMap<string, StoredOriginal>,
  { name, of, sinceMs, isAsked }: TurnWish,
): Situation {
  const row = sureOf(known.get(textOf(target)), target);
  return {
    ...target,
    ...{ name, sinceMs, isAsked, formerNames: of.left?.formerNames ?? [] },
    ...{ stored: row?.original, again: row?.again ?? 0 },
  };
}

/**
 * A row about this very object. Before its request was answered it says only what was intended; then the object itself says whether it
 * was done.
 */
function sureOf(row: StoredOriginal | undefined, { object }: Target): StoredOriginal | undefined {
  const { uid, annotations } = object.metadata ?? {};
  if (row === undefined || row.uid !== uid) return undefined;
  return row.phase === 'off' || annotations?.[ORIGINAL] !== undefined ? row : undefined;
}

/** Of workloads that are there no longer, or were made anew under the same name, nothing need be known. */
async function forget(
  targets: readonly Target[],
  known: Originals,
  ports: Pick<TurnPorts, 'write'>,
): Promise<void> {
  const uids = new Map(targets.map((target) => [textOf(target), target.object.metadata?.uid]));
  const gone = [...known.values()].filter((row) => uids.get(textOf(row)) !== row.uid);
  if (gone.length === 0) return;
  await ports.write((store: SwitchStore) => store.dropOriginals(gone));
  for (const row of gone) known.delete(textOf(row));
}

function textOf({ kind, namespace, name }: Omit<WorkloadKey, 'switchName'>): string {
  return `${kind}/${namespace}/${name}`;
}
