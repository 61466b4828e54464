// Looks at all pipelines now and then and keeps the last looks: pace and lag are a matter of time. One that cannot be asked loses
// nothing but that look.

import { OperatorError } from '../errors.ts';
import type { Pipelines } from '../pipelines.ts';
import type { Clock } from '../ports.ts';
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
  readonly limits: { readonly pipelineLookMs: number; readonly pipelineLooks: number };
}

export function createPipelineWatch(options: PipelineWatchOptions): PipelineWatch {
  const { pipelines, clock, limits } = options;
  const seen = new Map<string, readonly PipelineLook[]>();
  const ended = new AbortController();
  const lookAt = async (name: string) => {
    try {
      const status = await pipelines().open(name, ['status'], ended.signal).status();
      const looks = [...(seen.get(name) ?? []), lookOf(status, clock.nowMs())];
      seen.set(name, looks.slice(-limits.pipelineLooks));
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error; // whoever asks for it is told
    }
  };
  const loop = async () => {
    while (!ended.signal.aborted) {
      const names = pipelines().all.map(({ name }) => name);
      for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name);
      await Promise.all(names.map(lookAt));
      await clock.sleep(limits.pipelineLookMs, ended.signal).catch(() => {});
    }
  };
  let looping: Promise<void> | undefined;
  return {
    start: () => {
      looping ??= loop();
    },
    stop: async () => {
      ended.abort(new Error('stopped'));
      await looping;
    },
    looks: (pipeline) => seen.get(pipeline) ?? [],
  };
}
