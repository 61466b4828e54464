// What a turn writes down before it acts, and after: what each workload was. Should the process end in between, the next turn finds on
// each object, and here, what it needs to go on.

import type { State } from '../timetable/timetable.ts';
import { isSame, ORIGINAL, type Original } from './original.ts';
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
  /** It is as it is wanted. */
  done(target: Target, original: Original | undefined): void;
  /** Writes down all that was done since. */
  end(state: State): Promise<void>;
}

export async function openJournal(
  switchName: string,
  targets: readonly Target[],
  ports: Pick<TurnPorts, 'store' | 'write' | 'nowMs'>,
): Promise<Journal> {
  const known = new Map((await ports.store.originals(switchName)).map((row) => [textOf(row), row]));
  await forget(switchName, targets, known, ports);
  const done: { readonly key: WorkloadKey; readonly row: StoredOriginal | undefined }[] = [];
  const keyOf = ({ kind, namespace, name }: Target) => ({ switchName, kind, namespace, name });
  const rowOf = (
    target: Target,
    original: Original,
    phase: StoredOriginal['phase'],
  ): StoredOriginal => ({
    ...keyOf(target),
    ...{ uid: target.object.metadata?.uid ?? '', original, phase, atMs: ports.nowMs() },
  });
  const situationOf = (target: Target, { name, sinceMs, isAsked }: TurnWish): Situation => {
    const { kind, object, kept, scaledBy, autoscaler } = target;
    const stored = sureOf(known.get(textOf(keyOf(target))), target);
    return { name, kind, object, kept, scaledBy, autoscaler, stored, sinceMs, isAsked };
  };
  const write = async (rows: readonly StoredOriginal[]) => {
    if (rows.length === 0) return;
    await ports.write((store) => store.saveOriginals(rows));
    for (const row of rows) known.set(textOf(row), row);
  };
  const rowBefore = (target: Target, step: Step): readonly StoredOriginal[] => {
    if (step.kind !== 'patch' || step.to !== 'off') return [];
    const before = known.get(textOf(keyOf(target)));
    const row = rowOf(target, step.original, 'going off');
    // What is sure stays so: where its annotation is gone, nothing else says what it was.
    const isSure = before?.phase === 'off' && before.uid === row.uid;
    return isSure && isSame(before.original, row.original) ? [] : [row];
  };
  return {
    situationOf,
    begin: async (all, wish) => {
      if (wish.state === 'on') return;
      await write(
        all.flatMap((target) => rowBefore(target, stepFor('off', situationOf(target, wish)))),
      );
    },
    renew: async (target, step) => await write(rowBefore(target, step)),
    done: (target, original) => {
      const row = original === undefined ? undefined : rowOf(target, original, 'off');
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

/**
 * A row about this very object. Before its request was answered it says only what was intended; then the object itself says whether it
 * was done.
 */
export function sureOf(row: StoredOriginal | undefined, { object }: Target): Original | undefined {
  const { uid, annotations } = object.metadata ?? {};
  if (row === undefined || row.uid !== uid) return undefined;
  return row.phase === 'off' || annotations?.[ORIGINAL] !== undefined ? row.original : undefined;
}

/** Of workloads that are there no longer, or were made anew under the same name, nothing need be known. */
async function forget(
  switchName: string,
  targets: readonly Target[],
  known: Map<string, StoredOriginal>,
  ports: Pick<TurnPorts, 'write'>,
): Promise<void> {
  const uids = new Map(
    targets.map(({ kind, namespace, name, object }) => [
      textOf({ switchName, kind, namespace, name }),
      object.metadata?.uid,
    ]),
  );
  const gone = [...known.values()].filter((row) => uids.get(textOf(row)) !== row.uid);
  if (gone.length === 0) return;
  await ports.write((store: SwitchStore) => store.dropOriginals(gone));
  for (const row of gone) known.delete(textOf(row));
}

function textOf({ kind, namespace, name }: WorkloadKey): string {
  return `${kind}/${namespace}/${name}`;
}
