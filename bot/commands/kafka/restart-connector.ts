// `kafka restart connector`: begins it anew, its tasks too where that is said. What was committed is where they go on.

import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { switchFlag } from '../../grammar.ts';
import { changing } from '../../kafka/change.ts';
import type { ConnectRestart } from '../../kafka/connect.ts';
import {
  afterRestart,
  type ConnectPlan,
  connectorAccesses,
  type Instance,
  instancesOf,
  planOf,
  watchingStates,
} from '../../kafka/connect-change.ts';
import { CONNECTOR, kafkaFlag } from '../../kafka/flags.ts';
import { connectorOf } from './connector.ts';

interface RestartArgs extends ConnectRestart {
  readonly name: string;
}

export const restartConnector = kafkaCommand({
  name: 'kafka restart connector',
  summary: 'Restart a connector; its tasks, or what of it has failed, where that is said.',
  examples: [
    'kafka restart connector orders-archive',
    'kafka restart connector orders-archive --include-tasks --only-failed',
  ],
  effect: 'change',
  deadlineMs: () => 60_000,
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: CONNECTOR },
    flags: {
      'include-tasks': switchFlag('Its tasks too.'),
      'only-failed': switchFlag('Of these only what has failed.'),
      ...kafkaFlag,
    },
  },
  read: ({ positionals: [name = ''], flags }): RestartArgs => ({
    ...{ name, includeTasks: flags['include-tasks'], onlyFailed: flags['only-failed'] },
  }),
  access: connectorAccesses,

  ...changing<RestartArgs, ConnectPlan>({
    plan: planRestart,
    make: async ({ name, ...restart }, _plan, { connect }) => await connect.restart(name, restart),
    ...watchingStates,
    print: ({ name }, { values }) =>
      `Restarted of connector ${name}: ${values.map(({ of }) => of).join(', ')}.\n`,
    undo: () => undefined, // it runs, as it shall
  }),
});

async function planRestart(
  { name, includeTasks, onlyFailed }: RestartArgs,
  context: KafkaContext,
): Promise<ConnectPlan> {
  const status = await connectorOf(name, context);
  if (status.state === 'STOPPED') {
    throw cannot(name, 'It is stopped.', `"kafka resume connector ${name}" lets it run.`);
  }
  const [itself, ...tasks] = instancesOf(status);
  const meant = [...(itself === undefined ? [] : [itself]), ...(includeTasks ? tasks : [])];
  const chosen = meant.filter(({ state }) => !onlyFailed || state === 'FAILED');
  if (chosen.length === 0) throw nothingFailed(name, tasks);
  const leftOut = tasks.filter((each) => each.state === 'FAILED' && !chosen.includes(each));
  return planOf(status, {
    values: chosen.map(({ of, state }) => ({ of, before: state, after: afterRestart(state) })),
    summary: `Restart ${chosen.length} of the ${1 + tasks.length} instances of connector ${name} (${status.type})`,
    warnings: [
      ...(leftOut.length === 0
        ? []
        : [
            `${leftOut.map(({ of }) => of).join(', ')} has failed and is not restarted: --include-tasks --only-failed does.`,
          ]),
      ...(chosen.some(({ state }) => state === 'RUNNING')
        ? ['What runs stops for a moment; what was not yet committed is done again.']
        : []),
    ],
    kafka: context.kafka.name,
  });
}

function nothingFailed(name: string, tasks: readonly Instance[]): OperatorError {
  const failed = tasks.filter(({ state }) => state === 'FAILED').length;
  return failed === 0
    ? cannot(
        name,
        'Nothing of it has failed.',
        'Without --only-failed it is restarted all the same.',
      )
    : cannot(
        name,
        'The connector itself has not failed; tasks of it have.',
        'Add --include-tasks, or restart one with "kafka restart task".',
      );
}

function cannot(name: string, why: string, fix: string): OperatorError {
  return new OperatorError({ what: `Connector ${name} is not restarted.`, why, fix });
}
