// Apache Kafka's own command line, a process for each command as people run it, and the most memory that one of them had.

import { readFile } from 'node:fs/promises';
import type { Kafka } from '../../sandbox/kafka/kafka.ts';

export interface ToolRuns {
  run(name: Parameters<Kafka['tool']>[0], ...args: readonly string[]): Promise<void>;
  /** Resident memory in MiB, of the largest so far. */
  mostMiB(): number;
}

const LOOK_MS = 100;

export function createToolRuns(kafka: Kafka): ToolRuns {
  let mostKiB = 0;
  const look = async () => {
    for (const id of await childrenOf(process.pid)) {
      const command = await read(`/proc/${id}/cmdline`);
      if (!command.includes('org.apache.kafka.tools')) continue;
      const peak = /VmHWM:\s+(\d+)/u.exec(await read(`/proc/${id}/status`))?.[1];
      mostKiB = Math.max(mostKiB, Number(peak ?? 0));
    }
  };
  return {
    run: async (name, ...args) => {
      const looking = setInterval(() => void look(), LOOK_MS);
      try {
        const all = ['--bootstrap-server', kafka.bootstrap, ...args];
        const { exitCode, stderr } = await kafka.tool(name, { args: all });
        if (exitCode !== 0) throw new Error(`${name}: ${stderr}`);
      } finally {
        clearInterval(looking);
      }
    },
    mostMiB: () => Math.round(mostKiB / 1024),
  };
}

async function childrenOf(id: number): Promise<readonly string[]> {
  const text = await read(`/proc/${id}/task/${id}/children`);
  return text.trim().split(' ').filter(Boolean);
}

/** '' for what is gone meanwhile. */
async function read(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
