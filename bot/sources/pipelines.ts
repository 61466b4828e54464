// Looks at a pipeline: tasks that fail, are on hold or stand still, processes that give no answer, dead letters that come.

import type { PipelineInfo, Pipelines } from '../pipelines.ts';
import { DEAD_LETTERS, pipelineFindings, type Standing, standingOf } from './pipelines/findings.ts';
import { createPolled } from './polled.ts';
import type { Source } from './source.ts';

export interface PipelineSourceOptions {
  readonly info: PipelineInfo;
  readonly pipelines: () => Pick<Pipelines, 'open'>;
  readonly log: { warn(fields: object, message: string): void };
}

const EVERY_MS = 15_000;
const DEADLINE_MS = 30_000;
const LETTERS = 200;

export function createPipelineSource({ info, pipelines, log }: PipelineSourceOptions): Source {
  const { name } = info;
  let standing: ReadonlyMap<number, Standing> = new Map();
  return createPolled({
    ...{ name: `pipeline ${name}`, everyMs: EVERY_MS, deadlineMs: DEADLINE_MS, log },
    look: async (signal, nowMs) => {
      const handle = pipelines().open(name, ['status', 'deadLetters'], signal);
      const status = await handle.status();
      standing = standingOf(status, standing, nowMs);
      const deadLetters = await handle.deadLetters(LETTERS).catch(() => undefined);
      return {
        findings: pipelineFindings({ info, status, standing, deadLetters, nowMs }),
        isUnseen: (key) => deadLetters === undefined && key === DEAD_LETTERS,
      };
    },
  });
}
