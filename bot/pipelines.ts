// What the bot needs of pipelines, wherever they run: which there are, and a handle that lets through what a command states. Types and
// the guard; pure.

import type {
  Acted,
  Action,
  DeadLetter,
  PipelineLog,
  PipelineStatus,
  QueryAnswer,
  Replayed,
  Topology,
  Verification,
} from '../pipeline/index.ts';
import type { PipelineLook } from './pipelines/look.ts';

export interface PipelineInfo {
  readonly name: string;
  readonly environment: string;
  /** Where it runs, in words. */
  readonly where: string;
}

/** One pipeline, as the control port has it. @throws OperatorError for what is refused, or when nobody answers. */
export interface PipelineHandle {
  status(): Promise<PipelineStatus>;
  describe(): Promise<Topology>;
  query(store: string, key: string): Promise<QueryAnswer>;
  deadLetters(most: number): Promise<readonly DeadLetter[]>;
  /** Works out one key anew, from the input. */
  verify(key: string): Promise<Verification>;
  logs(most: number): Promise<PipelineLog>;
  /** @param why of what asks by itself: it pauses what is not paused, and resumes what was paused for the same alone */
  act(action: Action, why?: string): Promise<Acted>;
  clearHold(partition: number): Promise<boolean>;
  replay(): Promise<Replayed>;
  /** How many processes host it here. @throws OperatorError for one that runs elsewhere. */
  processes(): Promise<number>;
  scale(processes: number): Promise<void>;
}

/** What a command does with its pipeline, by the names of what it asks: what is not named is not let through. */
export type PipelineAccess = keyof PipelineHandle;

export interface Pipelines {
  readonly all: readonly PipelineInfo[];
  open(name: string, accesses: readonly PipelineAccess[], signal: AbortSignal): PipelineHandle;
  /** One cheap question: undefined when it is answered, else why it is not. For doctor. */
  check(name: string, signal: AbortSignal): Promise<string | undefined>;
}

/** What a pipeline command may use while it previews or runs. */
export interface PipelineContext {
  readonly pipeline: PipelineInfo;
  /** Passes only what the command states that it asks or does. */
  readonly handle: PipelineHandle;
  /** What was seen of it lately, the oldest first. */
  readonly looks: () => readonly PipelineLook[];
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Waits, ending early (with the signal's reason thrown) when the run is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
}

export function guardPipeline(
  handle: PipelineHandle,
  accesses: readonly PipelineAccess[],
): PipelineHandle {
  return new Proxy(handle, {
    get: (target, property, receiver) => {
      if (!(accesses as readonly (string | symbol)[]).includes(property)) {
        throw new Error(`no access of the command names ${String(property)}`);
      }
      return Reflect.get(target, property, receiver) as unknown;
    },
  });
}
