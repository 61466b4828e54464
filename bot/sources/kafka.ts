// Looks at a Kafka: partitions without a leader or with copies missing, groups that fall behind, transactions that hang, connectors that failed. It asks as
// the bot itself, and only to see.

import type { KafkaAccess } from '../kafka/access.ts';
import { findHanging } from '../kafka/find-hanging.ts';
import type { GroupHistory } from '../kafka/lag.ts';
import type { Kafkas } from '../ports.ts';
import { CONNECTOR, connectorFindings } from './kafka/connectors.ts';
import { HANGING, hangingFindings } from './kafka/hanging.ts';
import { lagFindings } from './kafka/lag.ts';
import { replicaFindings } from './kafka/replicas.ts';
import type { KafkaWhere } from './kafka/where.ts';
import { createPolled, type Finding } from './polled.ts';
import type { Source } from './source.ts';

export interface KafkaSourceOptions {
  readonly where: KafkaWhere;
  readonly hasConnect: boolean;
  /** As the settings have them now. */
  readonly kafkas: () => Pick<Kafkas, 'open' | 'connect'>;
  readonly lagHistory: (kafka: string) => readonly GroupHistory[];
  readonly log: { warn(fields: object, message: string): void };
}

const MAY_SEE: readonly KafkaAccess[] = [
  { operation: 'Describe', resourceType: 'Cluster' },
  { operation: 'Describe', resourceType: 'Topic' },
  { operation: 'Describe', resourceType: 'TransactionalId' },
  { operation: 'Describe', resourceType: 'Connector' },
];
const EVERY_MS = 30_000;
const DEADLINE_MS = 60_000;
/** Every partition is asked for its producers: that is not done at each look. */
const HANGING_EVERY_MS = 5 * 60_000;
/** The longest that brokers let a transaction be open, by default (transaction.max.timeout.ms). */
const HANGING_MS = 15 * 60_000;

export function createKafkaSource(options: KafkaSourceOptions): Source {
  const { where, hasConnect, kafkas, lagHistory, log } = options;
  const { name } = where;
  let hanging: { readonly atMs: number; readonly findings: readonly Finding[] } | undefined;
  /** Undefined where it could not be looked at: that hides nothing else. */
  const tried = async (what: string, look: () => Promise<readonly Finding[]>) =>
    await look().catch((error: unknown) => {
      log.warn({ err: error, kafka: name, what }, 'a part of a Kafka could not be looked at');
      return undefined;
    });
  return createPolled({
    ...{ name: `kafka ${name}`, everyMs: EVERY_MS, deadlineMs: DEADLINE_MS, log },
    look: async (signal, nowMs) => {
      const admin = kafkas().open(name, MAY_SEE, signal);
      const [topics, moving] = [await admin.topics(), await admin.reassignments()];
      const connectors = hasConnect
        ? await tried('connect', async () => {
            const connect = kafkas().connect(name, MAY_SEE, signal);
            return connectorFindings(await connect.connectors(), where);
          })
        : [];
      if (hanging === undefined || nowMs - hanging.atMs >= HANGING_EVERY_MS) {
        const found = await tried('transactions', async () => {
          const { hanging: all } = await findHanging(admin, HANGING_MS, () => nowMs);
          return hangingFindings(all, where);
        });
        hanging = found === undefined ? undefined : { atMs: nowMs, findings: found };
      }
      const unseen = [
        ...(connectors === undefined ? [`${CONNECTOR}/`] : []),
        ...(hanging === undefined ? [`${HANGING}/`] : []),
      ];
      return {
        findings: [
          ...replicaFindings(topics, moving, where),
          ...lagFindings(lagHistory(name), where),
          ...(connectors ?? []),
          ...(hanging?.findings ?? []),
        ],
        isUnseen: (key) => unseen.some((begin) => key.startsWith(begin)),
      };
    },
  });
}
