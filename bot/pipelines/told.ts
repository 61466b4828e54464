// What pause, resume and restart have in common: a preview from the status, one word to every process, and a look at what came of it.

import type { Action, PipelineStatus } from '../../pipeline/index.ts';
import type { Output, Preview } from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { PipelineAccess, PipelineContext } from '../pipelines.ts';
import { awaitChange, unreachedInWords } from './await-change.ts';
import { lookOf, type PipelineLook, restoreInWords, silenceInWords, stateOf } from './look.ts';

export interface Telling {
  readonly action: Action;
  readonly summary: (name: string, look: PipelineLook, status: PipelineStatus) => string;
  readonly warn: (status: PipelineStatus) => readonly string[];
  /** Whether it is seen to be done. */
  readonly isDone: (status: PipelineStatus, before: PipelineStatus) => boolean;
  readonly done: (name: string, status: PipelineStatus) => string;
}

/** Waiting for what came of it ends so long before the command's own time. */
const SPARE_MS = 10_000;

export function told({ action, summary, warn, isDone, done }: Telling) {
  return {
    access: (): readonly PipelineAccess[] => ['status', 'act'],
    deadlineMs: () => LIMITS.pipelineChangeMs,
    preview: async (_: unknown, { handle, pipeline, nowMs }: PipelineContext): Promise<Preview> => {
      const status = await handle.status();
      return {
        summary: summary(pipeline.name, lookOf(status, nowMs()), status),
        diff: '',
        warnings: [...warn(status), ...unreachedInWords(status), ...silenceInWords(status)],
        // How much waits changes all the time, and is not what a person agrees to.
        substance: `${action} ${pipeline.name} in ${pipeline.environment}`,
      };
    },
    run: async (_: unknown, context: PipelineContext): Promise<Output> => {
      const { handle, pipeline } = context;
      const before = await handle.status();
      const acted = await handle.act(action);
      const wholly = acted.unreached.length === 0;
      const seen = await awaitChange(context, LIMITS.pipelineChangeMs - SPARE_MS, (status) =>
        isDone(status, before),
      );
      const words =
        seen.isDone && seen.status !== undefined
          ? done(pipeline.name, seen.status)
          : `${pipeline.name} was told to ${action}, and is not through: it is ${seen.status === undefined ? 'not answering' : stateOf(seen.status)} now.`;
      const restores = (seen.status?.members ?? []).map(restoreInWords).filter(Boolean);
      return {
        stdout: `${[words, ...restores].join('\n')}\n`,
        stderr: [
          ...unreachedInWords(acted),
          ...(seen.isDone ? [] : [`See "pipeline status ${pipeline.name}".`]),
        ].join('\n'),
        exitCode: seen.isDone && wholly ? 0 : 1,
      };
    },
  };
}
