// `pipeline status`: how one pipeline is, task by task: who has it, what it does, how far it is behind, and at what pace it settles.

import type { MemberStatus, PipelineStatus, TaskStatus } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { tableOf } from '../../kafka/table.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import {
  inWords,
  lagOf,
  lookOf,
  paceOf,
  restoreInWords,
  silenceInWords,
  silenceOf,
  stateOf,
} from '../../pipelines/look.ts';
import type { PipelineContext } from '../../pipelines.ts';
import { pausingSwitch } from '../../switch/pipelines.ts';

const HEADER = ['PARTITION', 'OWNER', 'STATE', 'LAG', 'BEHIND', 'COMMITTED', 'SETTLED-UP-TO'];
/** From a look that is younger nothing can be said of the pace. */
const LEAST_MS = 1_000;

export const status = pipelineCommand({
  name: 'pipeline status',
  summary: 'How a pipeline is: its tasks, who has them, lag, pace, restores and the last error.',
  examples: ['pipeline status settlement'],
  effect: 'read',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  access: () => ['status'],

  run: async (_, context) => {
    const now = await context.handle.status();
    const rows = [
      ...now.members.flatMap((member) =>
        member.tasks.map((task) => taskRow(member, task, context.nowMs())),
      ),
      ...now.members.flatMap(heldRows),
      ...now.members.flatMap(copyRows),
      ...now.unreached.flatMap(unreachedRows),
    ].toSorted((one, other) => Number(one[0]) - Number(other[0]));
    const table = rows.length === 0 ? 'No task is open.\n' : tableOf([HEADER, ...rows]);
    const stdout = `${headLines(now, context).join('\n')}\n\n${table}`;
    return { stdout, stderr: remarks(now, context.nowMs()).join('\n'), exitCode: 0 };
  },
});

function headLines(now: PipelineStatus, { pipeline, looks, nowMs }: PipelineContext) {
  const look = lookOf(now, nowMs());
  const earlier = looks().findLast(({ atMs }) => look.atMs - atMs >= LEAST_MS);
  const pace = paceOf(earlier, look);
  const paceWords =
    pace === undefined
      ? 'its pace is not known yet'
      : `${Math.round(pace.recordsPerSecond)} records/s in ${pace.commitsPerSecond.toFixed(1)} commits/s`;
  const silence = silenceOf(now);
  const asOf = silence === undefined ? '' : ` as of ${inWords(silence)} ago`;
  const { length } = now.members;
  return [
    `${pipeline.name} (${pipeline.environment}) is ${stateOf(now)}: ${pipeline.where}, ${length} ${length === 1 ? 'process' : 'processes'}`,
    `lag ${look.lagRecords} records${asOf}, ${inWords(look.behindMs)} behind; ${paceWords}`,
    ...countsOf(now),
  ];
}

/** What became of the records since the tasks were opened. */
function countsOf({ members }: PipelineStatus): readonly string[] {
  const all = new Map<string, number>();
  for (const { counts } of members.flatMap(({ tasks }) => tasks)) {
    for (const [what, count] of Object.entries(counts)) all.set(what, (all.get(what) ?? 0) + count);
  }
  const words = [...all].sort().map(([what, count]) => `${what} ${count}`);
  return words.length === 0 ? [] : [`since its tasks were opened: ${words.join(', ')}`];
}

function taskRow(member: MemberStatus, task: TaskStatus, nowMs: number): readonly string[] {
  return [
    String(task.partition),
    member.instanceId,
    member.phase,
    String(lagOf(task)),
    inWords(task.behindMs),
    task.inputs.map(({ topic, committed }) => `${topic}:${committed}`).join(' '),
    task.streamTimeMs === 0 ? '-' : `${inWords(Math.max(0, nowMs - task.streamTimeMs))} ago`,
  ];
}

function heldRows({ instanceId, held }: MemberStatus): readonly (readonly string[])[] {
  return held.map(({ partition }) => [
    String(partition),
    instanceId,
    'on hold',
    '-',
    '-',
    '-',
    '-',
  ]);
}

function copyRows({ instanceId, copies }: MemberStatus): readonly (readonly string[])[] {
  return copies.map(({ partition, lagRecords }) => [
    ...[String(partition), instanceId, 'standby'],
    ...[lagRecords === undefined ? '?' : String(lagRecords), '-', '-', '-'],
  ]);
}

function unreachedRows({ endpoint, partitions }: PipelineStatus['unreached'][number]) {
  const owner = endpoint === '' ? 'no control port' : endpoint;
  return partitions.map((each) => [String(each), owner, 'not reached', '-', '-', '-', '-']);
}

function remarks(now: PipelineStatus, nowMs: number): readonly string[] {
  const { name, members, unreached } = now;
  const by = pausingSwitch({ members });
  return [
    ...silenceInWords(now),
    ...(by === undefined
      ? []
      : [`The switch ${by} has paused it, and resumes it: see "cluster status ${by}".`]),
    ...members
      .filter(({ restore }) => restore !== undefined)
      .map((member) => `${member.instanceId} restores: ${restoreInWords(member)}`),
    ...members.flatMap(({ held }) =>
      held.map(
        ({ topic, partition, offset, reason }) =>
          `On hold at ${topic}-${partition} offset ${offset}: ${reason} After a mend: "pipeline hold ${name} --clear".`,
      ),
    ),
    ...unreached.map(
      ({ endpoint, reason }) => `${endpoint || 'One process'} was not reached: ${reason}`,
    ),
    ...members.flatMap(({ instanceId, lastError, restarts }) =>
      lastError === undefined
        ? []
        : `Last error of ${instanceId}, ${inWords(nowMs - lastError.atMs)} ago (it started over ${restarts} times): ${lastError.message}`,
    ),
  ];
}
