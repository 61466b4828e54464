// `npm run bench -- NAME`: side-by-side benchmarks. Both sides run on the same machine in the same minutes; the last line is
// one JSON object.

import { surroundings } from '../scripts/soak/surroundings.ts';
import type { Bench } from './bench.ts';
import { kafkaAdminBench } from './kafka-admin/kafka-admin.ts';
import { kubectlBench } from './kubectl/kubectl.ts';
import { noticesBench } from './notices/notices.ts';
import { scaleBench } from './settlement/scale.ts';
import { settlementBench } from './settlement/settlement.ts';
import { timetableBench } from './timetable/timetable.ts';

/** Every benchmark there is: one line each. */
const BENCHES: Readonly<Record<string, Bench>> = {
  kubectl: kubectlBench,
  'kafka-admin': kafkaAdminBench,
  notices: noticesBench,
  settlement: settlementBench,
  'settlement-scale': scaleBench,
  timetable: timetableBench,
};

// What a benchmark has started ends at the exit: without these there would be none.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

process.exitCode = await main(process.argv[2] ?? '');

async function main(name: string): Promise<number> {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined) {
    say(name === '' ? 'It is not said which benchmark.' : `There is no benchmark "${name}".`);
    for (const [known, { summary }] of Object.entries(BENCHES)) {
      say(`  ${known.padEnd(12)} ${summary}`);
    }
    say('Usage: npm run bench -- NAME');
    return 1;
  }
  say(`${name}: ${bench.summary}`);
  const ratios = await bench.run(say);
  say(JSON.stringify({ name, ratios, ...surroundings() }));
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
