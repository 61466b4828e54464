// What a figure has to be read with: the versions and the machine that it was taken on.

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

export function surroundings() {
  return {
    versions: { quartermaster: ownVersion(), node: process.versions.node },
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryMiB: Math.round(totalmem() / 1_048_576),
      node: process.version,
    },
  };
}

function ownVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}
