// What one look at a pipeline comes to, and what two of them say of its pace. Pure.

import type { MemberStatus, PipelineStatus, TaskStatus } from '../../pipeline/index.ts';

/** One look: enough for a graph and for rates. */
export interface PipelineLook {
  readonly atMs: number;
  /** Of all tasks that were seen. */
  readonly lagRecords: number;
  /** Of the task that is furthest behind. */
  readonly behindMs: number;
  /** Committed offsets, by partition and topic. */
  readonly committed: ReadonlyMap<string, number>;
  /** Committed transactions, by process. */
  readonly transactions: ReadonlyMap<string, number>;
}

export interface Pace {
  readonly recordsPerSecond: number;
  readonly commitsPerSecond: number;
}

export function lookOf({ members }: PipelineStatus, atMs: number): PipelineLook {
  const tasks = members.flatMap((member) => member.tasks);
  return {
    atMs,
    lagRecords: sum(tasks.map(lagOf)),
    behindMs: Math.max(0, ...tasks.map(({ behindMs }) => behindMs)),
    committed: new Map(
      tasks.flatMap(({ partition, inputs }) =>
        inputs.map(({ topic, committed }) => [`${topic}-${partition}`, committed] as const),
      ),
    ),
    transactions: new Map(
      members.map(({ instanceId, transactions }) => [instanceId, transactions] as const),
    ),
  };
}

/** Undefined when too little time lies between them to say anything. */
export function paceOf(earlier: PipelineLook | undefined, later: PipelineLook): Pace | undefined {
  const seconds = earlier === undefined ? 0 : (later.atMs - earlier.atMs) / 1_000;
  if (earlier === undefined || seconds < 1) return undefined;
  return {
    recordsPerSecond: growth(earlier.committed, later.committed) / seconds,
    commitsPerSecond: growth(earlier.transactions, later.transactions) / seconds,
  };
}

export function lagOf({ inputs }: TaskStatus): number {
  return sum(inputs.map(({ lagRecords }) => lagRecords));
}

/** How long nothing has been heard of the brokers of its task that has waited longest; undefined while they answer as they should. */
export function silenceOf({ members }: PipelineStatus): number | undefined {
  const longest = Math.max(
    ...members.flatMap(({ tasks }) => tasks.map(({ silentMs = 0 }) => silentMs)),
  );
  return longest > SILENT_MS ? longest : undefined;
}

/** A line where the brokers have fallen silent. */
export function silenceInWords(status: PipelineStatus): readonly string[] {
  const silence = silenceOf(status);
  if (silence === undefined) return [];
  return [
    `Nothing has been heard of its brokers for ${inWords(silence)}: what has come since is not in its lag. See "kafka brokers".`,
  ];
}

/** What the whole comes to in one word: the worst of what its processes say. */
export function stateOf({ members, unreached }: PipelineStatus): string {
  if (members.some(({ held }) => held.length > 0)) return 'on hold';
  const phases = members.map(({ phase }) => phase);
  const worst = WORST_FIRST.find((phase) => phases.includes(phase)) ?? phases[0] ?? 'unknown';
  return unreached.length > 0 ? `${worst}, not all reached` : worst;
}

export function restoreInWords({ restore }: MemberStatus): string {
  if (restore === undefined) return '';
  const { restored, total, perSecond, secondsLeft } = restore;
  const percent = total === 0 ? 100 : Math.floor((100 * restored) / total);
  const left = secondsLeft === undefined ? '' : `, ${secondsLeft} s left`;
  return `${restored} of ${total} changelog records (${percent}%), ${perSecond}/s${left}`;
}

/** `3 s`, `12 min`, `5 h`. */
export function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** Brokers answer a few times a second, also where there is nothing new. */
const SILENT_MS = 5_000;

const WORST_FIRST = ['refused', 'backing off', 'starting', 'joining', 'restoring', 'paused'];

/** What both know of: who came or went between them says nothing of the pace, nor does whoever began anew. */
function growth(earlier: ReadonlyMap<string, number>, later: ReadonlyMap<string, number>): number {
  const grown = [...later].map(([key, value]) => Math.max(0, value - (earlier.get(key) ?? value)));
  return sum(grown);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
