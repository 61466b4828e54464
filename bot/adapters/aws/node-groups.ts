// Managed node groups of one EKS cluster. What a switch notes stands in the labels of the group: EKS changes these and the sizes by one request, so that
// there is no moment at which one is written and the other is not. AWS's own client is loaded by the first cluster that needs it.

import type { EKSClient } from '@aws-sdk/client-eks';
import type { AwsSettings } from '../aws.ts';
import type { Group, Groups } from './group.ts';
import { markFromWords, markToWords, ORIGINAL, SWITCH } from './mark.ts';

export function createNodeGroups({ region, eksCluster, endpoint }: AwsSettings): Groups {
  let opened: Promise<EKSClient> | undefined;
  const client = () => {
    opened ??= import('@aws-sdk/client-eks').then(
      ({ EKSClient: Client }) =>
        new Client({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
    );
    return opened;
  };
  const clusterName = eksCluster ?? '';
  return {
    read: async (nodegroupName, abortSignal) => {
      const { DescribeNodegroupCommand, ResourceNotFoundException } = await import(
        '@aws-sdk/client-eks'
      );
      try {
        const { nodegroup } = await (await client()).send(
          new DescribeNodegroupCommand({ clusterName, nodegroupName }),
          { abortSignal },
        );
        const { scalingConfig = {}, labels = {}, nodegroupArn } = nodegroup ?? {};
        const { minSize = 0, maxSize = 1, desiredSize = 0 } = scalingConfig;
        return {
          ...{ name: nodegroupName, uid: nodegroupArn ?? '', mark: markFromWords(labels) },
          sizes: { min: minSize, max: maxSize, desired: desiredSize },
          // Its machines are those of Auto Scaling groups of its own.
          machines: undefined,
        };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    write: async ({ name }, { sizes, mark }, abortSignal) => {
      const { UpdateNodegroupConfigCommand } = await import('@aws-sdk/client-eks');
      await (await client()).send(
        new UpdateNodegroupConfigCommand({
          ...{ clusterName, nodegroupName: name },
          ...(sizes === undefined
            ? {}
            : {
                scalingConfig: {
                  ...{ minSize: sizes.min, maxSize: sizes.max, desiredSize: sizes.desired },
                },
              }),
          ...(mark === undefined ? {} : { labels: labelsOf(mark) }),
        }),
        { abortSignal },
      );
    },
  };
}

function labelsOf(mark: Exclude<Group['mark'], 'unreadable' | undefined> | null) {
  return mark === null
    ? { removeLabels: [SWITCH, ORIGINAL] }
    : { addOrUpdateLabels: { ...markToWords(mark) } };
}
