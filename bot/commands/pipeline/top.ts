// `pipeline top`: which tasks have the most to do, and the pace of each since the last look.

import { pipelineCommand } from '../../command.ts';
import { tableOf } from '../../kafka/table.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import { inWords, lagOf, lookOf, type PipelineLook } from '../../pipelines/look.ts';

const HEADER = ['PARTITION', 'OWNER', 'RECORDS/S', 'LAG', 'BEHIND', 'ENTRIES'];
/** From a look that is younger nothing can be said. */
const LEAST_MS = 1_000;

export const top = pipelineCommand({
  name: 'pipeline top',
  summary: 'Which tasks of a pipeline have the most to do, the busiest first.',
  examples: ['pipeline top settlement'],
  effect: 'read',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  access: () => ['status'],

  run: async (_, { handle, looks, nowMs }) => {
    const { members } = await handle.status();
    const now = lookOf({ name: '', members, unreached: [] }, nowMs());
    const earlier = looks().findLast(({ atMs }) => now.atMs - atMs >= LEAST_MS);
    const rows = members
      .flatMap(({ instanceId, tasks }) =>
        tasks.map((task) => ({
          task,
          instanceId,
          pace: paceOfTask(
            task.inputs.map(({ topic }) => `${topic}-${task.partition}`),
            now,
            earlier,
          ),
        })),
      )
      .toSorted(
        (one, other) =>
          (other.pace ?? 0) - (one.pace ?? 0) || one.task.partition - other.task.partition,
      )
      .map(({ task, instanceId, pace }) => [
        String(task.partition),
        instanceId,
        pace === undefined ? '-' : pace.toFixed(1),
        String(lagOf(task)),
        inWords(task.behindMs),
        Object.entries(task.stores)
          .map(([name, size]) => `${name} ${size}`)
          .join(', '),
      ]);
    const since = earlier === undefined ? 'not seen before' : inWords(now.atMs - earlier.atMs);
    return {
      stdout: rows.length === 0 ? 'No task is open.\n' : tableOf([HEADER, ...rows]),
      stderr: `Records per second over the last ${since}.\n`,
      exitCode: 0,
    };
  },
});

function paceOfTask(
  keys: readonly string[],
  now: PipelineLook,
  earlier: PipelineLook | undefined,
): number | undefined {
  if (earlier === undefined) return undefined;
  const seconds = (now.atMs - earlier.atMs) / 1_000;
  const grown = keys.map((key) => {
    const current = now.committed.get(key) ?? 0;
    return Math.max(0, current - (earlier.committed.get(key) ?? current));
  });
  return grown.reduce((total, each) => total + each, 0) / seconds;
}
