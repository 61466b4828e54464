// Looks at all pipelines now and then and keeps the last looks: pace and lag are a matter of time. One that cannot be asked loses
// nothing but that look.

import { OperatorError } from '../errors.ts';
import type { Pipelines } from '../pipelines.ts';
import type { Clock } from '../ports.ts';
import { createWatch } from '../watching.ts';
import { lookOf, type PipelineLook } from './look.ts';

export interface PipelineWatch {
  start(): void;
  stop(): Promise<void>;
  /** The oldest first. */
  looks(pipeline: string): readonly PipelineLook[];
}

export interface PipelineWatchOptions {
  readonly pipelines: () => Pipelines;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
  readonly limits: { readonly pipelineLookMs: number; readonly pipelineLooks: number };
}

export function createPipelineWatch(options: PipelineWatchOptions): PipelineWatch {
  const { pipelines, clock, log, limits } = options;
  const watch = createWatch<readonly PipelineLook[]>({
    clock,
    everyMs: limits.pipelineLookMs,
    names: () => pipelines().all.map(({ name }) => name),
    look: async (name, before = [], signal) => {
      const status = await pipelines().open(name, ['status'], signal).status();
      return [...before, lookOf(status, clock.nowMs())].slice(-limits.pipelineLooks);
    },
    onFailure: (pipeline, error) => {
      if (error instanceof OperatorError) return; // whoever asks for it is told
      log.warn({ err: error, pipeline }, 'a pipeline could not be looked at');
    },
  });
  return { start: watch.start, stop: watch.stop, looks: (name) => watch.kept(name) ?? [] };
}
