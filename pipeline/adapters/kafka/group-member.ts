// A place in a classic consumer group, by our own requests: joining, heartbeats, fencing. Which offsets are committed when is
// its caller's affair.
import { hasCode, isFenced, isRetriable, KafkaError } from '../../kafka-error.ts';
import type {
  Assignment,
  GroupMember,
  GroupMembership,
  GroupOptions,
  GroupState,
} from '../../ports.ts';
import { assignCopies, assignPartitions } from './assignor.ts';
import type { Connections } from './connections.ts';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from './consumer-protocol.ts';
import { throwOnError } from './error-codes.ts';
import { heartbeatRequest } from './requests/heartbeat.ts';
import { type JoinAnswer, joinGroupRequest } from './requests/join-group.ts';
import { leaveGroupRequest } from './requests/leave-group.ts';
import { offsetFetchRequest } from './requests/offset-fetch.ts';
import { syncGroupRequest } from './requests/sync-group.ts';
import { retrying } from './retry.ts';

const PROTOCOL = 'quartermaster';
/** Java's clients send three in a session timeout; so many lost ones in a row can be borne. */
const HEARTBEATS_PER_SESSION = 4;
/** Only the answer to a heartbeat says that somebody came or left: until then, nobody works on what is to change hands. */
const MOST_HEARTBEAT_MS = 200;
const COORDINATOR_MS = 30_000;

/** `open` gives connections of our own, which are closed with the member. */
export function createGroupMember(open: () => Connections, options: GroupOptions): GroupMember {
  const connections = open();
  const { groupId, topics, sessionTimeoutMs, rebalanceTimeoutMs, endpoint } = options;
  let membership: GroupMembership = noMembership(groupId);
  let owned: readonly number[] = [];
  let state: GroupState = 'lost';
  let coordinator: Promise<number> | undefined;
  let heartbeats: NodeJS.Timeout | undefined;
  let tell: (() => void)[] = [];
  let answeredAtMs = 0;
  const givingUp = Promise.withResolvers<never>();
  givingUp.promise.catch(() => {}); // nobody need be joining
  let hasGivenUp = false;
  let isJoining = false;

  const become = (next: GroupState) => {
    if (state === next) return;
    state = next;
    if (next === 'member') return;
    for (const told of tell.splice(0)) told();
  };
  const lose = () => {
    membership = noMembership(groupId);
    owned = [];
    become('lost');
  };
  const ask = async <T>(act: (nodeId: number) => Promise<T>, withinMs = COORDINATOR_MS) =>
    await retrying(
      async () => {
        coordinator ??= connections.coordinatorOf('group', groupId);
        try {
          return await act(await coordinator);
        } catch (error) {
          coordinator = undefined; // whatever was wrong, it may be another by the next time, or may be found then
          throw error;
        }
      },
      { withinMs },
    );
  const beat = async () => {
    const asked = membership;
    const { errorCode } = await ask((node) => connections.send(node, heartbeatRequest(asked)), 0);
    throwOnError(errorCode, `stay in group ${groupId}`);
    answeredAtMs = Date.now();
  };
  /** What a heartbeat's failure says of our place. */
  const heed = (error: unknown) => {
    if (hasCode(error, 'REBALANCE_IN_PROGRESS')) become('rebalancing');
    else if (isFenced(error) || !isRetriable(error)) lose();
    // The coordinator has given us up by now, whether it could say so or not.
    else if (Date.now() - answeredAtMs > sessionTimeoutMs) lose();
  };
  const startHeartbeats = () => {
    clearInterval(heartbeats);
    answeredAtMs = Date.now();
    let isBeating = false;
    heartbeats = setInterval(
      () => {
        if (isBeating || state === 'lost') return;
        isBeating = true;
        const generation = membership.generationId;
        beat()
          .catch((error: unknown) => {
            if (generation === membership.generationId) heed(error);
          })
          .finally(() => {
            isBeating = false;
          });
      },
      Math.min(sessionTimeoutMs / HEARTBEATS_PER_SESSION, MOST_HEARTBEAT_MS),
    );
  };
  const enter = async (): Promise<JoinAnswer> => {
    const { instanceId, isPaused, pausedFor, copies } = options;
    const self = {
      ...{ instanceId, partitions: owned, endpoint },
      ...{ isPaused: isPaused(), pausedFor: pausedFor(), copies: copies() },
    };
    const metadata = encodeSubscription({ topics, self });
    const request = () => ({
      ...{ groupId, sessionTimeoutMs, rebalanceTimeoutMs, metadata, protocolName: PROTOCOL },
      memberId: membership.memberId,
      groupInstanceId: membership.groupInstanceId,
    });
    const send = (nodeId: number) =>
      connections.send(nodeId, joinGroupRequest(request()), rebalanceTimeoutMs);
    return await ask(async (nodeId) => {
      let answer = await send(nodeId);
      if (answer.errorCode === MEMBER_ID_REQUIRED) {
        membership = { ...membership, memberId: answer.memberId };
        answer = await send(nodeId);
      }
      throwOnError(answer.errorCode, `join group ${groupId}`);
      return answer;
    });
  };
  const assign = async (joined: JoinAnswer): Promise<ReadonlyMap<string, Buffer>> => {
    if (joined.leaderId !== joined.memberId) return new Map();
    const counts = await Promise.all(topics.map((topic) => connections.partitionsOf(topic)));
    const partitions = Math.min(...counts.map(({ length }) => length));
    const members = joined.members.map(({ memberId, metadata }) => {
      const { self } = decodeSubscription(metadata);
      return { memberId, self, owned: self.partitions, copies: self.copies };
    });
    const assigned = assignPartitions(partitions, members);
    const copies = assignCopies(assigned, members, options.standbys);
    const peers = members.map(({ memberId, self }) => ({
      ...self,
      partitions: assigned.get(memberId) ?? [],
      copies: copies.get(memberId) ?? [],
    }));
    return new Map(
      [...assigned].map(([id, mine]) => [
        id,
        encodeAssignment({ topics, partitions: mine, peers }),
      ]),
    );
  };
  const joinOnce = async (): Promise<Assignment> => {
    const before = membership;
    const joined = await enter();
    membership = { ...membership, memberId: joined.memberId, generationId: joined.generationId };
    const assignments = await assign(joined);
    const request = syncGroupRequest({ ...membership, assignments });
    const synced = await ask((nodeId) => connections.send(nodeId, request, rebalanceTimeoutMs));
    throwOnError(synced.errorCode, `learn the assignment of group ${groupId}`);
    if (hasGivenUp) return await givingUp.promise;
    const isContinuous =
      before.memberId === joined.memberId && before.generationId + 1 === joined.generationId;
    const { partitions, peers } = decodeAssignment(synced.assignment);
    owned = partitions;
    state = 'member';
    startHeartbeats();
    const copies = peers.find(({ instanceId }) => instanceId === options.instanceId)?.copies ?? [];
    return { membership, partitions, copies, peers, isContinuous };
  };
  return {
    get state() {
      return state;
    },
    join: async () => {
      clearInterval(heartbeats);
      isJoining = true;
      for (;;) {
        try {
          const joined = await Promise.race([joinOnce(), givingUp.promise]);
          isJoining = false;
          return joined;
        } catch (error) {
          if (hasGivenUp) throw error;
          // The group went on to another generation meanwhile; or it does not know us any more, and we come as somebody new.
          if (isFenced(error)) lose();
          else if (!hasCode(error, 'REBALANCE_IN_PROGRESS') && !isRetriable(error)) throw error;
        }
      }
    },
    changed: () =>
      state === 'member'
        ? new Promise((resolve) => {
            tell.push(resolve);
          })
        : Promise.resolve(),
    confirm: async () => {
      try {
        await beat();
      } catch (error) {
        heed(error);
        throw error;
      }
    },
    committed: async (partitions) => {
      const { offsets } = await ask(async (nodeId) => {
        const request = offsetFetchRequest({ groupId, partitions, requireStable: true });
        const answer = await connections.send(nodeId, request);
        const codes = [answer.errorCode, ...answer.offsets.map(({ errorCode }) => errorCode)];
        throwOnError(codes.find((code) => code !== 0) ?? 0, `read the offsets of group ${groupId}`);
        return answer;
      }, 2 * COORDINATOR_MS);
      return partitions.map(({ topic, partition }) => {
        const found = offsets.find((each) => each.topic === topic && each.partition === partition);
        if (found === undefined) {
          throw new KafkaError('UNKNOWN_SERVER_ERROR', `read the offset of ${topic}-${partition}`);
        }
        const { offset, metadata } = found;
        return { offset: offset < 0 ? undefined : offset, metadata };
      });
    },
    giveUpJoining: () => {
      hasGivenUp = true;
      givingUp.reject(new KafkaError('REBALANCE_IN_PROGRESS', `join group ${groupId}: we leave`));
    },
    leave: async () => {
      hasGivenUp = true;
      clearInterval(heartbeats);
      const leaving = membership;
      lose();
      tell = [];
      // Behind a join that waits, the coordinator would not hear it on the same connection.
      const leavingBy = isJoining ? open() : connections;
      if (isJoining) await connections.close();
      if (leaving.memberId !== '') {
        // Without it the group learns by the session timeout: that is no reason not to end.
        await leavingBy
          .coordinatorOf('group', groupId)
          .then((nodeId) => leavingBy.send(nodeId, leaveGroupRequest(leaving)))
          .catch(() => {});
      }
      await leavingBy.close();
    },
  };
}

const MEMBER_ID_REQUIRED = 79;

function noMembership(groupId: string): GroupMembership {
  return { groupId, generationId: -1, memberId: '', groupInstanceId: null };
}
