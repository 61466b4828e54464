// The port to Kafka over the simulated broker, for one process: each call goes over the simulated network. Unlike the adapter it
// sends nothing twice, so that the host meets every lost answer.
import { hasCode, isFenced, KafkaError, NO_ANSWER } from '../../../pipeline/kafka-error.ts';
import type {
  Batch,
  Bytes,
  Fetched,
  GroupMember,
  GroupMembership,
  GroupOptions,
  GroupState,
  Kafka,
  LogReader,
  Records,
  TopicPartition,
  TransactionalProducer,
} from '../../../pipeline/ports.ts';
import {
  type Broker,
  type Entry,
  type Identity,
  isCommitted,
  type SimLog,
  type SimRecord,
} from './broker.ts';
import { type Group, SESSION_MS } from './group.ts';
import type { SimProcess, World } from './world.ts';

export interface SimCluster {
  readonly world: World;
  readonly broker: Broker;
  readonly group: Group;
}

const RETRY_MS = 50;
const MOST_RECORDS = 40;

export function createSimKafka(cluster: SimCluster, process: SimProcess): Kafka {
  return {
    openMember: (options) => createMember(cluster, process, options),
    openReader: () => createReader(cluster, process),
    openProducer: (transactionalId) => createProducer(cluster, process, transactionalId),
    openTopics: () => {
      throw new Error('the simulated topics are there already');
    },
  };
}

function createMember(
  { broker, group, world }: SimCluster,
  process: SimProcess,
  options: GroupOptions,
): GroupMember {
  const nobody = { ...{ groupId: options.groupId, generationId: -1 }, memberId: '' };
  let membership: GroupMembership = { ...nobody, groupInstanceId: null };
  let owned: readonly number[] = [];
  let state: GroupState = 'lost';
  let heardMs = 0;
  let hasLeft = false;
  const lose = () => {
    membership = { ...nobody, groupInstanceId: null };
    owned = [];
    state = 'lost';
  };
  const beat = async () => {
    const asked = membership;
    try {
      await process.call({ name: 'heartbeat', execute: () => group.heartbeat(asked) });
      heardMs = world.nowMs();
    } catch (error) {
      if (asked.generationId !== membership.generationId) return;
      if (hasCode(error, 'REBALANCE_IN_PROGRESS')) state = 'rebalancing';
      else if (isFenced(error) || world.nowMs() - heardMs > SESSION_MS) lose();
    }
  };
  const beatOn = () => {
    if (hasLeft) return;
    if (state === 'member') void beat();
    process.later(SESSION_MS / 4, beatOn);
  };
  process.later(SESSION_MS / 4, beatOn);
  return {
    get state() {
      return state;
    },
    join: async () => {
      for (;;) {
        const before = membership;
        const { instanceId, isPaused, pausedFor, copies: held } = options;
        const self = {
          ...{ instanceId, partitions: owned, endpoint: '' },
          ...{ isPaused: isPaused(), pausedFor: pausedFor(), copies: held() },
        };
        try {
          const joined = await process.call({
            ...{ name: 'join', isPatient: true },
            execute: () => group.join(before.memberId, self),
          });
          const { memberId, generationId, partitions, copies, peers } = joined;
          membership = { ...before, memberId, generationId };
          owned = partitions;
          state = 'member';
          heardMs = world.nowMs();
          const isContinuous =
            before.memberId === memberId && before.generationId + 1 === generationId;
          return { membership, partitions, copies, peers, isContinuous };
        } catch (error) {
          if (isFenced(error)) lose();
          await process.clock.sleep(RETRY_MS);
        }
      }
    },
    changed: async () => {},
    confirm: async () => {
      await beat();
    },
    committed: (partitions) =>
      process.call({
        name: 'committed',
        execute: async () => {
          while (partitions.some((each) => broker.isUnstable(options.groupId, each))) {
            await new Promise<void>((resolve) => world.schedule(RETRY_MS, resolve));
          }
          return partitions.map((each) => {
            const found = broker.committedOffset(options.groupId, each);
            return { offset: found?.offset, metadata: found?.metadata ?? '' };
          });
        },
      }),
    giveUpJoining: () => {},
    leave: async () => {
      hasLeft = true;
      const { memberId } = membership;
      await process.call({ name: 'leave', execute: () => group.leave(memberId) }).catch(() => {});
    },
  };
}

function createReader({ broker, world }: SimCluster, process: SimProcess): LogReader {
  const list =
    (name: string, of: (partition: TopicPartition) => number) =>
    async (partitions: readonly TopicPartition[]) => {
      for (;;) {
        try {
          return await process.call({ name, execute: () => partitions.map(of) });
        } catch (error) {
          if (!hasCode(error, NO_ANSWER)) throw error;
        }
      }
    };
  return {
    fetch: async (from, { maxWaitMs }) => {
      try {
        return await process.call({
          name: 'fetch',
          execute: async () => {
            const until = world.nowMs() + maxWaitMs;
            for (;;) {
              const isAny = from.some((each) => hasEntries(broker.log(each), each.offset, broker));
              if (isAny || world.nowMs() >= until) {
                return from.map((each) => readFrom(broker, each, each.offset));
              }
              await new Promise<void>((resolve) => world.schedule(RETRY_MS / 5, resolve));
            }
          },
        });
      } catch (error) {
        if (hasCode(error, NO_ANSWER)) return [];
        throw error;
      }
    },
    logStart: list('log start', (partition) => broker.log(partition).start),
    logEnd: list('log end', (partition) => broker.log(partition).end),
    firstAt: (partition, timestampMs) =>
      process.call({
        name: 'first at',
        execute: () =>
          broker.log(partition).entries.find((entry) => entry.timestamp >= timestampMs)?.offset,
      }),
    deleteBefore: (partition, offset) =>
      process.call({
        name: 'delete before',
        execute: () => {
          const log = broker.log(partition);
          log.start = Math.max(log.start, Math.min(offset, log.end));
        },
      }),
    topicId: async (topic) => `the id of ${topic}`,
    close: async () => {},
  };
}

/** What a fetch of the partition brings. */
export function readFrom(broker: Broker, partition: TopicPartition, offset: number): Fetched {
  const log = broker.log(partition);
  const lastStableOffset = broker.lastStable(log);
  const known = { ...partition, lastStableOffset, highWatermark: log.end };
  if (offset < log.start || offset > log.end) {
    return { ...known, isOutOfRange: true, nextOffset: -1, bytes: 0, records: recordsOf([], -1) };
  }
  const first = firstIndex(log.entries, offset);
  const entries = log.entries
    .slice(first, first + MOST_RECORDS)
    .filter((entry) => entry.offset < lastStableOffset);
  const nextOffset = (entries.at(-1)?.offset ?? offset - 1) + 1;
  return {
    ...known,
    ...{ isOutOfRange: false, nextOffset, bytes: 100 * entries.length },
    records: recordsOf(entries.filter(isCommitted), nextOffset),
  };
}

function hasEntries(log: SimLog, offset: number, broker: Broker): boolean {
  const last = log.entries.at(-1)?.offset ?? -1;
  if (offset < log.start || offset > last) return false;
  const first = log.entries[firstIndex(log.entries, offset)]?.offset ?? log.end;
  return first < broker.lastStable(log);
}

/** The first entry of that offset or a later one: offsets have gaps. */
function firstIndex(entries: readonly Entry[], offset: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function recordsOf(entries: readonly Entry[], position: number): Records {
  let at = -1;
  const current = () => entries[at];
  return {
    position,
    next: () => {
      at += 1;
      return at < entries.length;
    },
    get offset() {
      return current()?.offset ?? -1;
    },
    get timestamp() {
      return current()?.timestamp ?? -1;
    },
    key: () => bytesOf(current()?.key ?? null),
    keyText: () => textOf(current()?.key ?? null),
    value: () => bytesOf(current()?.value ?? null),
    valueText: () => textOf(current()?.value ?? null),
    headers: () => (current()?.headers ?? []).map(([name, value]) => [name, bytesOf(value)]),
  };
}

function bytesOf(value: Bytes): Buffer | null {
  return value === null ? null : Buffer.from(value);
}

export function textOf(value: Bytes): string | null {
  return value === null || typeof value === 'string' ? value : Buffer.from(value).toString();
}

interface SimBatch extends Batch {
  readonly records: readonly SimRecord[];
}

function createProducer(
  { broker, group }: SimCluster,
  process: SimProcess,
  transactionalId: string,
): TransactionalProducer {
  let identity: Identity | undefined;
  let sequences = new Map<string, number>();
  const channel = { lastMs: 0 };
  const who = (): Identity => {
    if (identity === undefined) throw new KafkaError('INVALID_TXN_STATE', 'write uninitialized');
    return identity;
  };
  /** After an error the only way on is to initialize again. */
  const guarded = async <T>(name: string, execute: (identity: Identity) => T | Promise<T>) => {
    const mine = who();
    for (;;) {
      try {
        return await process.call({ name, channel, execute: () => execute(mine) });
      } catch (error) {
        // Nothing was done then: the adapter waits for its turn, too.
        if (hasCode(error, 'CONCURRENT_TRANSACTIONS')) continue;
        if (identity === mine) identity = undefined;
        throw error;
      }
    }
  };
  return {
    initialize: async () => {
      identity = undefined;
      sequences = new Map();
      identity = await process.call({
        name: 'initialize',
        execute: () => broker.initialize(transactionalId),
      });
    },
    newBatch: () => createBatch(),
    send: (partition, batch) => {
      const { records } = batch as SimBatch;
      const name = `${partition.topic}-${partition.partition}`;
      const sequence = sequences.get(name) ?? 0;
      sequences.set(name, sequence + records.length);
      return guarded('produce', (mine) =>
        broker.produce({ identity: mine, partition, sequence, records }),
      );
    },
    sendOffsets: (membership, offsets) =>
      guarded('send offsets', (mine) => {
        group.validate(membership);
        broker.addOffsets(mine, membership.groupId, offsets);
      }),
    commit: () => guarded('commit', (mine) => broker.end(mine, 'commit')),
    abort: () => guarded('abort', (mine) => broker.end(mine, 'abort')),
    close: async () => {},
  };
}

function createBatch(): SimBatch {
  const records: SimRecord[] = [];
  return {
    records,
    get count() {
      return records.length;
    },
    get size() {
      return 100 * records.length;
    },
    append: (key, value, timestamp, headers = []) => {
      records.push({ key, value, timestamp, headers });
    },
  };
}
