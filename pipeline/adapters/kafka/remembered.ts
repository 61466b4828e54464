// What was learnt of a Kafka from its last answers, such as who leads a partition: kept beside its connections, gone with them, and bounded.

import type { Connections } from './connections.ts';

/** @returns what is remembered of one Kafka, by name; all of it is forgotten when there are more names than `most` */
export function createMemory<Value>(
  most: number,
): (connections: Connections) => Map<string, Value> {
  const all = new WeakMap<Connections, Map<string, Value>>();
  return (connections) => {
    const known = all.get(connections) ?? new Map<string, Value>();
    if (known.size > most) known.clear();
    all.set(connections, known);
    return known;
  };
}
