// Auto Scaling groups of one region. Tags and sizes are changed by two requests. So what a switch notes is written first and counts only once the group is
// off, or once it was confirmed by a third: whatever is cut off between them, a group that was never switched does not look as if somebody had set
// it back by hand, and one that is off has what it was. AWS's own client is loaded by the first group that needs it.

import type { AutoScalingClient, AutoScalingGroup, Tag } from '@aws-sdk/client-auto-scaling';
import type { AwsSettings } from '../aws.ts';
import type { Group, Groups, Sizes } from './group.ts';
import { markFromWords, markToWords, ORIGINAL, SWITCH } from './mark.ts';

/** The note of what has been done. */
const DONE = 'quartermaster.dev/done';

export function createAutoScalingGroups({ region, endpoint }: AwsSettings): Groups {
  let opened: Promise<AutoScalingClient> | undefined;
  const client = () => {
    opened ??= import('@aws-sdk/client-auto-scaling').then(
      ({ AutoScalingClient: Client }) =>
        new Client({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
    );
    return opened;
  };
  const tag = async (
    name: string,
    words: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => {
    const { CreateOrUpdateTagsCommand } = await import('@aws-sdk/client-auto-scaling');
    const Tags = Object.entries(words).map(([Key, Value]) => ({ ...tagOf(name, Key), Value }));
    await (await client()).send(new CreateOrUpdateTagsCommand({ Tags }), { abortSignal: signal });
  };
  const untag = async (name: string, keys: readonly string[], signal: AbortSignal) => {
    const { DeleteTagsCommand } = await import('@aws-sdk/client-auto-scaling');
    const Tags = keys.map((key) => tagOf(name, key));
    await (await client()).send(new DeleteTagsCommand({ Tags }), { abortSignal: signal });
  };
  const resize = async (name: string, { min, max, desired }: Sizes, signal: AbortSignal) => {
    const { UpdateAutoScalingGroupCommand } = await import('@aws-sdk/client-auto-scaling');
    const command = new UpdateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: name, MinSize: min, MaxSize: max, DesiredCapacity: desired },
    });
    await (await client()).send(command, { abortSignal: signal });
  };
  return {
    read: async (name, abortSignal) => {
      const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
      const { AutoScalingGroups = [] } = await (await client()).send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
        { abortSignal },
      );
      const [found] = AutoScalingGroups;
      return found === undefined ? undefined : groupOf(name, found);
    },
    write: async ({ name }, { sizes, mark }, signal) => {
      if (mark !== undefined && mark !== null) {
        await tag(name, markToWords(mark), signal);
        if (sizes !== undefined) await resize(name, sizes, signal);
        await tag(name, { [DONE]: 'off' }, signal);
        return;
      }
      if (sizes !== undefined) await resize(name, sizes, signal);
      if (mark === null) await untag(name, [DONE, SWITCH, ORIGINAL], signal);
    },
  };
}

function groupOf(name: string, found: AutoScalingGroup): Group {
  const sizes = {
    ...{ min: found.MinSize ?? 0, max: found.MaxSize ?? 0, desired: found.DesiredCapacity ?? 0 },
  };
  const words = Object.fromEntries((found.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const isOff = sizes.desired === 0 && sizes.min === 0;
  return {
    ...{ name, uid: found.AutoScalingGroupARN ?? '', sizes },
    mark: isOff || words[DONE] !== undefined ? markFromWords(words) : undefined,
    machines: (found.Instances ?? []).map(({ InstanceId = '' }) => InstanceId),
  };
}

function tagOf(name: string, Key: string): Tag {
  return {
    ...{ ResourceId: name, ResourceType: 'auto-scaling-group', Key, PropagateAtLaunch: false },
  };
}
