// `npm run soak -- NAME [--count N] [--seed S]`: the long versions of the tests. It prints the seed first and progress on the
// way; the last line is one JSON object. It ends with 1 when something was found.

import { parseArgs } from 'node:util';
import { approvalsSoak } from '../test/approvals/soak.ts';
import { onCallSoak } from '../test/bot/on-call/year/soak.ts';
import { yearSoak } from '../test/bot/switch/year/soak.ts';
import { timetableSoak } from '../test/bot/timetable/soak.ts';
import { alertKillsSoak } from '../test/chaos/alert-kills/soak.ts';
import { alertStormSoak } from '../test/chaos/alert-storm-soak.ts';
import { incidentKillsSoak } from '../test/chaos/incident-kills/soak.ts';
import { settlementSoak } from '../test/chaos/pipeline/soak.ts';
import { stormSoak } from '../test/chaos/soak.ts';
import { escapeSoak } from '../test/escape/soak.ts';
import { simulationSoak } from '../test/pipeline/simulation/soak.ts';
import { kafkaConformanceSoak } from '../test/system/kafka-conformance/soak.ts';
import type { Soak, SoakResult } from './soak/soak.ts';
import { surroundings } from './soak/surroundings.ts';

/** Every soak there is: one line each. */
const SOAKS: Readonly<Record<string, Soak>> = {
  'alert-kills': alertKillsSoak,
  'alert-storm': alertStormSoak,
  approvals: approvalsSoak,
  escape: escapeSoak,
  'incident-kills': incidentKillsSoak,
  'kafka-conformance': kafkaConformanceSoak,
  'on-call': onCallSoak,
  settlement: settlementSoak,
  simulation: simulationSoak,
  storm: stormSoak,
  timetable: timetableSoak,
  year: yearSoak,
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { name, soak, count, seed, path, kills } = readWish();
  if (soak === undefined) return explain(name);
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
    say('--count is a whole number from 1, --seed a whole number.');
    return 1;
  }
  if (kills !== undefined && (!Number.isSafeInteger(kills) || kills < 0)) {
    say('--kills is a whole number from 0.');
    return 1;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => interrupted.abort());
  }
  say(`${name}: ${soak.summary}`);
  say(`count ${count.toLocaleString('en')}, seed ${seed}`);
  const startedMs = Date.now();
  const result = await soak.run({ count, seed, path, kills, say, signal: interrupted.signal });
  const seconds = Math.max(1, Math.round((Date.now() - startedMs) / 1000));
  summarize(result);
  if (interrupted.signal.aborted) say('Interrupted: the counts are of what ran.');
  const { counts, failures } = result;
  const failed = failures.length;
  const line = { name, counts: { ...counts, failures: failed, seconds }, seed, ...surroundings() };
  say(JSON.stringify(line));
  return failed === 0 && !interrupted.signal.aborted ? 0 : 1;
}

function readWish() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string' },
      seed: { type: 'string' },
      path: { type: 'string' },
      kills: { type: 'string' },
    },
  });
  const [name = ''] = positionals;
  const soak = Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined;
  return {
    name,
    soak,
    count: Number(values.count ?? soak?.count),
    seed: Number(values.seed ?? Math.floor(Math.random() * 2 ** 31)),
    path: values.path,
    kills: values.kills === undefined ? undefined : Number(values.kills),
  };
}

function explain(name: string): number {
  say(name === '' ? 'It is not said which soak.' : `There is no soak "${name}".`);
  for (const [known, { summary }] of Object.entries(SOAKS)) say(`  ${known.padEnd(18)} ${summary}`);
  say('Usage: npm run soak -- NAME [--count N] [--seed S] [--kills N, where something is killed]');
  return 1;
}

function summarize({ counts, failures }: SoakResult): void {
  for (const [title, value] of Object.entries(counts)) {
    if (typeof value === 'number') {
      say(`${title.padEnd(28)} ${value.toLocaleString('en')}`);
      continue;
    }
    say(`${title}:`);
    const rows = Object.entries(value).toSorted(([, one], [, other]) => other - one);
    for (const [row, number] of rows) say(`  ${row.padEnd(26)} ${number.toLocaleString('en')}`);
  }
  for (const failure of failures) say(`\nFOUND ${failure}`);
}

// Where it is read together with the last line, that stays the last.
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
