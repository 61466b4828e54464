// The comparison with Apache Kafka's own tools on as many topics as a company has: the test itself, told how many.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Soak } from '../../../scripts/soak/soak.ts';

export const kafkaConformanceSoak: Soak = {
  summary: 'kafka commands through Slack beside Apache Kafka’s own tools, on so many topics of ten',
  count: 1_000,
  run: async ({ count, say, signal }) => {
    const lines = { same: 0, 'in words': 0, DIFFERENT: 0 };
    const code = await runTest(count, signal, (line) => {
      const [, verdict] = /^(same|in words|DIFFERENT) +\d+ rows {2}/u.exec(line) ?? [];
      if (verdict !== undefined) lines[verdict as keyof typeof lines] += 1;
      else say(line);
    });
    return {
      counts: { topics: count, 'lines compared': lines },
      failures: code === 0 ? [] : [`the test ended with ${code}: see what it printed above`],
    };
  },
};

async function runTest(
  topics: number,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<number | null> {
  const child = spawn(process.execPath, ['scripts/test.ts', 'kafka-conformance/conformance'], {
    env: { ...process.env, QM_KAFKA_TOPICS: String(topics) },
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
    killSignal: 'SIGTERM',
  });
  child.on('error', () => {}); // an interruption is told by its end
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  return await ended;
}
