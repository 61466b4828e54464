// What a pipeline is: one value, with a pure synchronous step. Everything that happens around the step is the host's.
import type { ExpiringSet } from './stores/expiring-set.ts';
import type { KeyValueStore } from './stores/key-value-store.ts';

export interface Pipeline<State = unknown> {
  /** Of lower-case letters, digits and hyphens; its group and changelogs are named after it. */
  readonly name: string;
  /** The consumer group. Its offsets and the changelogs belong together: who changes one of them loses or doubles records. */
  readonly groupId: string;
  /** All with the same number of partitions and the same keys: partition i of each goes to task i. */
  readonly inputs: readonly string[];
  /** Topics that the step emits to; they have as many partitions as the inputs. */
  readonly outputs: readonly string[];
  /** Where records go that the step cannot use. */
  readonly deadLetters: string;
  /**
   * Inputs are merged by record time. So long is waited for an input that is known to have nothing now, before the others go
   * on: the longer, the better the order, and the later the result.
   */
  readonly idleMs: number;
  /** The stores of one task, empty. */
  createState(): { readonly state: State; readonly stores: readonly Store[] };
  /**
   * Takes one record: reads and changes the state, emits. It sees nothing else, and it is asked again with the same record and
   * the same state when the transaction did not come to be. A reason instead of nothing makes the record a dead letter; then
   * nothing may have been changed or emitted. What it throws is a mistake in the step: the task is put on hold.
   */
  step(record: InputRecord, state: State, out: Emit): string | undefined;
  /** Works out anew what should have become of one key, by other ways than the step. Absent: it cannot be. */
  verify?(material: VerifyMaterial): Verdict;
}

export interface KeptRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly text: string | null;
}

/** All that there is of one key. */
export interface VerifyMaterial {
  readonly key: string;
  /** What is kept under it. */
  readonly value: unknown;
  /** By topic, in their order: of inputs those that are settled. */
  readonly records: ReadonlyMap<string, readonly KeptRecord[]>;
  /** How far each input is settled. */
  readonly reached: ReadonlyMap<string, number>;
  /** Whether all topics are there from their beginning. */
  readonly isWhole: boolean;
}

export interface Verdict {
  readonly figures: Readonly<Record<string, number>>;
  /** What is not as it should be, in words. */
  readonly problems: readonly string[];
}

export interface InputRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970, as the producer or the broker said. */
  readonly timestamp: number;
  /** The latest time of all records that the task has taken, this one among them. It never goes back. */
  readonly streamTime: number;
  key(): string | null;
  /** Its value. It is not to be changed, nor kept after the step. */
  bytes(): Buffer | null;
  /** The same, read as UTF-8. */
  text(): string | null;
}

export interface Emit {
  /** Adds a record to an output, in the partition of the task, with the time of the record at hand. */
  emit(topic: string, key: string | null, value: string): void;
  /** Counts something, for the status. */
  count(what: string): void;
}

export type Store = KeyValueStore<unknown> | ExpiringSet;

/** The changelog of a store: what the store is rebuilt from. */
export function changelogOf(pipeline: Pick<Pipeline, 'name'>, store: { readonly name: string }) {
  return `${pipeline.name}-${store.name}-changelog`;
}
