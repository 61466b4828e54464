// How the settlement scales: processes and partitions, each pair drained on a broker of its own; and what a click id in the window
// takes of memory.
import { startKafka } from '../../sandbox/kafka/kafka.ts';
import { type Bench, rounded } from '../bench.ts';
import { drain } from './drain.ts';
import { measureIds } from './ids.ts';
import { createOurs } from './sides.ts';
import { createProgress, dropTopics, fillInputs, makeInputs } from './topics.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 600_000);
const PARTITIONS = [4, 16, 64];
const PROCESSES = [1, 2, 4];
const ID_COUNTS = [1_000_000, 10_000_000];

type Say = (line: string) => void;

export const scaleBench: Bench = {
  summary: `the settlement by processes and partitions, ${RECORDS} records each; memory of click ids`,
  run: async (say) => {
    const figures: Record<string, number> = {};
    for (const count of ID_COUNTS) {
      const { bytesPerId, residentMiB } = await measureIds(count);
      say(`${count} click ids: ${bytesPerId} bytes each, ${residentMiB} MiB resident`);
      figures[`bytesPerIdOf${count}`] = bytesPerId;
    }
    say(`${'partitions'.padEnd(12)}${PROCESSES.map((each) => columnOf(each)).join('')}`);
    for (const partitions of PARTITIONS) {
      const cells = await drainEach(partitions, say);
      say(`${String(partitions).padEnd(12)}${cells.map(({ text }) => text.padStart(32)).join('')}`);
      const [one] = cells;
      for (const [index, { perSecond }] of cells.entries()) {
        const name = `p${partitions}x${PROCESSES[index]}`;
        figures[name] = rounded(perSecond / (one?.perSecond ?? Number.NaN));
      }
    }
    return figures;
  },
};

async function drainEach(partitions: number, say: Say) {
  const kafka = await startKafka({ report: say, heapMegabytes: 1_536 });
  const brokers = kafka.bootstrap;
  try {
    await makeInputs(brokers, partitions);
    await fillInputs(brokers, partitions, RECORDS);
    const cells: { readonly perSecond: number; readonly text: string }[] = [];
    for (const processes of PROCESSES) cells.push(await drainOne(brokers, partitions, processes));
    return cells;
  } finally {
    await kafka.stop();
  }
}

async function drainOne(brokers: string, partitions: number, processes: number) {
  const run = `p${partitions}x${processes}`;
  const progress = createProgress(brokers, partitions);
  const side = createOurs(brokers, processes);
  const { drained, workers } = await drain(side, run, progress);
  await Promise.all(workers.map((worker) => worker.stop()));
  await progress.close();
  await dropTopics(brokers, run);
  const { perSecond, cpuPerMillion, residentMiB } = drained;
  const text = `${Math.round(perSecond)}/s ${cpuPerMillion.toFixed(1)} s ${Math.round(residentMiB)} MiB`;
  return { perSecond, text };
}

function columnOf(processes: number): string {
  return `${processes} process${processes === 1 ? '' : 'es'}`.padStart(32);
}
