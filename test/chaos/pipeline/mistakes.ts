// Mistakes that others have made around transactions, put between the host and the real Kafka, each with the troubles that bring it
// to light. The verifier must see each.
import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import { nameOf } from '../../../pipeline/adapters/kafka/request.ts';
import { offsetFetchRequest } from '../../../pipeline/adapters/kafka/requests/offset-fetch.ts';
import type {
  GroupMember,
  Kafka,
  LogReader,
  TopicPartition,
  TransactionalProducer,
} from '../../../pipeline/ports.ts';
import type { Trouble } from './chaos.ts';
import { appendingOutside, committingAlone, fetchingUncommitted, nobodyOf } from './outside.ts';

export interface Scene {
  readonly brokers: readonly string[];
  readonly changelogs: readonly TopicPartition[];
}

export interface Mistake {
  /** Puts it between the host and Kafka. */
  plant(kafka: Kafka, scene: Scene): Kafka;
  /** What brings it to light. */
  readonly troubles: readonly Trouble[];
}

const CLAIMED = 4;

const isChangelog = ({ topic }: TopicPartition) => topic.endsWith('-changelog');

const KILLED: readonly Trouble[] = [
  'killed before the answer to TxnOffsetCommit',
  'killed before the answer to EndTxn',
];

export const MISTAKES = {
  /** What is left undone is done, and told, once more. */
  'outputs are written outside of the transaction': {
    plant: inProducer((producer, _, { brokers }) => ({
      send: appendingOutside(producer, brokers, (partition) => !isChangelog(partition)),
    })),
    troubles: repeated(KILLED, 2),
  },
  /** Clicks are known as settled that are not. */
  'the changelog is written outside of the transaction': {
    plant: inProducer((producer, _, { brokers }) => ({
      send: appendingOutside(producer, brokers, isChangelog),
    })),
    troubles: repeated(KILLED, 2),
  },
  'what was seen is not in the changelog': {
    plant: inProducer((producer) => ({
      send: async (partition, batch) =>
        partition.topic.endsWith('-clicks-changelog') ? -1 : await producer.send(partition, batch),
    })),
    troubles: ['kill -9'],
  },
  'offsets are committed before the records': {
    plant: inProducer((producer, kafka) => {
      const commitAlone = committingAlone(kafka);
      return {
        sendOffsets: async (membership, offsets) => {
          await commitAlone(membership, offsets);
          await producer.sendOffsets(membership, offsets);
        },
      };
    }),
    troubles: repeated(KILLED, 3),
  },
  /** The state knows of a repeated click; a broken record is told once more. */
  'offsets are committed after the transaction, on their own': {
    plant: inProducer((producer, kafka) => {
      const commitAlone = committingAlone(kafka);
      let later = async () => {};
      return {
        sendOffsets: async (membership, offsets) => {
          later = () => commitAlone(membership, offsets);
        },
        commit: async () => {
          await producer.commit();
          await later();
        },
      };
    }),
    troubles: repeated(['killed before the answer to EndTxn'], 12),
  },
  'offsets are those of the last record, not of the next': {
    plant: inProducer((producer) => ({
      sendOffsets: (membership, offsets) =>
        producer.sendOffsets(
          membership,
          offsets.map((each) => ({ ...each, offset: Math.max(0, each.offset - 1) })),
        ),
    })),
    troubles: [],
  },
  /** The coordinator is not told which member of which generation commits. */
  'offsets do not say which member of which generation commits': {
    plant: inProducer((producer) => ({
      sendOffsets: (membership, offsets) => producer.sendOffsets(nobodyOf(membership), offsets),
    })),
    troubles: repeated(['asleep with a transaction open'], 4),
  },
  'a refused commit of offsets is passed over': {
    plant: inProducer((producer, kafka) => {
      const commitAlone = committingAlone(kafka);
      return {
        sendOffsets: async (membership, offsets) => {
          await producer
            .sendOffsets(membership, offsets)
            .catch(() => commitAlone(membership, offsets));
        },
      };
    }),
    troubles: repeated(['asleep with a transaction open'], 4),
  },
  'committed offsets are read while a transaction is about to replace them': {
    plant: inMember((_, groupId, { brokers }) => {
      const connections = createConnections({ brokers, clientId: 'hasty' });
      return {
        committed: async (partitions) => {
          const request = offsetFetchRequest({ groupId, partitions, requireStable: false });
          const coordinator = await connections.coordinatorOf('group', groupId);
          const { offsets } = await connections.send(coordinator, request);
          return partitions.map((each) => {
            const found = offsets.find((one) => nameOf(one) === nameOf(each));
            const { offset = -1, metadata = '' } = found ?? {};
            return { offset: offset < 0 ? undefined : offset, metadata };
          });
        },
      };
    }),
    troubles: repeated(['asleep with its offsets sent'], 4),
  },
  'the end of the changelog is read before the fence': {
    plant: (kafka, scene) => {
      const ends = new Map<string, number>();
      const looking = kafka.openReader();
      const look = async () => {
        const found = await looking.logEnd(scene.changelogs);
        for (const [index, each] of scene.changelogs.entries()) {
          ends.set(nameOf(each), found[index] ?? 0);
        }
      };
      return {
        ...inMember((member) => ({
          join: async () => {
            await look();
            return await member.join();
          },
        }))(kafka, scene),
        openReader: () => {
          const reader = kafka.openReader();
          const logEnd: LogReader['logEnd'] = async (partitions) => {
            const found = await reader.logEnd(partitions);
            return partitions.map((each, index) => ends.get(nameOf(each)) ?? found[index] ?? 0);
          };
          return { ...reader, logEnd };
        },
      };
    },
    troubles: repeated(['rebalance', 'kill -9', 'stop in order'], 2),
  },
  /** Clicks of a transaction that came to nothing are known as settled. */
  'a restore reads what was aborted, too': {
    plant: (kafka, { brokers }) => ({
      ...kafka,
      openReader: () => {
        const reader = kafka.openReader();
        const fetchAll = fetchingUncommitted(brokers);
        return {
          ...reader,
          fetch: async (from, limits) =>
            from.every(isChangelog) ? await fetchAll(from) : await reader.fetch(from, limits),
        };
      },
    }),
    troubles: repeated(KILLED, 3),
  },
  'a snapshot claims more of the changelog than it holds': {
    plant: inProducer((producer) => ({
      send: async (partition, batch) => {
        const offset = await producer.send(partition, batch);
        return isChangelog(partition) ? offset + CLAIMED : offset;
      },
    })),
    troubles: repeated(['stop in order', 'kill -9'], 3),
  },
} satisfies Readonly<Record<string, Mistake>>;

export type MistakeName = keyof typeof MISTAKES;

export const MISTAKE_NAMES = Object.keys(MISTAKES) as readonly MistakeName[];

export function plantMistake(kafka: Kafka, mistake: MistakeName | undefined, scene: Scene): Kafka {
  return mistake === undefined ? kafka : MISTAKES[mistake].plant(kafka, scene);
}

function inProducer(
  plant: (
    producer: TransactionalProducer,
    kafka: Kafka,
    scene: Scene,
  ) => Partial<TransactionalProducer>,
): Mistake['plant'] {
  return (kafka, scene) => ({
    ...kafka,
    openProducer: (transactionalId) => {
      const producer = kafka.openProducer(transactionalId);
      return { ...producer, ...plant(producer, kafka, scene) };
    },
  });
}

function inMember(
  plant: (member: GroupMember, groupId: string, scene: Scene) => Partial<GroupMember>,
): Mistake['plant'] {
  return (kafka, scene) => ({
    ...kafka,
    openMember: (options) => {
      const member = kafka.openMember(options);
      // Like a spread, but the state stays what it is at the time.
      const instead = Object.getOwnPropertyDescriptors(plant(member, options.groupId, scene));
      return Object.create(member, instead) as GroupMember;
    },
  });
}

function repeated(troubles: readonly Trouble[], times: number): readonly Trouble[] {
  return Array.from({ length: times }, () => troubles).flat();
}
