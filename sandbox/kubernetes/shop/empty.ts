// The seed of a bare cluster: two nodes and the namespaces of the system, as the tests' real cluster has.
import { seedBase, seedNode } from './base.ts';
import type { Seed } from './seed.ts';

export function seedEmpty(seed: Seed): void {
  seed.at({ hours: 1 });
  seedBase(seed, []);
  for (const number of [1, 2])
    seedNode(seed, { name: `node-${number}`, number, cpu: '32', memory: '256Gi' });
  seed.at({ minutes: 59 });
}
