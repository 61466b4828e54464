// `kafka topics` and `kafka group` from Slack on a Kafka with many topics and groups, beside the bare requests over an open
// connection and beside Apache Kafka's own command line, which is what people have. The three take turns, so that noise is shared.

import kafkajs from 'kafkajs';
import { createAdmin, type OpenAdmin } from '../../pipeline/index.ts';
import { type Kafka, startKafka } from '../../sandbox/kafka/kafka.ts';
import { keepTimersQuiet } from '../../sandbox/kafka/quiet-timers.ts';
import { type Bench, HEADER, median, rounded, rowOf, timed } from '../bench.ts';
import { type Ours, PEOPLE, startOurs } from '../bot.ts';

const TOPICS = 1000;
const PARTITIONS = 10;
const TOPICS_AT_ONCE = 50;
const GROUPS = 200;
const RUNS = 60;
const WARM = 4;
const TOOLS_EVERY = 10;

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
    const admin = createAdmin({ brokers, clientId: 'bench' });
    try {
      await fill(kafka, say);
      const ours = await startOurs({ brokers });
      try {
        return await measure({ kafka, admin, ours }, say);
      } finally {
        await ours.stop();
      }
    } finally {
      await admin.close();
      await kafka.stop();
    }
  },
};

interface Sides {
  readonly kafka: Kafka;
  readonly admin: OpenAdmin;
  readonly ours: Ours;
}

async function measure(sides: Sides, say: Say): Promise<Readonly<Record<string, number>>> {
  const { admin, ours } = sides;
  say(HEADER);
  const topics = await measureOne(sides, say, {
    command: 'kafka topics',
    bare: () => admin.topics(),
    tool: ['kafka-topics', '--list'],
  });
  const group = await measureOne(sides, say, {
    command: 'kafka group group-7',
    bare: async () => {
      await admin.group('group-7');
      const committed = await admin.committed('group-7');
      await admin.offsets(committed, 'latest');
    },
    tool: ['kafka-consumer-groups', '--describe', '--group', 'group-7'],
  });
  const memory = await ours.memory();
  say(`resident memory of the bot: ${memory} MiB`);
  verdict(say, 'topics 50 times faster than the tool', topics.toolToOurs >= 50);
  verdict(say, 'topics at most 1.5 times the bare requests', topics.oursToBare <= 1.5);
  verdict(say, 'group 50 times faster than the tool', group.toolToOurs >= 50);
  verdict(say, 'group at most 1.5 times the bare requests', group.oursToBare <= 1.5);
  return {
    ...{ topicsToolToOurs: topics.toolToOurs, topicsToBare: topics.oursToBare },
    ...{ groupToolToOurs: group.toolToOurs, groupToBare: group.oursToBare, memoryMiB: memory },
  };
}

interface Measured {
  readonly command: string;
  readonly bare: () => Promise<unknown>;
  readonly tool: readonly [Parameters<Kafka['tool']>[0], ...string[]];
}

async function measureOne({ kafka, ours }: Sides, say: Say, { command, bare, tool }: Measured) {
  const times = { ours: [] as number[], bare: [] as number[], tool: [] as number[] };
  for (let run = -WARM; run < RUNS; run += 1) {
    const mine = await timed(() => ours.ask((run + WARM) % PEOPLE, command));
    const raw = await timed(bare);
    const other = run % TOOLS_EVERY === 0 ? await timed(() => runTool(kafka, tool)) : undefined;
    if (run < 0) continue; // the first ones warm up
    times.ours.push(mine);
    times.bare.push(raw);
    if (other !== undefined) times.tool.push(other);
  }
  say(rowOf(`${command}: Slack to Slack`, times.ours));
  say(rowOf(`${command}: bare requests`, times.bare));
  say(rowOf(`${command}: Apache's tool`, times.tool));
  return {
    oursToBare: rounded(median(times.ours) / median(times.bare)),
    toolToOurs: rounded(median(times.tool) / median(times.ours)),
  };
}

function verdict(say: Say, aim: string, isMet: boolean): void {
  say(`aim: ${aim.padEnd(50)} ${isMet ? 'met' : 'MISSED'}`);
}

async function runTool(kafka: Kafka, [name, ...args]: Measured['tool']): Promise<void> {
  const all = ['--bootstrap-server', kafka.bootstrap, ...args];
  const { exitCode, stderr } = await kafka.tool(name, { args: all });
  if (exitCode !== 0) throw new Error(`${name}: ${stderr}`);
}

async function fill(kafka: Kafka, say: Say): Promise<void> {
  say(`making ${TOPICS} topics with ${PARTITIONS} partitions, and ${GROUPS} groups ...`);
  const client = new kafkajs.Kafka({
    clientId: 'fill',
    brokers: kafka.bootstrap.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    requestTimeout: 120_000,
  });
  const admin = client.admin();
  await admin.connect();
  for (let from = 0; from < TOPICS; from += TOPICS_AT_ONCE) {
    const topics = Array.from({ length: TOPICS_AT_ONCE }, (_, index) => ({
      topic: `topic-${from + index}`,
      numPartitions: PARTITIONS,
    }));
    await admin.createTopics({ topics, waitForLeaders: false, timeout: 120_000 });
  }
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({
    partition,
    offset: '0',
  }));
  for (let group = 0; group < GROUPS; group += 1) {
    await admin.setOffsets({ groupId: `group-${group}`, topic: `topic-${group}`, partitions });
  }
  await admin.disconnect();
}
