// `pipeline scale`: how many processes of the bot share a pipeline that it hosts. Kafka deals the partitions out among them.

import { pipelineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { countFlag } from '../../grammar.ts';
import { LIMITS } from '../../limits.ts';
import { awaitChange, partitionsOf } from '../../pipelines/await-change.ts';
import { PIPELINE } from '../../pipelines/flags.ts';

const MOST = 16;
const SPARE_MS = 10_000;

export const scale = pipelineCommand({
  name: 'pipeline scale',
  summary: 'Let more or fewer processes of the bot share a pipeline, until the bot starts anew.',
  examples: ['pipeline scale settlement --processes=2'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE },
    flags: {
      processes: countFlag({
        summary: `How many, 1 to ${MOST}.`,
        placeholder: 'PROCESSES',
        max: MOST,
      }),
    },
  },

  read: ({ flags }) => {
    if (flags.processes !== undefined && flags.processes >= 1) return { wanted: flags.processes };
    throw new UsageError({
      what: 'It is not said how many processes are meant.',
      why: `A pipeline that is hosted here has 1 to ${MOST}; none is what "pipeline pause" is for.`,
      fix: 'Add --processes=N.',
      usage: 'pipeline scale NAME --processes=N',
    });
  },

  facts: ({ wanted }) => ({ replicasAfter: wanted }),
  deadlineMs: () => LIMITS.pipelineChangeMs,
  access: () => ['status', 'processes', 'scale'],

  preview: async ({ wanted }, { handle, pipeline }) => {
    const now = await handle.processes();
    const { members } = await handle.status();
    const partitions = partitionsOf(members).length;
    return {
      summary: `Scale ${pipeline.name} from ${now} to ${wanted} processes of the bot. While partitions are dealt out anew records wait for some seconds.`,
      diff: '',
      warnings: [
        ...(now === wanted ? ['It has that many already.'] : []),
        ...(wanted > partitions && partitions > 0
          ? [`It has ${partitions} partitions: more processes than that are idle.`]
          : []),
        `When the bot starts anew, pipelines.${pipeline.name}.processes of the settings holds.`,
      ],
      substance: `scale ${pipeline.name} from ${now} to ${wanted}`,
    };
  },

  run: async ({ wanted }, context) => {
    const { handle, pipeline } = context;
    const before = await handle.processes();
    const { members } = await handle.status();
    const all = new Set(partitionsOf(members));
    await handle.scale(wanted);
    const others = members.length - before; // processes that are not ours
    const seen = await awaitChange(context, LIMITS.pipelineChangeMs - SPARE_MS, (status) => {
      const now = new Set(partitionsOf(status.members));
      const isThere = [...all].every((each) => now.has(each));
      return isThere && status.members.length === wanted + Math.max(0, others);
    });
    const owners = (seen.status?.members ?? []).map(
      ({ instanceId, tasks }) =>
        `${instanceId}: ${tasks.map(({ partition }) => partition).join(', ') || 'none'}`,
    );
    return {
      stdout: `${pipeline.name} has ${wanted} processes of the bot.\n${owners.join('\n')}\n`,
      stderr: seen.isDone
        ? ''
        : `Not all have their partitions yet: see "pipeline status ${pipeline.name}".`,
      exitCode: seen.isDone ? 0 : 1,
    };
  },
});
