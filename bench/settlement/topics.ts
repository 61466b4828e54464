// The topics of the comparison: inputs that both sides read, outputs of each run, and how far a run has come.
import { committedOf } from '../../pipeline/adapters/kafka/admin-groups.ts';
import { createConnections } from '../../pipeline/adapters/kafka/connections.ts';
import { createAdminClient } from '../../pipeline/adapters/kafka/kafkajs-cluster.ts';
import { createLogReader } from '../../pipeline/adapters/kafka/log-reader.ts';
import { retrying } from '../../pipeline/adapters/kafka/retry.ts';
import { createTopics } from '../../pipeline/adapters/kafka/topics.ts';
import { traffic } from '../clicks/generate.ts';
import { createPlainProducer } from '../clicks/producer.ts';

/** What the names of the inputs begin with. */
export const INPUTS = 'in.';
export const CAMPAIGNS = 1_000;
const OUTPUTS = ['ad.deductions', 'ad.budget-exhausted', 'ad.dead-letters'];
const DEDUCTION = /"clickId":"([^"]+)".*"clickPartition":(\d+),"clickOffset":(\d+)/u;
const BATCH = 8_000;
const COORDINATOR_MS = 30_000;

export interface Progress {
  /** Records that the group has committed to have read, over both inputs. */
  committed(group: string): Promise<number>;
  /** Of clicks, by partition. */
  committedClicks(group: string): Promise<readonly number[]>;
  /** Records in the inputs. */
  total(): Promise<number>;
  /** Where the logs of clicks end, by partition. */
  clickEnds(): Promise<readonly number[]>;
  /** A text that is the same for the same set of deductions, of clicks before these offsets: other clicks came while others were timed. */
  fingerprint(deductions: string, clickEnds: readonly number[]): Promise<string>;
  close(): Promise<void>;
}

export async function makeInputs(brokers: string, partitions: number): Promise<void> {
  const topics = createTopics({ brokers: [brokers], clientId: 'bench' });
  for (const name of ['ad.clicks', 'ad.charges']) {
    await topics.create(`${INPUTS}${name}`, {
      ...{ partitions, replicationFactor: 1 },
      settings: { 'retention.ms': '-1', 'message.timestamp.after.max.ms': '3600000' },
    });
  }
  await topics.close();
}

export async function fillInputs(
  brokers: string,
  partitions: number,
  count: number,
): Promise<void> {
  const producer = createPlainProducer([brokers], partitions);
  const records = traffic({
    ...{ seed: 1, campaigns: CAMPAIGNS, repeatedPercent: 1, poisonPercent: 0 },
    ...{ startMs: Date.now() - count, stepMs: 1 },
  });
  for (let sent = 0; sent < count; sent += 1) {
    const { value: record } = records.next();
    producer.add(`${INPUTS}ad.${record.input}`, record.key, record.value, record.timestamp);
    if (sent % BATCH === BATCH - 1) await producer.flush();
  }
  await producer.flush();
  await producer.close();
}

export async function makeOutputs(brokers: string, run: string): Promise<void> {
  const topics = createTopics({ brokers: [brokers], clientId: 'bench' });
  const found = await topics.describe(`${INPUTS}ad.clicks`, []);
  for (const name of OUTPUTS) {
    const partitions = found?.partitions ?? 1;
    await topics.create(`${run}.${name}`, { partitions, replicationFactor: 1, settings: {} });
  }
  await topics.close();
}

/** What a run has left is of no use, and of some size. */
export async function dropTopics(brokers: string, run: string): Promise<void> {
  const admin = createAdminClient({ brokers: [brokers], clientId: 'bench' });
  await admin.connect();
  const names = await admin.listTopics();
  const topics = names.filter((name) => name.startsWith(`${run}.`) || name.startsWith(`${run}-`));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}

export function createProgress(brokers: string, partitions: number): Progress {
  const connections = createConnections({ brokers: [brokers], clientId: 'bench' });
  const reader = createLogReader(connections);
  const every = (topic: string) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
  const clicks = `${INPUTS}ad.clicks`;
  /** A new broker makes the topic of the coordinators when the first asks for one. */
  const offsetsOf = (group: string) =>
    retrying(() => committedOf(connections, group), { withinMs: COORDINATOR_MS });
  return {
    committed: async (group) =>
      (await offsetsOf(group)).reduce((sum, { offset }) => sum + (offset ?? 0), 0),
    committedClicks: async (group) => {
      const found = await offsetsOf(group);
      return every(clicks).map(
        (wanted) =>
          found.find((each) => each.topic === clicks && each.partition === wanted.partition)
            ?.offset ?? 0,
      );
    },
    total: async () => {
      const ends = await reader.logEnd([...every(clicks), ...every(`${INPUTS}ad.charges`)]);
      return ends.reduce((sum, end) => sum + end, 0);
    },
    clickEnds: () => reader.logEnd(every(clicks)),
    fingerprint: async (deductions, clickEnds) => {
      const ends = await reader.logEnd(every(deductions));
      const from = every(deductions).map((each) => ({ ...each, offset: 0 }));
      let count = 0;
      let sum = 0;
      for (;;) {
        const left = from.filter(({ partition, offset }) => offset < (ends[partition] ?? 0));
        if (left.length === 0) return `${count} deductions, sum ${sum}`;
        const limits = { maxWaitMs: 100, maxBytesPerPartition: 8 * 1024 * 1024 };
        for (const { partition, records, nextOffset } of await reader.fetch(left, limits)) {
          while (records.next()) {
            // Which partition a deduction is in, is its writer's own affair.
            const [, id = '', at, offset] = DEDUCTION.exec(records.valueText() ?? '') ?? [];
            if (Number(offset) >= (clickEnds[Number(at)] ?? 0)) continue;
            count += 1;
            sum = (sum + hash(id)) >>> 0;
          }
          const place = from[partition];
          if (place !== undefined) place.offset = nextOffset;
        }
      }
    },
    close: () => connections.close(),
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}
