// Mistakes that others have made around transactions, each put between the host and Kafka. A check that lets one of them pass
// is worth nothing.
import type {
  Kafka,
  LogReader,
  TopicPartition,
  TransactionalProducer,
} from '../../../pipeline/ports.ts';
import type { Broker, SimRecord } from './broker.ts';
import { recordsOf, type SimCluster } from './kafka.ts';
import type { Plant } from './scenario.ts';

type ProducerPlant = (
  producer: TransactionalProducer,
  cluster: SimCluster,
) => Partial<TransactionalProducer>;

const CHANGELOG = /-changelog$/u;

export const BUGS: Readonly<Record<string, Plant>> = {
  'offsets are committed before the records': inProducer((producer, { broker }) => ({
    send: async (partition, batch) => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return await producer.send(partition, batch);
    },
    sendOffsets: async (membership, offsets) => {
      for (const offset of offsets) broker.commitOffset(membership.groupId, offset);
      await producer.sendOffsets(membership, offsets);
    },
  })),
  'offsets are committed after the transaction, on their own: at least once': inProducer(
    (producer, { broker }) => {
      let later = () => {};
      return {
        sendOffsets: async (membership, offsets) => {
          later = () => {
            for (const offset of offsets) broker.commitOffset(membership.groupId, offset);
          };
        },
        commit: async () => {
          await producer.commit();
          later();
        },
      };
    },
  ),
  'offsets count records, not positions': inProducer((producer, { broker }) => ({
    sendOffsets: (membership, offsets) =>
      producer.sendOffsets(
        membership,
        offsets.map((each) => {
          const { entries } = broker.log(each);
          const before = entries.filter(({ offset }) => offset < each.offset);
          return { ...each, offset: before.filter(({ isMarker }) => !isMarker).length };
        }),
      ),
  })),
  'offsets are those of the last record, not of the next': inProducer((producer) => ({
    sendOffsets: (membership, offsets) =>
      producer.sendOffsets(
        membership,
        offsets.map((each) => ({ ...each, offset: Math.max(0, each.offset - 1) })),
      ),
  })),
  'offsets do not say which member of which generation commits': inProducer((producer) => ({
    sendOffsets: (membership, offsets) =>
      producer.sendOffsets({ ...membership, generationId: -1, memberId: '' }, offsets),
  })),
  'outputs are written outside of the transaction': inProducer((producer, { broker }) => ({
    send: async (partition, batch) => {
      if (CHANGELOG.test(partition.topic)) return await producer.send(partition, batch);
      return appendAll(broker, partition, batch);
    },
  })),
  'the changelog is written outside of the transaction': inProducer((producer, { broker }) => ({
    send: async (partition, batch) => {
      if (!CHANGELOG.test(partition.topic)) return await producer.send(partition, batch);
      return appendAll(broker, partition, batch);
    },
  })),
  'what was seen is not in the changelog': inProducer((producer) => ({
    send: async (partition, batch) => {
      if (partition.topic === 'settlement-clicks-changelog') return -1;
      return await producer.send(partition, batch);
    },
  })),
  'a commit without an answer is taken for done': inProducer((producer) => ({
    commit: async () => {
      await producer.commit().catch(() => {});
    },
  })),
  'a refused commit of offsets is passed over': inProducer((producer, { broker }) => ({
    sendOffsets: async (membership, offsets) => {
      try {
        await producer.sendOffsets(membership, offsets);
      } catch {
        for (const offset of offsets) broker.commitOffset(membership.groupId, offset);
      }
    },
    commit: async () => {
      await producer.commit().catch(() => {});
    },
  })),
  'committed offsets are read while a transaction is about to replace them': (kafka, cluster) => ({
    ...kafka,
    openMember: (options) => {
      const member = kafka.openMember(options);
      const committed: typeof member.committed = async (partitions) =>
        partitions.map((each) => {
          const found = cluster.broker.committedOffset(options.groupId, each);
          return { offset: found?.offset, metadata: found?.metadata ?? '' };
        });
      return overlay(member, { committed });
    },
  }),
  'the end of the changelog is read before the fence': (kafka, { broker }) => {
    const ends = new Map<string, number>();
    return {
      ...kafka,
      openMember: (options) => {
        const member = kafka.openMember(options);
        const join = async () => {
          for (const log of broker.logs.values()) ends.set(log.name, broker.lastStable(log));
          return await member.join();
        };
        return overlay(member, { join });
      },
      openReader: () =>
        withReader(kafka.openReader(), {
          logEnd: async (partitions) =>
            partitions.map((each) => ends.get(`${each.topic}-${each.partition}`) ?? 0),
        }),
    };
  },
  'a restore stops where open transactions begin': (kafka, { broker }) => ({
    ...kafka,
    openReader: () =>
      withReader(kafka.openReader(), {
        logEnd: async (partitions) => partitions.map((each) => broker.lastStable(broker.log(each))),
      }),
  }),
  'a restore reads what was aborted, too': (kafka, { broker }) => ({
    ...kafka,
    openReader: () => {
      const reader = kafka.openReader();
      return withReader(reader, {
        fetch: async (from, limits) =>
          (await reader.fetch(from, limits)).map((fetched) => {
            if (!CHANGELOG.test(fetched.topic)) return fetched;
            const log = broker.log(fetched);
            const start = from.find(({ topic }) => topic === fetched.topic)?.offset ?? 0;
            const entries = log.entries.filter(({ offset }) => offset >= start);
            return {
              ...fetched,
              nextOffset: log.end,
              records: recordsOf(
                entries.filter((entry) => !entry.isMarker),
                log.end,
              ),
            };
          }),
      });
    },
  }),
  'after a failure the producer is not initialized again': inProducer((producer) => {
    let isInitialized = false;
    return {
      initialize: async () => {
        if (!isInitialized) await producer.initialize();
        isInitialized = true;
      },
      send: async (partition, batch) => {
        return await producer.send(partition, batch).catch(() => -1);
      },
      sendOffsets: async (membership, offsets) => {
        await producer.sendOffsets(membership, offsets).catch(() => {});
      },
      commit: async () => {
        await producer.commit().catch(() => {});
      },
    };
  }),
  'a snapshot claims more of the changelog than it holds': inProducer((producer) => ({
    send: async (partition, batch) => {
      const offset = await producer.send(partition, batch);
      return CHANGELOG.test(partition.topic) ? offset + CLAIMED : offset;
    },
  })),
};

const CLAIMED = 4;

function appendAll(broker: Broker, partition: TopicPartition, batch: unknown): number {
  const { records } = batch as { readonly records: readonly SimRecord[] };
  const { end } = broker.log(partition);
  for (const record of records) broker.append(partition, record);
  return end;
}

function inProducer(plant: ProducerPlant): Plant {
  return (kafka: Kafka, cluster: SimCluster) => ({
    ...kafka,
    openProducer: (transactionalId) => {
      const producer = kafka.openProducer(transactionalId);
      return { ...producer, ...plant(producer, cluster) };
    },
  });
}

function withReader(reader: LogReader, instead: Partial<LogReader>): LogReader {
  return { ...reader, ...instead };
}

/** Like a spread, but what is computed stays so. */
function overlay<T extends object>(value: T, instead: Partial<T>): T {
  return Object.create(value, Object.getOwnPropertyDescriptors(instead)) as T;
}
