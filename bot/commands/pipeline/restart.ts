// `pipeline restart`: every process forgets its state and comes in by the start path: what is committed, then the changelogs. Nothing
// is lost and nothing counts twice: that is how it starts after any failure.

import { pipelineCommand } from '../../command.ts';
import { partitionsOf } from '../../pipelines/await-change.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import { told } from '../../pipelines/told.ts';

export const restart = pipelineCommand({
  name: 'pipeline restart',
  summary: 'Let a pipeline start over from what is committed; nothing is lost or counted twice.',
  examples: ['pipeline restart settlement'],
  effect: 'change',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  ...told({
    action: 'restart',
    summary: (name, _, { members }) =>
      `Restart ${name}: ${members.length} ${members.length === 1 ? 'process drops its' : 'processes drop their'} state, and ${entriesOf(members)} entries are restored from the changelogs before records are taken again.`,
    warn: () => [],
    isDone: ({ members }, before) => {
      const earlier = new Map(before.members.map((each) => [each.instanceId, each.restarts]));
      const back = new Set(partitionsOf(members));
      return (
        members.length >= before.members.length &&
        members.every(
          ({ instanceId, restarts, phase }) =>
            restarts > (earlier.get(instanceId) ?? -1) && ['running', 'paused'].includes(phase),
        ) &&
        partitionsOf(before.members).every((each) => back.has(each))
      );
    },
    done: (name, { members }) =>
      `${name} has started over: ${partitionsOf(members).length} tasks are back with ${entriesOf(members)} entries.`,
  }),
});

function entriesOf(members: Parameters<typeof partitionsOf>[0]): number {
  return members
    .flatMap(({ tasks }) => tasks)
    .flatMap(({ stores }) => Object.values(stores))
    .reduce((total, each) => total + each, 0);
}
