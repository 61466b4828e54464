// The groups of machines of a test, made and looked at by AWS's own clients.

import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DescribeNodegroupCommand,
  EKSClient,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import type { Moto } from './moto.ts';

export const REGION = 'us-east-1';
export const EKS_CLUSTER = 'shop';
export const NODE_GROUP = 'general';
export const AUTO_SCALING_GROUP = 'workers';
const ROLE = 'arn:aws:iam::123456789012:role/nodes';

/** Smallest, largest, wanted. */
export type Sizes = readonly [number, number, number];

export interface TestGroups {
  nodeGroup(): Promise<{ sizes: Sizes; labels: object }>;
  autoScalingGroup(): Promise<{ sizes: Sizes; tags: readonly string[]; machines: number }>;
  /** Ids of those of the Auto Scaling group. */
  machines(): Promise<readonly string[]>;
  resizeNodeGroup(sizes: Sizes): Promise<void>;
  resizeAutoScalingGroup(sizes: Sizes): Promise<void>;
}

/** One node group of 1 to 4, two wanted, and one Auto Scaling group of 1 to 5, three wanted. */
export async function makeGroups({ url }: Moto): Promise<TestGroups> {
  const options = {
    ...{ region: REGION, endpoint: url },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const [eks, scaling] = [new EKSClient(options), new AutoScalingClient(options)];
  const names = { clusterName: EKS_CLUSTER, nodegroupName: NODE_GROUP };
  await eks.send(
    new CreateClusterCommand({
      ...{ name: EKS_CLUSTER, roleArn: ROLE, resourcesVpcConfig: { subnetIds: [] } },
    }),
  );
  await eks.send(
    new CreateNodegroupCommand({
      ...{ ...names, nodeRole: ROLE, subnets: ['subnet-1'], labels: { team: 'shop' } },
      scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
    }),
  );
  const describeGroup = async () => {
    const { AutoScalingGroups: [group] = [] } = await scaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AUTO_SCALING_GROUP] }),
    );
    if (group === undefined) throw new Error('it is not there');
    return group;
  };
  const LaunchConfigurationName = 'test';
  await scaling.send(
    new CreateLaunchConfigurationCommand({
      ...{ LaunchConfigurationName, ImageId: 'ami-12c6146b', InstanceType: 't3.small' },
    }),
  );
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: AUTO_SCALING_GROUP, LaunchConfigurationName },
      ...{ MinSize: 1, MaxSize: 5, DesiredCapacity: 3, AvailabilityZones: [`${REGION}a`] },
    }),
  );
  return {
    nodeGroup: async () => {
      const { nodegroup } = await eks.send(new DescribeNodegroupCommand(names));
      const { minSize = -1, maxSize = -1, desiredSize = -1 } = nodegroup?.scalingConfig ?? {};
      return { sizes: [minSize, maxSize, desiredSize], labels: nodegroup?.labels ?? {} };
    },
    autoScalingGroup: async () => {
      const group = await describeGroup();
      const { MinSize = -1, MaxSize = -1, DesiredCapacity = -1, Tags = [], Instances = [] } = group;
      return {
        sizes: [MinSize, MaxSize, DesiredCapacity],
        tags: Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
        machines: Instances.length,
      };
    },
    machines: async () => {
      const { Instances = [] } = await describeGroup();
      return Instances.map(({ InstanceId = '' }) => InstanceId);
    },
    resizeNodeGroup: async ([minSize, maxSize, desiredSize]) => {
      const scalingConfig = { minSize, maxSize, desiredSize };
      await eks.send(new UpdateNodegroupConfigCommand({ ...names, scalingConfig }));
    },
    resizeAutoScalingGroup: async ([MinSize, MaxSize, DesiredCapacity]) => {
      await scaling.send(
        new UpdateAutoScalingGroupCommand({
          ...{ AutoScalingGroupName: AUTO_SCALING_GROUP, MinSize, MaxSize, DesiredCapacity },
        }),
      );
    },
  };
}
