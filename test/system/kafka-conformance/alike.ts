// What of a Kafka is asked of both again and again, in whichever state it is: its topics, those of many, its ACLs and quotas.

import type { Kafka } from '../../kafka/kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import type { Comparisons } from './comparison.ts';
import { MANY, manyName, TOPICS } from './states.ts';
import { rowsOf } from './tools.ts';

export interface Sides {
  readonly kafka: Kafka;
  readonly holds: Comparisons['holds'];
}

const FILTERS: Readonly<Record<string, string>> = {
  '--under-replicated': '--under-replicated-partitions',
  '--under-min-isr': '--under-min-isr-partitions',
  '--at-min-isr': '--at-min-isr-partitions',
  '--unavailable': '--unavailable-partitions',
};

const NAMES = Object.keys(TOPICS);

export async function clientsAlike({ kafka, holds }: Sides): Promise<void> {
  const asked = ['', '--topic orders', '--topic orders --resource-pattern-type match'];
  for (const filter of [...asked, '--group billing', '--topic nothing']) {
    const args = ['--list', ...filter.split(' ').filter(Boolean)];
    const said = rowsOf(await runTool(kafka, 'kafka-acls', args));
    await holds(`kafka acls ${filter}`.trim(), said, {
      ...{
        compared: withoutListOfNothing,
        leavesOut: 'that there are none, which only the bot says',
      },
    });
  }
  for (const types of ['users', 'clients', 'users,clients', 'ips']) {
    const args = types.split(',').flatMap((type) => ['--entity-type', type]);
    const said = rowsOf(await runTool(kafka, 'kafka-configs', ['--describe', ...args]));
    await holds(`kafka quotas --entity-type ${types}`, said);
  }
}

export async function topicsAlike(sides: Sides): Promise<void> {
  const { kafka, holds } = sides;
  const listed = rowsOf(await runTool(kafka, 'kafka-topics', ['--list']));
  await holds('kafka topics', listed);
  await namesAlike(sides, 'shop', listed);
  const said = rowsOf(await runTool(kafka, 'kafka-topics', ['--describe']));
  for (const topic of NAMES) {
    const own = said.filter((row) => row.startsWith(`Topic: ${topic} `));
    await describedAlike(sides, topic, own);
  }
  await filtersAlike(sides, 'shop');
}

/** Of topics beyond counting: all of their names, and one of them; those without a leader once a broker is gone. */
export async function manyAlike(sides: Sides): Promise<void> {
  const { kafka } = sides;
  const one = manyName(Math.floor(MANY / 2));
  await namesAlike(sides, 'many', rowsOf(await runTool(kafka, 'kafka-topics', ['--list'])));
  const said = rowsOf(await runTool(kafka, 'kafka-topics', ['--describe', '--topic', one]));
  await describedAlike(sides, one, said);
  await filtersAlike(sides, 'many');
}

async function namesAlike({ holds }: Sides, prefix: string, listed: readonly string[]) {
  const some = listed.filter((name) => name.startsWith(`${prefix}.`));
  await holds(`kafka topics ${prefix}.*`, some);
}

async function describedAlike({ holds }: Sides, topic: string, said: readonly string[]) {
  const leavesOut = 'where its partitions end, which kafka-topics does not tell';
  await holds(`kafka topic ${topic}`, said, { only: /^Topic: /u, leavesOut });
}

async function filtersAlike({ kafka, holds }: Sides, prefix: string): Promise<void> {
  for (const [filter, option] of Object.entries(FILTERS)) {
    const args = ['--describe', option, '--topic', `${prefix}.*`];
    const said = rowsOf(await runTool(kafka, 'kafka-topics', args));
    await holds(`kafka topics ${prefix}.* ${filter}`, said);
  }
}

/** Where there is nothing to list the tool says nothing, and the bot that there is nothing. */
function withoutListOfNothing(row: string): string {
  return row === 'There are none of that kind.' ? '' : row;
}
