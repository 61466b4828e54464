// What is to be done to one workload to switch it off or on: worked out from the object as it is now and from what is known of it,
// never from what was done before. So a turn that was cut off is gone on with by working it out again. Pure.

import type { State } from '../timetable/timetable.ts';
import { type Editor, editedBy } from './edited-by.ts';
import { isOwner, type SwitchKind } from './kinds.ts';
import {
  holdersOf,
  isOff,
  isSame,
  type Mark,
  ORIGINAL,
  type Original,
  offOf,
  originalOf,
  readMark,
  writeMark,
  writeOriginal,
} from './original.ts';
import { toldOf } from './pipelines.ts';
import { readyBefore } from './ready-before.ts';
import { hasAutomatedSync, patchTo, type StepBody } from './step-body.ts';
import type { Autoscaler, Workload } from './workload.ts';

export interface Situation {
  readonly name: string;
  readonly kind: SwitchKind;
  readonly object: Workload;
  /** Switches that are no longer, whose place this one takes. */
  readonly formerNames: readonly string[];
  /** Why it stays on. */
  readonly kept: string | undefined;
  /** The ScaledObject of the same switch that sets its replicas. */
  readonly scaledBy: string | undefined;
  /** The one that scales it while it is on. */
  readonly autoscaler: Autoscaler | undefined;
  /** What the store knows of this very object. */
  readonly stored: Original | undefined;
  /** How often the store knows it to have been switched off again since it was first. */
  readonly again: number;
  /** Since when it is to be as it is wanted. */
  readonly sinceMs: number;
  /** A person has just asked for it: then what somebody has set by hand is switched too. */
  readonly isAsked: boolean;
}

export type Step =
  /** It is as it should be, or is left to others. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'patch';
      readonly to: State;
      /** A merge patch that the server takes for this version of the object alone. */
      readonly body: StepBody;
      /** What is to come back, or has come back. */
      readonly original: Original;
      /** How often something else has set it since it was switched off, and it was switched off again. */
      readonly again: number;
      /** What people should know of it. */
      readonly remark?: string;
    }
  /** Somebody has set it by hand since, or something does so again and again: it is left as it is, and asked about. */
  | {
      readonly kind: 'drift';
      readonly present: Original;
      readonly original: Original | undefined;
      readonly editor: Editor;
      /** It was switched off again several times before. */
      readonly isFought: boolean;
    }
  | { readonly kind: 'refused'; readonly why: string }
  /** It waits for another that is left as it is. */
  | { readonly kind: 'held'; readonly why: string };

/** Whatever sets it again and again, as GitOps controllers do, is not fought, also where it takes our annotation away each time. */
const MOST_AGAIN = 3;

export function stepFor(state: State, situation: Situation): Step {
  const mark = markOf(situation);
  if (typeof mark === 'string') return { kind: 'refused', why: mark };
  return state === 'off' ? stepOff(situation, mark) : stepOn(situation, mark);
}

/** @returns in words why nothing can be done. */
function markOf({ name, kind, object, stored, formerNames }: Situation): Mark | string | undefined {
  const mark = readMark(object);
  if (mark === undefined) return undefined;
  if (mark === 'unreadable') {
    return stored === undefined
      ? `what it was is not known: its annotation ${ORIGINAL} cannot be read, and the store knows nothing of it`
      : { by: name, original: stored, again: 0 };
  }
  const isOurs = mark.by === name || formerNames.includes(mark.by);
  // What owns workloads of several switches is off as long as one of these is.
  return isOurs || isOwner(kind) ? mark : `the switch ${mark.by} has switched it off`;
}

function stepOff(situation: Situation, mark: Mark | undefined): Step {
  const { kind, object, kept, scaledBy, stored, isAsked } = situation;
  if (kept !== undefined || scaledBy !== undefined) return { kind: 'none' };
  if (kind === 'Pipeline' && toldOf(object).trouble !== undefined) return unknown(object);
  const present = originalOf(kind, object);
  if (isOff(present)) {
    // Without a mark a person has paused it, whoever had before.
    if (kind === 'Pipeline' && mark === undefined) return { kind: 'none' };
    if (mark !== undefined && !holdersOf(mark).includes(situation.name)) {
      const former = holdersOf(mark).find((each) => situation.formerNames.includes(each));
      if (former === undefined) return patchOff(situation, mark.original, undefined, mark.again);
      return patchOff(situation, mark.original, `${former} had switched it off`);
    }
    if (mark !== undefined || stored === undefined) return { kind: 'none' };
    // Whoever took the annotation away did not mean to lose what it was.
    return patchOff(situation, stored, 'its annotation was gone and is written again');
  }
  const editor = editedBy(present.kind, object);
  const original = mark?.original ?? stored;
  const before = Math.max(mark?.again ?? 0, situation.again);
  const isFought = original !== undefined && before >= MOST_AGAIN;
  const isEdited =
    mark === undefined ? isNewEdit(situation, present, editor) : isEditOf(present, editor);
  if ((isEdited || isFought) && !isAsked) {
    return { kind: 'drift', present, original, editor, isFought: !isEdited };
  }
  // Processes of a pipeline that were started anew have forgotten that it is paused: that is no fight.
  const again = isAsked || original === undefined || kind === 'Pipeline' ? 0 : before + 1;
  if (original === undefined) return patchOff(situation, present, undefined, again);
  if (mark === undefined || editor.kind === 'deploy') {
    const isPlain = mark === undefined && isSame(original, present);
    const remark = isPlain ? undefined : deployed(original, present, editor);
    return patchOff(situation, present, remark, again);
  }
  const was = `it was at ${writeOriginal(present)} and is off again`;
  return patchOff(situation, original, was, again);
}

/** Of what carries no annotation: set since it is to be off, by a hand. */
function isNewEdit({ stored, sinceMs }: Situation, present: Original, editor: Editor): boolean {
  if (editor.kind === 'hand') return editor.atMs > sinceMs;
  return stored !== undefined && isTakenAway(present, editor);
}

function isEditOf(present: Original, editor: Editor): boolean {
  return isByHand(editor) || isTakenAway(present, editor);
}

/**
 * Nobody is noted to have set what is gone: no deploy takes away what it has not set, such as a pause or a limit of 0, so it was a person. Of sizes of
 * groups of machines nobody is ever noted: whoever it was is asked about.
 */
function isTakenAway({ kind }: Original, editor: Editor): boolean {
  return (kind === 'paused' || kind === 'limit' || kind === 'sizes') && editor.kind === 'unknown';
}

function stepOn(situation: Situation, mark: Mark | undefined): Step {
  const { kind, object, stored } = situation;
  if (kind === 'Pipeline') {
    if (toldOf(object).trouble !== undefined) return unknown(object);
    return mark === undefined ? { kind: 'none' } : patchOn(situation, mark.original);
  }
  const present = originalOf(kind, object);
  if (mark !== undefined && isOwner(kind)) {
    const others = otherHolders(situation, mark);
    if (others.length === holdersOf(mark).length) return { kind: 'none' };
    if (others.length > 0) return letGo(situation, mark, others);
  }
  const original = mark?.original ?? (isOff(present) ? stored : undefined);
  if (original === undefined) return { kind: 'none' };
  const editor = editedBy(present.kind, object);
  // An annotation that the store knows nothing of may have come back with an older revision: what runs is not set by it.
  const isRevived = stored === undefined;
  if (!isOff(present) && (isRevived || !isEditOf(present, editor))) {
    const isPlain = isSame(present, original);
    return patchOn(situation, present, isPlain ? undefined : deployed(original, present, editor));
  }
  const [bounded, capped] = withinAutoscaler(original, situation.autoscaler);
  const edited =
    isOff(present) || isSame(present, original) ? undefined : undoneEdit(present, original);
  const isUnsynced = original.kind === 'healing' && !hasAutomatedSync(object);
  const unsynced = isUnsynced ? 'it is no longer synced by itself, and is left so' : undefined;
  return patchOn(situation, bounded, capped ?? unsynced ?? edited);
}

/** Switches that have it off beside this one, and those whose place this one takes. */
function otherHolders({ name, formerNames }: Situation, mark: Mark | undefined): readonly string[] {
  const holders = mark === undefined ? [] : holdersOf(mark);
  return holders.filter((each) => each !== name && !formerNames.includes(each));
}

/** It stays off for others: only that this one has it off is taken away. */
function letGo(situation: Situation, mark: Mark, [by = '', ...also]: readonly string[]): Step {
  const { resourceVersion } = situation.object.metadata ?? {};
  const annotations = { [ORIGINAL]: writeMark({ ...mark, by, also }) };
  return {
    ...{ kind: 'patch', to: 'on', again: 0, original: offOf(mark.original) },
    body: { metadata: { resourceVersion, annotations } },
    remark: `it stays as it is while ${[by, ...also].join(' and ')} is off`,
  };
}

/** Of what a turn has left off: whoever wrote it with our name since was a person. */
function isByHand({ kind }: Editor): boolean {
  return kind === 'hand' || kind === 'ourselves';
}

function patchOff(situation: Situation, original: Original, remark?: string, again = 0): Step {
  const known = readMark(situation.object);
  const ready = typeof known === 'object' ? known.ready : readyBefore(original, situation);
  const also =
    typeof known === 'object' && isOwner(situation.kind) ? otherHolders(situation, known) : [];
  const mark = writeMark({
    ...{ by: situation.name, also, original, again },
    ...(ready === undefined ? {} : { ready }),
  });
  const body = patchTo(situation.object, offOf(original), mark);
  return {
    ...{ kind: 'patch', to: 'off', body, original, again },
    ...(remark === undefined ? {} : { remark }),
  };
}

function patchOn(situation: Situation, original: Original, remark?: string): Step {
  const body = patchTo(situation.object, original, null);
  return {
    kind: 'patch',
    to: 'on',
    body,
    original,
    again: 0,
    ...(remark === undefined ? {} : { remark }),
  };
}

function unknown(object: Workload): Step {
  return { kind: 'refused', why: `how it is is not known: ${toldOf(object).trouble}` };
}

/** An autoscaler that was changed meanwhile would move it at once: it is told instead. */
function withinAutoscaler(
  original: Original,
  autoscaler: Autoscaler | undefined,
): readonly [Original, string | undefined] {
  if (original.kind !== 'replicas' || autoscaler === undefined) return [original, undefined];
  const { minReplicas = 1, maxReplicas = original.replicas } = autoscaler.spec ?? {};
  const replicas = Math.min(Math.max(original.replicas, minReplicas), Math.max(maxReplicas, 1));
  if (replicas === original.replicas) return [original, undefined];
  const hpa = `hpa/${autoscaler.metadata?.name} allows ${minReplicas} to ${maxReplicas} now`;
  return [
    { kind: 'replicas', replicas },
    `${writeOriginal({ kind: 'replicas', replicas })} in place of ${original.replicas}: ${hpa}`,
  ];
}

function deployed(original: Original, present: Original, editor: Editor): string {
  const by = editor.kind === 'unknown' ? 'somebody' : editor.manager;
  return `${by} has set ${writeOriginal(present)} meanwhile: that is what it is from now on, in place of ${writeOriginal(original)}`;
}

function undoneEdit(present: Original, original: Original): string {
  return `it was set to ${writeOriginal(present)} by hand meanwhile, and is ${writeOriginal(original)} again`;
}
