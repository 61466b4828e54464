// The group coordinator of the simulated Kafka: generations, rebalances, session timeouts, and who may commit.
import { assignCopies, assignPartitions } from '../../../pipeline/adapters/kafka/assignor.ts';
import { KafkaError } from '../../../pipeline/kafka-error.ts';
import type { GroupMembership, PeerInfo } from '../../../pipeline/ports.ts';
import type { World } from './world.ts';

export interface Joined {
  readonly memberId: string;
  readonly generationId: number;
  readonly peers: readonly PeerInfo[];
  readonly partitions: readonly number[];
  readonly copies: readonly number[];
}

export interface Group {
  /** Answers when the rebalance is over. */
  join(memberId: string, self: PeerInfo): Promise<Joined>;
  heartbeat(membership: GroupMembership): void;
  leave(memberId: string): void;
  /** @throws KafkaError when the member has been replaced. */
  validate(membership: GroupMembership): void;
}

interface Member {
  self: PeerInfo;
  heardMs: number;
  answer: ((joined: Joined) => void) | undefined;
}

export const SESSION_MS = 3_000;
const REBALANCE_MS = 8_000;
const LOOK_MS = 500;

export function createGroup(world: World, partitions: number, standbys: number): Group {
  const members = new Map<string, Member>();
  let generationId = 0;
  let isRebalancing = false;
  let startedMs = 0;
  let named = 0;

  const rebalance = () => {
    if (isRebalancing) return;
    isRebalancing = true;
    startedMs = world.nowMs();
  };
  const tryToComplete = () => {
    if (!isRebalancing) return;
    const isLate = world.nowMs() - startedMs > REBALANCE_MS;
    const all = [...members];
    if (!isLate && all.some(([, { answer }]) => answer === undefined)) return;
    for (const [id, { answer }] of all) if (answer === undefined) members.delete(id);
    isRebalancing = false;
    if (members.size === 0) return;
    generationId += 1;
    const claims = [...members].map(([memberId, { self }]) => ({
      ...{ memberId, owned: self.partitions, copies: self.copies },
    }));
    const assigned = assignPartitions(partitions, claims);
    const copies = assignCopies(assigned, claims, standbys);
    const peers = [...members].map(([id, { self }]) => ({
      ...self,
      partitions: assigned.get(id) ?? [],
      copies: copies.get(id) ?? [],
    }));
    world.note(`generation ${generationId}: ${JSON.stringify([...assigned])}`);
    for (const [memberId, member] of members) {
      member.heardMs = world.nowMs();
      const mine = assigned.get(memberId) ?? [];
      member.answer?.({
        ...{ memberId, generationId, peers, partitions: mine },
        copies: copies.get(memberId) ?? [],
      });
      member.answer = undefined;
    }
  };
  const watch = () => {
    for (const [id, { heardMs, answer }] of members) {
      if (answer !== undefined || world.nowMs() - heardMs <= SESSION_MS) continue;
      world.note(`${id} expired`);
      members.delete(id);
      rebalance();
    }
    tryToComplete();
    world.schedule(LOOK_MS, watch);
  };
  world.schedule(LOOK_MS, watch);
  const validate = (membership: GroupMembership) => {
    // Whoever does not say who they are is not checked, as by brokers of old.
    if (membership.generationId < 0) return;
    if (!members.has(membership.memberId)) {
      throw new KafkaError('UNKNOWN_MEMBER_ID', 'commit offsets');
    }
    if (membership.generationId !== generationId) {
      throw new KafkaError('ILLEGAL_GENERATION', 'commit offsets');
    }
  };
  return {
    join: (asked, self) =>
      new Promise<Joined>((resolve, reject) => {
        if (asked !== '' && !members.has(asked)) {
          reject(new KafkaError('UNKNOWN_MEMBER_ID', 'join'));
          return;
        }
        named += 1;
        const memberId = asked === '' ? `member-${named}` : asked;
        rebalance();
        members.set(memberId, { self, heardMs: world.nowMs(), answer: resolve });
        tryToComplete();
      }),
    heartbeat: (membership) => {
      validate(membership);
      const member = members.get(membership.memberId);
      if (member !== undefined) member.heardMs = world.nowMs();
      if (isRebalancing) throw new KafkaError('REBALANCE_IN_PROGRESS', 'heartbeat');
    },
    leave: (memberId) => {
      if (members.delete(memberId)) rebalance();
      tryToComplete();
    },
    validate,
  };
}
