// Whether brokers may be taken from under a Kafka: not while copies of a partition are missing, or are on their way to other brokers. Then what
// is stopped may be the last that has all of it, and a move that is cut off is gone on with in the morning, when everybody wants to read.

import type { KafkaAdmin } from '../../pipeline/index.ts';
import type { KafkaAccess } from '../kafka/access.ts';
import type { Kafkas } from '../ports.ts';
import { isOff, originalOf, readMark } from './original.ts';
import type { Target } from './plan.ts';
import type { TurnWish } from './turn.ts';

/** What is asked of it, by the bot itself; people are told numbers alone. */
const HEALTH_ACCESSES: readonly KafkaAccess[] = [
  { operation: 'Describe', resourceType: 'Cluster' },
  { operation: 'Describe', resourceType: 'Topic' },
];

/** @returns in words what is wrong with it; undefined where nothing is */
export type AskKafka = (kafka: string) => Promise<string | undefined>;

/** As the bot. @throws OperatorError where it does not answer. */
export async function askKafka(
  kafka: string,
  kafkas: Pick<Kafkas, 'open'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return await kafkaTrouble(kafka, kafkas.open(kafka, HEALTH_ACCESSES, signal));
}

/** @throws OperatorError where it does not answer. */
export async function kafkaTrouble(
  name: string,
  admin: Pick<KafkaAdmin, 'topics' | 'reassignments'>,
): Promise<string | undefined> {
  const moving = (await admin.reassignments()).length;
  if (moving > 0) return `of the Kafka ${name} ${partitions(moving)} on the way to other brokers`;
  const topics = await admin.topics();
  const missing = topics
    .flatMap((topic) => topic.partitions)
    .filter(({ replicas, isr }) => isr.length < replicas.length).length;
  return missing === 0 ? undefined : `of the Kafka ${name} ${partitions(missing)} under-replicated`;
}

/**
 * Of tiers that have brokers. One that was begun is ended: with some of its brokers gone Kafka is never as it should be.
 * @returns why none of these may be switched off now, in words
 */
export async function kafkaInTheWay(
  { name, state, of }: Pick<TurnWish, 'name' | 'state' | 'of'>,
  targets: readonly Target[],
  ask: AskKafka,
  isAbout: (tier: string) => boolean = () => true,
): Promise<string | undefined> {
  if (state === 'on') return undefined;
  for (const { name: tier, kafka } of of.settings.tiers) {
    const own = targets.filter((target) => target.tier === tier);
    if (kafka === undefined || !isAbout(tier) || own.some((each) => isBegun(name, each))) continue;
    const trouble = await ask(kafka);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function isBegun(name: string, { kind, object }: Target): boolean {
  const mark = readMark(object);
  return typeof mark === 'object' && mark.by === name && isOff(originalOf(kind, object));
}

function partitions(count: number): string {
  return count === 1 ? '1 partition is' : `${count} partitions are`;
}
