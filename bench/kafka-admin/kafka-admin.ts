// `kafka topics` and `kafka group` on a Kafka with many topics and groups: from Slack to Slack, and from the words to the text alone, beside
// the bare requests that the answer needs over an open connection, and beside Apache Kafka's own command line. They take turns, so that
// noise is shared.

import { type Kafka, startKafka } from '../../sandbox/kafka/kafka.ts';
import { keepTimersQuiet } from '../../sandbox/kafka/quiet-timers.ts';
import {
  type Bench,
  HEADER,
  median,
  rounded,
  rowOf,
  type Times,
  timed,
  verdict,
} from '../bench.ts';
import { type Ours, PEOPLE, startOurs } from '../bot.ts';
import { type Bare, createBare } from './bare.ts';
import { type CommandToText, createCommandToText } from './command-to-text.ts';
import { fill, GROUPS, LATE_GROUP, PARTITIONS, READ_GROUP, TOPICS } from './fill.ts';
import { createToolRuns, type ToolRuns } from './tool-runs.ts';

const RUNS = 100;
const WARM = 20;
const TOOLS_EVERY = 10;
const REST_MS = 250;

type Say = (line: string) => void;

export const kafkaAdminBench: Bench = {
  summary: `topics and group (${TOPICS} topics, ${GROUPS} groups), beside bare requests and Apache's tools`,
  run: async (say) => {
    keepTimersQuiet();
    // A log takes room on the disk for its index as soon as it is made.
    const kafka = await startKafka({
      ...{ report: say, heapMegabytes: 2048 },
      settings: { 'log.index.size.max.bytes': '4096' },
    });
    const brokers = kafka.bootstrap.split(',');
    const [bare, text] = [createBare(brokers), createCommandToText(brokers)];
    try {
      say(`making ${TOPICS} topics with ${PARTITIONS} partitions, and ${GROUPS} groups ...`);
      await fill(kafka);
      const ours = await startOurs({ brokers });
      try {
        return await measure({ kafka, bare, text, ours, tools: createToolRuns(kafka) }, say);
      } finally {
        await ours.stop();
      }
    } finally {
      await Promise.all([bare.close(), text.close()]);
      await kafka.stop();
    }
  },
};

interface Sides {
  readonly kafka: Kafka;
  readonly bare: Bare;
  readonly text: CommandToText;
  readonly ours: Ours;
  readonly tools: ToolRuns;
}

async function measure(sides: Sides, say: Say): Promise<Readonly<Record<string, number>>> {
  const { bare, ours, tools } = sides;
  const idleMiB = await ours.memory();
  say(HEADER);
  const topics = await measureOne(sides, say, {
    command: 'kafka topics',
    bare: () => bare.topics(),
    tool: ['kafka-topics', '--list'],
  });
  const group = await measureOne(sides, say, {
    command: `kafka group ${READ_GROUP}`,
    bare: () => bare.group(READ_GROUP),
    tool: ['kafka-consumer-groups', '--describe', '--group', READ_GROUP],
  });
  // The tool does not say how far it is behind in time, and asks less.
  const late = await measureOne(sides, say, {
    command: `kafka group ${LATE_GROUP}`,
    bare: () => bare.lateGroup(LATE_GROUP),
    tool: ['kafka-consumer-groups', '--describe', '--group', LATE_GROUP],
  });
  const busyMiB = await ours.memory();
  say(`resident memory: the bot ${idleMiB} MiB idle, ${busyMiB} MiB after these commands;`);
  say(`  Apache's tools ${tools.mostMiB()} MiB at most, each`);
  for (const [name, { toolToOurs, textToBare }] of Object.entries({ topics, group, late })) {
    verdict(say, `${name}: Slack to Slack 50 times faster than the tool`, toolToOurs >= 50);
    verdict(say, `${name}: command to text at most 1.5 times the bare`, textToBare <= 1.5);
  }
  return {
    ...named('topics', topics),
    ...named('group', group),
    ...named('lateGroup', late),
    ...{ idleMiB, busyMiB, toolMiB: tools.mostMiB() },
  };
}

interface Measured {
  readonly command: string;
  readonly bare: () => Promise<unknown>;
  readonly tool: Parameters<ToolRuns['run']>;
}

interface Ratios {
  readonly toolToOurs: number;
  readonly toolToText: number;
  readonly oursToBare: number;
  readonly textToBare: number;
}

async function measureOne(
  { text, ours, tools }: Sides,
  say: Say,
  { command, bare, tool }: Measured,
): Promise<Ratios> {
  const times = { ours: [] as number[], text: [] as number[], bare: [] as number[] };
  const spawned: number[] = [];
  for (let run = -WARM; run < RUNS; run += 1) {
    const mine = await timed(() => ours.ask((run + WARM) % PEOPLE, command));
    const plain = await timed(() => text.run(command));
    const raw = await timed(bare);
    const other = run % TOOLS_EVERY === 0 ? await timed(() => tools.run(...tool)) : undefined;
    if (other !== undefined) await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (run < 0) continue; // the first ones warm up
    times.ours.push(mine);
    times.text.push(plain);
    times.bare.push(raw);
    if (other !== undefined) spawned.push(other);
  }
  say(rowOf(`${command}: Slack to Slack`, times.ours));
  say(rowOf(`${command}: command to text`, times.text));
  say(rowOf(`${command}: bare requests`, times.bare));
  say(rowOf(`${command}: Apache's tool`, spawned));
  const ratio = (one: Times, other: Times) => rounded(median(one) / median(other));
  return {
    toolToOurs: ratio(spawned, times.ours),
    toolToText: ratio(spawned, times.text),
    oursToBare: ratio(times.ours, times.bare),
    textToBare: ratio(times.text, times.bare),
  };
}

function named(prefix: string, ratios: Ratios): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(ratios).map(([name, value]) => [
      `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}
