// Dead letters: shows them, and puts them back into their inputs after a mend. What was put back, and how far that went, is one
// transaction: nothing is put back twice.
import type { DeadLetter, Replayed } from './control.ts';
import type { Pipeline } from './pipeline.ts';
import type {
  Batch,
  FetchFrom,
  Header,
  Kafka,
  LogReader,
  Records,
  TopicPartition,
  TransactionalProducer,
} from './ports.ts';

export interface DeadLetterOffice {
  /** The latest, newest first. */
  show(most: number): Promise<readonly DeadLetter[]>;
  replay(): Promise<Replayed>;
}

const LIMITS = { maxWaitMs: 50, maxBytesPerPartition: 256 * 1024 };
const SHOWN_CHARACTERS = 2_000;

export function createDeadLetterOffice(pipeline: Pipeline, kafka: Kafka): DeadLetterOffice {
  const topic = pipeline.deadLetters;
  return {
    show: async (most) => {
      const reader = kafka.openReader();
      try {
        const partitions = await partitionsOf(kafka, topic);
        const [starts, ends] = await boundsOf(reader, partitions);
        const found: DeadLetter[] = [];
        await readAll(reader, {
          from: partitions.map((each, index) => ({
            ...each,
            // Markers take offsets too: some further back is read than is shown.
            offset: Math.max(starts[index] ?? 0, (ends[index] ?? 0) - 2 * most),
          })),
          ends,
          take: ({ partition }, records) => void found.push(toDeadLetter(partition, records)),
        });
        return found.toSorted((one, other) => other.timestampMs - one.timestampMs).slice(0, most);
      } finally {
        await reader.close();
      }
    },
    replay: () => replay(pipeline, kafka),
  };
}

async function replay(pipeline: Pipeline, kafka: Kafka): Promise<Replayed> {
  const groupId = `${pipeline.groupId}-replay`;
  const nobody = { groupId, generationId: -1, memberId: '', groupInstanceId: null };
  const reader = kafka.openReader();
  const producer = kafka.openProducer(groupId);
  const member = kafka.openMember({
    ...{ groupId, topics: [pipeline.deadLetters], instanceId: 'replay', endpoint: '' },
    isPaused: () => false,
    pausedFor: () => '',
    copies: () => [],
    standbys: 0,
    ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000 },
  });
  const counts = { replayed: 0, passedOver: 0 };
  try {
    // Ends a replay that is under way elsewhere: after it the committed offsets are the last word.
    await producer.initialize();
    const partitions = await partitionsOf(kafka, pipeline.deadLetters);
    const committed = await member.committed(partitions);
    const [starts, ends] = await boundsOf(reader, partitions);
    for (const [index, partition] of partitions.entries()) {
      let offset = Math.max(starts[index] ?? 0, committed[index]?.offset ?? 0);
      while (offset < (ends[index] ?? 0)) {
        const [fetched] = await reader.fetch([{ ...partition, offset }], LIMITS);
        if (fetched === undefined) continue;
        if (fetched.nextOffset <= offset) break; // a transaction is open: the next replay takes what it brings
        const batches = new Map<string, Batch>();
        while (fetched.records.next()) {
          const input = putBack(fetched.records, { pipeline, batches, producer });
          counts[input ? 'replayed' : 'passedOver'] += 1;
        }
        const { nextOffset } = fetched;
        await Promise.all(
          [...batches].map(([topic, batch]) => producer.send({ ...partition, topic }, batch)),
        );
        await producer.sendOffsets(nobody, [{ ...partition, offset: nextOffset, metadata: '' }]);
        await producer.commit();
        offset = nextOffset;
      }
    }
    return counts;
  } finally {
    await Promise.allSettled([reader.close(), producer.close(), member.leave()]);
  }
}

interface PutBack {
  readonly pipeline: Pipeline;
  /** By input. */
  readonly batches: Map<string, Batch>;
  readonly producer: TransactionalProducer;
}

/** False for what cannot go back. */
function putBack(records: Records, { pipeline, batches, producer }: PutBack): boolean {
  const [headers, added] = splitHeaders(records);
  const input = added.get('topic') ?? '';
  if (!pipeline.inputs.includes(input) || added.has('left-out-bytes')) return false;
  const batch = batches.get(input) ?? producer.newBatch();
  batches.set(input, batch);
  batch.append(records.key(), records.value(), records.timestamp, headers);
  return true;
}

/** What the host has added to the headers is told apart from what the record had. */
function splitHeaders(records: Records): readonly [Header[], ReadonlyMap<string, string>] {
  const all = records.headers();
  const first = all.findLastIndex(([name]) => name === 'reason');
  const added = all.slice(first).map(([name, value]): [string, string] => [name, `${value ?? ''}`]);
  const [leftOut] = all;
  if (leftOut?.[0] === 'left-out-bytes') added.push(['left-out-bytes', `${leftOut[1] ?? ''}`]);
  return [all.slice(0, Math.max(0, first)), new Map(added)];
}

function toDeadLetter(partition: number, records: Records): DeadLetter {
  const [, added] = splitHeaders(records);
  return {
    partition,
    offset: records.offset,
    timestampMs: records.timestamp,
    reason: added.get('reason') ?? '',
    from: `${added.get('topic')}-${added.get('partition')} offset ${added.get('offset')}`,
    key: records.keyText()?.slice(0, SHOWN_CHARACTERS) ?? null,
    value: records.valueText()?.slice(0, SHOWN_CHARACTERS) ?? null,
  };
}

async function partitionsOf(kafka: Kafka, topic: string): Promise<readonly TopicPartition[]> {
  const topics = kafka.openTopics();
  try {
    const found = await topics.describe(topic, []);
    return Array.from({ length: found?.partitions ?? 0 }, (_, partition) => ({ topic, partition }));
  } finally {
    await topics.close();
  }
}

async function boundsOf(reader: LogReader, partitions: readonly TopicPartition[]) {
  return await Promise.all([reader.logStart(partitions), reader.logEnd(partitions)]);
}

interface ReadAll {
  readonly from: readonly FetchFrom[];
  readonly ends: readonly number[];
  readonly take: (from: FetchFrom, records: Records) => void;
}

/** Reads what is committed up to the ends. An open transaction is not waited for. */
async function readAll(reader: LogReader, { from, ends, take }: ReadAll): Promise<void> {
  for (const [index, each] of from.entries()) {
    let { offset } = each;
    while (offset < (ends[index] ?? 0)) {
      const [fetched] = await reader.fetch([{ ...each, offset }], LIMITS);
      if (fetched === undefined) continue;
      while (fetched.records.next()) take(each, fetched.records);
      if (fetched.nextOffset <= offset) break;
      offset = fetched.nextOffset;
    }
  }
}
