// Reads all that there is of one key, in the inputs up to where they are committed and in the outputs, for the pipeline's own
// verification. It takes part in nothing, and gives way between fetches.
import type { Found, Verification } from './control.ts';
import { OperatorError } from './operator-error.ts';
import type { KeptRecord, Pipeline } from './pipeline.ts';
import type { Clock, Kafka, LogReader, TopicPartition } from './ports.ts';

export interface VerifyOptions {
  readonly pipeline: Pipeline;
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly key: string;
  /** What is kept under the key, and of which records that is the outcome. */
  readonly found: Found;
}

const LIMITS = { maxWaitMs: 50, maxBytesPerPartition: 1024 * 1024 };
/** So long is waited for the markers of what is committed already. */
const STILL_MS = 30_000;
const MOST_PROBLEMS = 20;
/** Of one key: more are not held in memory. */
const MOST_RECORDS = 1_000_000;

/** @throws OperatorError when the pipeline cannot be verified, or what is needed cannot be read. */
export async function verifyKey(options: VerifyOptions): Promise<Verification> {
  const { pipeline, kafka, key, found } = options;
  const { verify, inputs, outputs, name } = pipeline;
  if (verify === undefined) {
    throw refusal(name, 'It says of no output how it comes of its input.', 'Look at its records.');
  }
  const reader = kafka.openReader();
  try {
    const topics = [...inputs, ...outputs];
    const places = topics.map((topic) => ({ topic, partition: found.partition }));
    const starts = await reader.logStart(places);
    const ends = await reader.logEnd(places);
    const records = new Map<string, readonly KeptRecord[]>();
    let looked = 0;
    for (const [index, place] of places.entries()) {
      const from = starts[index] ?? 0;
      const to = index < inputs.length ? (found.committed[index] ?? 0) : (ends[index] ?? 0);
      const read = await readKey(reader, { ...options, place, from, to });
      records.set(place.topic, read.kept);
      looked += read.looked;
    }
    const isWhole = starts.every((start) => start === 0);
    const reached = new Map(inputs.map((topic, index) => [topic, found.committed[index] ?? 0]));
    const { figures, problems } = verify({ key, value: found.value, records, reached, isWhole });
    return {
      ...{ key, partition: found.partition, committed: found.committed, looked, isWhole, figures },
      problems: problems.slice(0, MOST_PROBLEMS),
      problemCount: problems.length,
    };
  } finally {
    await reader.close();
  }
}

interface ReadOptions extends VerifyOptions {
  readonly place: TopicPartition;
  readonly from: number;
  readonly to: number;
}

async function readKey(
  reader: LogReader,
  { pipeline, clock, key, place, from, to }: ReadOptions,
): Promise<{ readonly kept: readonly KeptRecord[]; readonly looked: number }> {
  const kept: KeptRecord[] = [];
  let offset = from;
  let looked = 0;
  let movedMs = clock.nowMs();
  while (offset < to) {
    const [fetched] = await reader.fetch([{ ...place, offset }], LIMITS);
    if (fetched !== undefined) {
      const { records } = fetched;
      while (records.next()) {
        if (records.offset >= to) continue;
        looked += 1;
        if (records.keyText() !== key) continue;
        const { offset: at, timestamp } = records;
        kept.push({ offset: at, timestamp, text: records.valueText() });
      }
      if (fetched.nextOffset > offset) movedMs = clock.nowMs();
      offset = Math.max(offset, fetched.nextOffset);
    }
    if (kept.length > MOST_RECORDS) {
      throw refusal(pipeline.name, `There are more than ${MOST_RECORDS} records of it.`, ELSEWHERE);
    }
    if (clock.nowMs() - movedMs > STILL_MS) {
      throw refusal(
        pipeline.name,
        `${place.topic}-${place.partition} cannot be read beyond offset ${offset} now.`,
        'A transaction is open there, or its leader cannot be asked; see "kafka transactions".',
      );
    }
    await clock.giveWay();
  }
  return { kept, looked };
}

const ELSEWHERE = 'Verify it by a program of your own, or a key with fewer records.';

function refusal(name: string, why: string, fix: string): OperatorError {
  return new OperatorError({ what: `Cannot verify this of pipeline ${name}.`, why, fix });
}
