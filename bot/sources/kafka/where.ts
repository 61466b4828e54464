// How what is found of a Kafka is named: its groups and labels. Pure.

import type { KafkaInfo } from '../../command.ts';
import type { Finding } from '../polled.ts';

export type KafkaWhere = KafkaInfo;

/** One matter by itself is its own group. */
export function groupOf(
  reason: string,
  { name }: KafkaWhere,
  what = '',
): Pick<Finding, 'key' | 'group' | 'groupTitle'> {
  const key = `${reason}/${what}`.slice(0, 300);
  const of = what === '' ? reason : what;
  return { key, group: key, groupTitle: `${of} (Kafka ${name})` };
}

export function labelsOf(
  reason: string,
  { name, environment }: KafkaWhere,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { kafka: name, environment, reason, ...more };
}
