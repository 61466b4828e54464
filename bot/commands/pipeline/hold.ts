// `pipeline hold`: which tasks are on hold, and with --clear lets them try again. A task is put on hold after it failed several times at
// one record.

import type { Failure, PipelineStatus } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { countFlag, switchFlag } from '../../grammar.ts';
import { tableOf } from '../../kafka/table.ts';
import { awaitChange } from '../../pipelines/await-change.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import type { PipelineContext } from '../../pipelines.ts';

const HEADER = ['PARTITION', 'AT', 'REASON'];
/** A task that fails again needs some tries with pauses before it is on hold again. */
const TRY_MS = 15_000;
const MOST_PARTITIONS = 1_000_000;

interface HoldArgs {
  readonly isCleared: boolean;
  readonly partition: number | undefined;
}

export const hold = pipelineCommand({
  name: 'pipeline hold',
  summary: 'Which tasks of a pipeline are on hold; with --clear they try again.',
  examples: ['pipeline hold settlement', 'pipeline hold settlement --clear --partition=2'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE },
    flags: {
      clear: switchFlag('Let them try again, after what was wrong is mended.'),
      partition: countFlag({
        summary: 'Of this partition alone.',
        placeholder: 'PARTITION',
        max: MOST_PARTITIONS,
      }),
    },
  },
  read: ({ flags }): HoldArgs => ({ isCleared: flags.clear, partition: flags.partition }),
  changes: ({ isCleared }) => isCleared,
  access: ({ isCleared }) => (isCleared ? ['status', 'clearHold'] : ['status']),

  preview: async (args, context) => {
    const held = await heldOf(args, context);
    const { name } = context.pipeline;
    if (held.length === 0) throw nothingHeld(name);
    return {
      summary: `Let ${held.length} ${held.length === 1 ? 'task' : 'tasks'} of ${name} try again: ${held.map(({ partition }) => partition).join(', ')}.`,
      diff: '',
      warnings: held.map(({ topic, offset, reason }) => `${topic} offset ${offset}: ${reason}`),
      substance: held
        .map(({ topic, partition, offset }) => `${topic}-${partition}@${offset}`)
        .join(),
    };
  },

  run: async (args, context) => {
    const held = await heldOf(args, context);
    if (!args.isCleared) {
      return {
        stdout: held.length === 0 ? 'Nothing is on hold.\n' : tabled(held),
        stderr: '',
        exitCode: 0,
      };
    }
    const { handle, pipeline } = context;
    const cleared: Failure[] = [];
    for (const failure of held) {
      if (await handle.clearHold(failure.partition)) cleared.push(failure);
    }
    const { status } = await awaitChange(context, TRY_MS, (now) =>
      cleared.every((failure) => isPast(failure, now) || heldAgain(failure, now) !== undefined),
    );
    const left = cleared.filter((failure) => status === undefined || !isPast(failure, status));
    const partitions = cleared.map(({ partition }) => partition).join(', ');
    return {
      stdout: `Partitions ${partitions || 'none'} of ${pipeline.name} try again.\n`,
      stderr: left.map((failure) => notPast(failure, status, pipeline.name)).join('\n'),
      exitCode: left.length === 0 && cleared.length === held.length ? 0 : 1,
    };
  },
});

/** That its task is open says nothing yet: it opens, and fails at the same record once more. */
function isPast({ partition, topic, offset }: Failure, { members }: PipelineStatus): boolean {
  const tasks = members.flatMap((member) => member.tasks);
  const inputs = tasks.find((task) => task.partition === partition)?.inputs ?? [];
  return inputs.some((input) => input.topic === topic && input.committed > offset);
}

function heldAgain({ partition }: Failure, { members }: PipelineStatus): Failure | undefined {
  return members.flatMap(({ held }) => held).find((each) => each.partition === partition);
}

function notPast(failure: Failure, status: PipelineStatus | undefined, name: string): string {
  const { partition, topic, offset } = failure;
  const again = status === undefined ? undefined : heldAgain(failure, status);
  return again === undefined
    ? `Partition ${partition} is not past ${topic} offset ${offset} yet: see "pipeline status ${name}".`
    : `Partition ${partition} is on hold again: ${again.reason}`;
}

async function heldOf({ partition }: HoldArgs, { handle }: PipelineContext) {
  const { members } = await handle.status();
  return members
    .flatMap(({ held }) => held)
    .filter((each) => partition === undefined || each.partition === partition)
    .toSorted((one, other) => one.partition - other.partition);
}

function tabled(held: readonly Failure[]): string {
  const rows = held.map(({ topic, partition, offset, reason }) => [
    ...[String(partition), `${topic}-${partition} offset ${offset}`, reason],
  ]);
  return tableOf([HEADER, ...rows]);
}

function nothingHeld(name: string): OperatorError {
  return new OperatorError({
    what: `There is nothing to clear in pipeline ${name}.`,
    why: 'No such task is on hold.',
    fix: `"pipeline status ${name}" says how its tasks are.`,
  });
}
