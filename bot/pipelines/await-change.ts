// After a pipeline was told to do something: waits until it is seen to have been done, so that the answer is about what came of it.

import type { MemberStatus, PipelineStatus } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import type { PipelineContext } from '../pipelines.ts';

const LOOK_MS = 250;

export interface Awaited {
  readonly isDone: boolean;
  readonly status: PipelineStatus | undefined;
}

/** @param isDone looks at one status. It is not done when the time is up first: nothing is said of what comes later. */
export async function awaitChange(
  { handle, sleep, nowMs }: Pick<PipelineContext, 'handle' | 'sleep' | 'nowMs'>,
  withinMs: number,
  isDone: (status: PipelineStatus) => boolean,
): Promise<Awaited> {
  const untilMs = nowMs() + withinMs;
  let status: PipelineStatus | undefined;
  for (;;) {
    status = (await look(handle)) ?? status;
    if (status !== undefined && isDone(status)) return { isDone: true, status };
    if (nowMs() >= untilMs) return { isDone: false, status };
    await sleep(LOOK_MS);
  }
}

/** While a process comes or goes nobody may answer for a moment. */
async function look(handle: PipelineContext['handle']): Promise<PipelineStatus | undefined> {
  try {
    return await handle.status();
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

/** Partitions that have an open task, or are on hold. */
export function partitionsOf(members: readonly MemberStatus[]): readonly number[] {
  return members.flatMap(({ tasks, held }) =>
    [...tasks, ...held].map(({ partition }) => partition),
  );
}

/** Whoever was not told goes on as before. */
export function unreachedInWords({
  unreached,
}: Pick<PipelineStatus, 'unreached'>): readonly string[] {
  return unreached.map(
    ({ endpoint, partitions, reason }) =>
      `${endpoint || 'One process'} (partitions ${partitions.join(', ') || 'none'}) was not told: ${reason}`,
  );
}
