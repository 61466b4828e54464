// The control port: what may be asked of pipelines and done to them, the same in their own process and over HTTP. Types only.
import type { Failure } from './breaker.ts';

/** What one process says of its share of a pipeline. */
export interface MemberStatus {
  readonly pipeline: string;
  readonly instanceId: string;
  /** `refused` when its topics are not as they must be; `lastError` says what mends it. */
  readonly phase: string;
  readonly tasks: readonly TaskStatus[];
  /** Tasks that failed too often at one record, and wait for `clearHold`. */
  readonly held: readonly Failure[];
  readonly restore: RestoreStatus | undefined;
  /** Standby copies of partitions that others settle. */
  readonly copies: readonly CopyStatus[];
  readonly lastError: { readonly message: string; readonly atMs: number } | undefined;
  readonly transactions: number;
  /** How often it has started over since it began. */
  readonly restarts: number;
  /** The last pause or resume that it has heeded since it began. */
  readonly word?: Word;
}

export interface Word {
  readonly action: 'pause' | 'resume';
  /** Who or what has asked for it by itself; empty for a person. */
  readonly why: string;
  readonly atMs: number;
}

export interface TaskStatus {
  readonly partition: number;
  readonly inputs: readonly InputStatus[];
  /** The time of the latest record that is settled, in milliseconds since 1970. */
  readonly streamTimeMs: number;
  /** How old the next record is, in milliseconds; 0 when there is none. */
  readonly behindMs: number;
  /** How long ago the brokers last said how far its inputs go, in milliseconds; undefined before they first did. */
  readonly silentMs?: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Committed entries of each store. */
  readonly stores: Readonly<Record<string, number>>;
}

export interface InputStatus {
  readonly topic: string;
  /** The next offset, as it is committed. */
  readonly committed: number;
  /** Committed records that are not taken yet. */
  readonly lagRecords: number;
}

export interface CopyStatus {
  readonly partition: number;
  /** Committed records of the changelogs that are not in it yet; undefined until that is known. */
  readonly lagRecords: number | undefined;
}

export interface RestoreStatus {
  readonly restored: number;
  readonly total: number;
  readonly perSecond: number;
  /** Undefined while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

/** A process of the group that did not answer, and why. Nothing is known of its share. */
export interface Unreached {
  readonly endpoint: string;
  readonly partitions: readonly number[];
  readonly reason: string;
}

export interface PipelineStatus {
  readonly name: string;
  readonly members: readonly MemberStatus[];
  readonly unreached: readonly Unreached[];
}

export interface Acted {
  /** How many processes did it. */
  readonly members: number;
  readonly unreached: readonly Unreached[];
}

export interface Found {
  readonly value: unknown;
  readonly partition: number;
  readonly instanceId: string;
  /** Where the inputs of its task had come to: the answer is of exactly these records. */
  readonly committed: readonly number[];
}

export interface QueryAnswer {
  /** Undefined when nobody who was asked has the key. */
  readonly found: Found | undefined;
  /** Partitions that could not be asked: their task is restoring, on hold or out of reach. */
  readonly unasked: readonly number[];
}

export interface TaskHash {
  readonly partition: number;
  readonly committed: readonly number[];
  /** The same for the same state, however it came about. */
  readonly hash: string;
}

export interface DeadLetter {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly reason: string;
  /** Where the record had come from. */
  readonly from: string;
  readonly key: string | null;
  /** Its beginning. */
  readonly value: string | null;
}

export interface Replayed {
  /** Dead letters that were put back into their input. */
  readonly replayed: number;
  /** Those that cannot be: what they held was left out because of its size, or their topic is no input. */
  readonly passedOver: number;
}

export interface Topology {
  readonly name: string;
  readonly groupId: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly deadLetters: string;
  readonly stores: readonly { readonly name: string; readonly changelog: string }[];
}

/** What came of working out one key anew. */
export interface Verification {
  readonly key: string;
  readonly partition: number;
  /** The inputs up to there were looked at. */
  readonly committed: readonly number[];
  /** How many records were read for it. */
  readonly looked: number;
  /** False when the beginning of a topic is gone: then not everything could be worked out. */
  readonly isWhole: boolean;
  readonly figures: Readonly<Record<string, number>>;
  /** The first of them, in words. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/** One line of a process's log. */
export interface LogLine {
  readonly atMs: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** The last lines of one process, the oldest first. */
export interface MemberLog {
  readonly instanceId: string;
  readonly lines: readonly LogLine[];
}

export interface PipelineLog {
  readonly members: readonly MemberLog[];
  readonly unreached: readonly Unreached[];
}

export type Action = 'pause' | 'resume' | 'restart';

/** One process of a group. */
export interface MemberControl {
  memberStatus(name: string): Promise<MemberStatus>;
  memberAct(name: string, action: Action, why?: string): Promise<void>;
  memberClearHold(name: string, partition: number): Promise<boolean>;
  memberQuery(name: string, store: string, key: string): Promise<Found | undefined>;
  memberHashes(name: string): Promise<readonly TaskHash[]>;
  memberLog(name: string, most: number): Promise<MemberLog>;
}

/** All processes of all groups that this one is a member of. @throws OperatorError for what does not exist. */
export interface PipelineControl {
  list(): Promise<readonly string[]>;
  status(name: string): Promise<PipelineStatus>;
  /** @param why of what asks by itself: it pauses what is not paused, and resumes what was paused for the same alone */
  act(name: string, action: Action, why?: string): Promise<Acted>;
  /** Lets the task of the partition try again. Says whether it was on hold anywhere. */
  clearHold(name: string, partition: number): Promise<boolean>;
  /** What is committed under the key, asked of the process that has it. */
  query(name: string, store: string, key: string): Promise<QueryAnswer>;
  hashes(name: string): Promise<readonly TaskHash[]>;
  /** The latest, newest first. */
  deadLetters(name: string, most: number): Promise<readonly DeadLetter[]>;
  /** Puts the dead letters that were not replayed yet back into their inputs, each once. */
  replay(name: string): Promise<Replayed>;
  describe(name: string): Promise<Topology>;
  /** Works out one key of the first store anew, from the input. @throws OperatorError when there is nothing under it. */
  verify(name: string, key: string): Promise<Verification>;
  /** The last lines of each process. */
  logs(name: string, most: number): Promise<PipelineLog>;
}
