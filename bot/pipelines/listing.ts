// One line for each pipeline that is open to whoever asks. One that cannot be asked has its line all the same.

import { OperatorError } from '../errors.ts';
import type { PipelineInfo, Pipelines } from '../pipelines.ts';
import type { Clock } from '../ports.ts';
import { inWords, lookOf, stateOf } from './look.ts';

/** @returns name, environment, state, lag, how far behind, where it runs. */
export async function listPipelines(
  names: readonly string[],
  parts: ListParts,
): Promise<readonly (readonly string[])[]> {
  const open = parts.pipelines.all.filter(({ name }) => names.includes(name));
  return await Promise.all(open.map((info) => lineOf(info, parts)));
}

export interface ListParts {
  readonly pipelines: Pipelines;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function lineOf(
  { name, environment, where }: PipelineInfo,
  { pipelines, clock, signal }: ListParts,
): Promise<readonly string[]> {
  try {
    const status = await pipelines.open(name, ['status'], signal).status();
    const { lagRecords, behindMs } = lookOf(status, clock.nowMs());
    return [name, environment, stateOf(status), String(lagRecords), inWords(behindMs), where];
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [name, environment, 'no answer', '-', '-', where];
  }
}
