// How long a click takes at a fixed rate, from its time to where a reader of committed records has its deduction; and the longest
// silence of a partition while half of the workers leave.
import { setTimeout as delay } from 'node:timers/promises';
import { createConnections } from '../../pipeline/adapters/kafka/connections.ts';
import { createLogReader } from '../../pipeline/adapters/kafka/log-reader.ts';
import { traffic } from '../clicks/generate.ts';
import { createPlainProducer } from '../clicks/producer.ts';
import { CAMPAIGNS, INPUTS } from './topics.ts';

export interface Feed {
  stop(): Promise<void>;
}

const SEND_EVERY_MS = 10;
let feeds = 1;

/** Sends clicks of now at that rate until it is stopped. */
export function startFeed(brokers: string, partitions: number, perSecond: number): Feed {
  const producer = createPlainProducer([brokers], partitions);
  const startMs = Date.now();
  feeds += 1;
  const records = traffic({
    ...{ seed: feeds, campaigns: CAMPAIGNS, repeatedPercent: 0, poisonPercent: 0 },
    ...{ startMs, stepMs: 1 },
  });
  let sent = 0;
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      const due = Math.floor((perSecond * (Date.now() - startMs)) / 1_000);
      for (; sent < due; sent += 1) {
        const { value: record } = records.next();
        producer.add(`${INPUTS}ad.${record.input}`, record.key, record.value, Date.now());
      }
      await producer.flush();
      await delay(SEND_EVERY_MS);
    }
    await producer.close();
  };
  const running = run();
  return {
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}

export interface Arrivals {
  /** Milliseconds from the time of a click to the arrival of its deduction. */
  readonly latencies: readonly number[];
  /** The longest time in which some partition brought nothing, in milliseconds. */
  readonly longestSilenceMs: number;
}

/** Reads what arrives for so long. A pause that lasts at its end counts with what it has come to. */
export async function watchArrivals(
  brokers: string,
  partitions: number,
  options: { readonly topic: string; readonly forMs: number },
): Promise<Arrivals> {
  const connections = createConnections({ brokers: [brokers], clientId: 'bench-latency' });
  const reader = createLogReader(connections);
  const { topic, forMs } = options;
  const every = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const ends = await reader.logEnd(every);
  const from = every.map((each, index) => ({ ...each, offset: ends[index] ?? 0 }));
  const latencies: number[] = [];
  const startMs = Date.now();
  const lastMs = every.map(() => startMs);
  let longestSilenceMs = 0;
  while (Date.now() < startMs + forMs) {
    const fetched = await reader.fetch(from, { maxWaitMs: 20, maxBytesPerPartition: 1_048_576 });
    const nowMs = Date.now();
    for (const { partition, records, nextOffset } of fetched) {
      let count = 0;
      for (; records.next(); count += 1) latencies.push(nowMs - records.timestamp);
      if (count > 0 || nowMs >= startMs + forMs) {
        longestSilenceMs = Math.max(longestSilenceMs, nowMs - (lastMs[partition] ?? nowMs));
        lastMs[partition] = nowMs;
      }
      const place = from[partition];
      if (place !== undefined) place.offset = nextOffset;
    }
  }
  await connections.close();
  return { latencies, longestSilenceMs };
}
