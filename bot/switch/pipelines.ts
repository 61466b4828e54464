// Pipelines as something that a switch switches: off is paused, on is running. What one was stands in the reason of its pause, as on a workload in
// its annotation: its processes keep it as long as one of them lives. A pause of a person has no reason, and is never ended.

import type { MemberStatus, PipelineStatus, Word } from '../../pipeline/index.ts';
import { OperatorError } from '../errors.ts';
import type { PipelineHandle, Pipelines } from '../pipelines.ts';
import { ORIGINAL, parseMark } from './original.ts';
import type { Found } from './plan.ts';
import type { StepBody } from './step-body.ts';
import type { Workload } from './workload.ts';

export type SwitchedPipeline = Pick<PipelineHandle, 'status' | 'act'>;

export interface SwitchedPipelines {
  open(name: string): SwitchedPipeline;
}

/** What is told of a pipeline that is switched, in the place of what a controller tells of a workload. */
export interface PipelineTold {
  readonly members: readonly Pick<MemberStatus, 'phase' | 'word' | 'held'>[];
  /** Why nothing is known of all or some of it. */
  readonly trouble?: string;
  /** The last that a person has said. */
  readonly resumed?: Word;
}

export function openPipelines(
  pipelines: Pick<Pipelines, 'open'>,
  signal: AbortSignal,
): SwitchedPipelines {
  return { open: (name) => pipelines.open(name, ['status', 'act'], signal) };
}

/** One that does not answer is found too: it is told, and not switched. */
export async function readPipeline(
  name: string,
  tier: string,
  pipelines: SwitchedPipelines,
): Promise<Found> {
  return { tier, kind: 'Pipeline', namespace: '', object: await objectOf(name, pipelines) };
}

async function objectOf(name: string, pipelines: SwitchedPipelines): Promise<Workload> {
  try {
    return asObject(name, await pipelines.open(name).status());
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const told: PipelineTold = { members: [], trouble: error.message };
    return { metadata: { name, uid: uidOf(name) }, status: { ...told } };
  }
}

/** As if it was an object of a cluster: whether it is paused, and whose mark its pause carries. */
function asObject(name: string, { members, unreached }: PipelineStatus): Workload {
  const paused = members.filter(isPaused);
  const isAllPaused = members.length > 0 && paused.length === members.length;
  const [why = '', ...others] = new Set(paused.map(({ word }) => word?.why ?? ''));
  // Where only some are, or a person has paused one of them, the others have the mark.
  const mark = why === '' ? (others[0] ?? '') : why;
  const isByHand = isAllPaused && paused.some(({ word }) => (word?.why ?? '') === '');
  const resumed = members
    .flatMap(({ word }) => (word?.action === 'resume' && word.why === '' ? [word] : []))
    .toSorted((one, other) => other.atMs - one.atMs)[0];
  const told: PipelineTold = {
    members,
    ...(unreached.length === 0
      ? {}
      : { trouble: `${unreached.length} of its processes are not reached` }),
    ...(resumed === undefined ? {} : { resumed }),
  };
  return {
    metadata: {
      ...{ name, uid: uidOf(name) },
      ...(mark === '' || isByHand ? {} : { annotations: { [ORIGINAL]: mark } }),
    },
    spec: { paused: isAllPaused },
    status: { ...told },
  };
}

export function toldOf({ status }: Workload): PipelineTold {
  return { members: [], ...(status as Partial<PipelineTold> | undefined) };
}

/** Says to its processes what a step comes to; each heeds it as long as nobody has said something else meanwhile. */
export async function switchPipeline(
  { metadata }: Workload,
  { metadata: { annotations } }: StepBody,
  pipelines: SwitchedPipelines,
): Promise<void> {
  const name = metadata?.name ?? '';
  const mark = annotations[ORIGINAL] ?? undefined;
  const before = metadata?.annotations?.[ORIGINAL];
  const handle = pipelines.open(name);
  const acted =
    mark !== undefined
      ? await handle.act('pause', mark)
      : before === undefined
        ? undefined
        : await handle.act('resume', before);
  if (acted === undefined || acted.unreached.length === 0) return;
  throw new OperatorError({
    what: `${acted.unreached.length} processes of ${name} were not reached.`,
    why: 'They may go on as before.',
    fix: `See "/pipeline status ${name}".`,
  });
}

/** The switch that has it paused, as its members say. */
export function pausingSwitch({ members }: Pick<PipelineStatus, 'members'>): string | undefined {
  const why = members.find(({ word }) => word?.action === 'pause' && word.why !== '')?.word?.why;
  if (why === undefined) return undefined;
  const mark = parseMark(why);
  return mark === 'unreadable' ? undefined : mark.by;
}

function isPaused({ phase, word }: MemberStatus): boolean {
  return word === undefined ? phase === 'paused' : word.action === 'pause';
}

function uidOf(name: string): string {
  return `pipeline ${name}`;
}
