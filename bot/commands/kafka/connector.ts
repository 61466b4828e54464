// `kafka connector`: one connector with its tasks, why what failed did, and of its configuration what holds no secret.

import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import type { ConnectorSettings, ConnectorStatus } from '../../kafka/connect.ts';
import { CONNECTOR, kafkaFlag } from '../../kafka/flags.ts';
import { tableOf } from '../../kafka/table.ts';
import { shortTrace } from '../../kafka/trace.ts';

const VALUE_CHARACTERS = 200;
/** Tasks of a connector mostly fail of the same. */
const TRACES = 5;

export const connector = kafkaCommand({
  name: 'kafka connector',
  summary: 'Describe a connector: its tasks, and why those that failed did.',
  examples: ['kafka connector orders-archive'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: CONNECTOR },
    flags: kafkaFlag,
  },
  read: ({ positionals: [name = ''] }) => ({ name }),
  access: ({ name }) => [{ operation: 'Describe', resourceType: 'Connector', name }],

  run: async ({ name }, context) => {
    const [status, settings] = await Promise.all([
      connectorOf(name, context),
      context.connect.settings(name),
    ]);
    const parts = [describe(status), settingsInWords(settings), tasksOf(status), ...traces(status)];
    return { stdout: parts.filter((part) => part !== '').join('\n'), stderr: '', exitCode: 0 };
  },
});

/** @throws OperatorError when there is none of that name */
export async function connectorOf(
  name: string,
  { connect, kafka }: Pick<KafkaContext, 'connect' | 'kafka'>,
): Promise<ConnectorStatus> {
  const found = await connect.connector(name);
  if (found !== undefined) return found;
  throw new OperatorError({
    what: `There is no connector "${name}" on the Kafka Connect of ${kafka.name}.`,
    why: 'Its workers do not know it, or have not yet begun it.',
    fix: '"kafka connectors" lists those that there are.',
  });
}

function describe({ name, type, state, worker }: ConnectorStatus): string {
  return `${name}: ${type}, ${state} on ${worker}\n`;
}

function settingsInWords(settings: ConnectorSettings | undefined): string {
  if (settings === undefined) return ''; // it was taken away at this moment
  const lines = Object.entries(settings.shown).map(
    ([key, value]) => `${key}=${value.slice(0, VALUE_CHARACTERS)}\n`,
  );
  const rest = settings.hidden === 1 ? '1 other setting' : `${settings.hidden} other settings`;
  return `${lines.join('')}(${rest}, not shown: they may hold secrets)\n`;
}

function tasksOf({ tasks }: ConnectorStatus): string {
  if (tasks.length === 0) return 'It has no tasks.\n';
  return tableOf([
    ['TASK', 'STATE', 'WORKER'],
    ...tasks.map(({ id, state, worker }) => [String(id), state, worker]),
  ]);
}

function traces(status: ConnectorStatus): readonly string[] {
  const failed = [
    ...(status.trace === undefined ? [] : [{ who: 'The connector', trace: status.trace }]),
    ...status.tasks.flatMap(({ id, trace }) =>
      trace === undefined ? [] : [{ who: `Task ${id}`, trace }],
    ),
  ];
  const shown = failed.slice(0, TRACES).map(({ who, trace }, index) => {
    const same = failed.slice(0, index).find((each) => each.trace === trace);
    if (same !== undefined) return `${who} failed of the same as ${same.who.toLowerCase()}.\n`;
    return `${who} failed:\n${shortTrace(trace)
      .map((line) => `${line}\n`)
      .join('')}`;
  });
  const more = failed.length - shown.length;
  return more > 0 ? [...shown, `${more} more have failed.\n`] : shown;
}
