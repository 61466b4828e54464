// `kafka connectors`: what runs on the Kafka Connect, with how many tasks of each run and have failed.

import { kafkaCommand } from '../../command.ts';
import { switchFlag } from '../../grammar.ts';
import type { ConnectorStatus } from '../../kafka/connect.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { NAME_PATTERN, readNamePattern } from '../../kafka/name-pattern.ts';
import { tableOf } from '../../kafka/table.ts';

const HEADER = ['CONNECTOR', 'TYPE', 'STATE', 'TASKS', 'RUNNING', 'FAILED', 'WORKER'];

export const connectors = kafkaCommand({
  name: 'kafka connectors',
  summary: 'List connectors of Kafka Connect with their state and tasks.',
  examples: ['kafka connectors', 'kafka connectors --failed', "kafka connectors 'orders.*'"],
  effect: 'read',
  grammar: {
    positionals: { usage: '[REGEX]', min: 0, max: 1, pattern: NAME_PATTERN },
    flags: { failed: switchFlag('Only those of which something has failed.'), ...kafkaFlag },
  },

  read: ({ positionals, flags }) => ({
    matches: readNamePattern(positionals[0] ?? '.*'),
    isFailedOnly: flags.failed,
  }),

  access: () => [{ operation: 'Describe', resourceType: 'Connector' }],

  run: async ({ matches, isFailedOnly }, { connect }) => {
    const found = (await connect.connectors())
      .filter(({ name }) => matches(name))
      .filter((each) => !isFailedOnly || failedOf(each) > 0);
    return { stdout: tableOf([HEADER, ...found.map(lineOf)]), stderr: '', exitCode: 0 };
  },
});

function lineOf(connector: ConnectorStatus): readonly string[] {
  const { name, type, state, tasks, worker } = connector;
  const running = tasks.filter((task) => task.state === 'RUNNING').length;
  const failed = tasks.filter((task) => task.state === 'FAILED').length;
  return [name, type, state, String(tasks.length), String(running), String(failed), worker];
}

function failedOf({ state, tasks }: ConnectorStatus): number {
  return [{ state }, ...tasks].filter((each) => each.state === 'FAILED').length;
}
