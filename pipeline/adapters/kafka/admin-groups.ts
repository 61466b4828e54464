// Consumer groups as their coordinators know them, of the classic protocol and of the newer one (KIP-848).

import type {
  CommittedOffset,
  CommittedOfGroup,
  Gathered,
  GroupState,
  ListedGroup,
} from '../../admin.ts';
import { KafkaError } from '../../kafka-error.ts';
import { gather } from './ask-brokers.ts';
import { questionCoordinator } from './ask-coordinator.ts';
import type { Connections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import { createMemory } from './remembered.ts';
import {
  CONSUMER_GROUP_DESCRIBE,
  consumerGroupDescribeRequest,
} from './requests/consumer-group-describe.ts';
import { type DescribedGroup, describeGroupsRequest } from './requests/describe-groups.ts';
import { fetchCommittedRequest } from './requests/fetch-committed.ts';
import { LIST_GROUPS, listGroupsRequest } from './requests/list-groups.ts';

export async function gatherGroups(connections: Connections): Promise<Gathered<ListedGroup>> {
  const { found, silent } = await gather(
    connections,
    async (node): Promise<readonly ListedGroup[]> => {
      const { errorCode, groups } = await connections.send(
        node,
        listGroupsRequest(await groupsVersion(connections, node)),
      );
      throwOnError(errorCode, `list the groups of broker ${node}`);
      return groups.map((group) => ({ ...group, coordinator: node }));
    },
  );
  const once = new Map(found.map((group) => [group.groupId, group]));
  return {
    found: [...once.values()].sort((one, other) => (one.groupId < other.groupId ? -1 : 1)),
    silent,
  };
}

async function groupsVersion(connections: Connections, node: number) {
  for (const version of LIST_GROUPS.versions) {
    if (await connections.speaks(node, LIST_GROUPS.key, version)) return version;
  }
  throw new KafkaError('UNSUPPORTED_VERSION', `list the groups of broker ${node}`);
}

export async function describeGroup(
  connections: Connections,
  groupId: string,
): Promise<GroupState | undefined> {
  return await questionCoordinator(connections, groupId, async (coordinator) => {
    const found = await describeByProtocol(connections, coordinator, groupId);
    if (found === undefined) return undefined;
    throwOnError(found.errorCode, `describe group ${groupId}`);
    const { state, assignor, members } = found;
    return { groupId, coordinator, state, assignor, members };
  });
}

const PROTOCOLS = { classic: describeClassic, newer: describeNewer };
const protocolsOf = createMemory<keyof typeof PROTOCOLS>(10_000);

/**
 * Each protocol has a request of its own. The one that told of the group last is asked; where it knows the group no more, or none is
 * remembered, both are asked at once: a group may change its protocol.
 */
async function describeByProtocol(
  connections: Connections,
  coordinator: number,
  groupId: string,
): Promise<DescribedGroup | undefined> {
  const known = protocolsOf(connections);
  const remembered = known.get(groupId);
  const first =
    remembered === undefined
      ? undefined
      : await PROTOCOLS[remembered](connections, coordinator, groupId);
  if (first !== undefined) return first;
  const [newer, classic] = await Promise.all([
    describeNewer(connections, coordinator, groupId),
    describeClassic(connections, coordinator, groupId),
  ]);
  if (newer ?? classic) known.set(groupId, newer === undefined ? 'classic' : 'newer');
  else known.delete(groupId);
  return newer ?? classic;
}

/** undefined when it is none of that protocol. */
async function describeNewer(
  connections: Connections,
  coordinator: number,
  groupId: string,
): Promise<DescribedGroup | undefined> {
  const { key, version } = CONSUMER_GROUP_DESCRIBE;
  if (!(await connections.speaks(coordinator, key, version))) return undefined;
  const [found] = await connections.send(coordinator, consumerGroupDescribeRequest(groupId));
  return found === undefined || isNone(found) ? undefined : found;
}

async function describeClassic(
  connections: Connections,
  coordinator: number,
  groupId: string,
): Promise<DescribedGroup | undefined> {
  const [found] = await connections.send(coordinator, describeGroupsRequest(groupId));
  return found === undefined || isNone(found) ? undefined : found;
}

/** As every broker says it of a group that it does not have. */
function isNone({ errorCode, state }: DescribedGroup): boolean {
  return state === 'Dead' || errorName(errorCode) === 'GROUP_ID_NOT_FOUND';
}

export async function committedOf(
  connections: Connections,
  groupId: string,
): Promise<readonly CommittedOffset[]> {
  const found = await questionCoordinator(connections, groupId, async (coordinator) => {
    const [answer] = await connections.send(coordinator, fetchCommittedRequest([groupId]));
    throwOnError(answer?.errorCode ?? 0, `fetch the offsets of group ${groupId}`);
    return answer;
  });
  return (found?.offsets ?? []).map(({ errorCode, ...offset }) => {
    const { topic, partition } = offset;
    throwOnError(errorCode, `fetch the offset of group ${groupId} for ${topic}-${partition}`);
    return offset;
  });
}

/** Of several groups, each asked of its coordinator; one that answers with an error has no offsets here. */
export async function committedOfAll(
  connections: Connections,
  groups: readonly ListedGroup[],
): Promise<Gathered<CommittedOfGroup>> {
  const byCoordinator = Map.groupBy(groups, ({ coordinator }) => coordinator);
  return await gather(connections, async (node): Promise<readonly CommittedOfGroup[]> => {
    const own = byCoordinator.get(node) ?? [];
    if (own.length === 0) return [];
    const request = fetchCommittedRequest(own.map(({ groupId }) => groupId));
    return (await connections.send(node, request)).map(({ groupId, errorCode, offsets }) => ({
      groupId,
      offsets: errorCode === 0 ? offsets.filter((each) => each.errorCode === 0) : [],
    }));
  });
}
