// `kafka restart task`: begins one task of a connector anew, such as one that has failed.

import { kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { changing } from '../../kafka/change.ts';
import {
  afterRestart,
  type ConnectPlan,
  connectorAccesses,
  planOf,
  watchingStates,
} from '../../kafka/connect-change.ts';
import { CONNECTOR, kafkaFlag } from '../../kafka/flags.ts';
import { rootCause } from '../../kafka/trace.ts';
import { connectorOf } from './connector.ts';

interface RestartTaskArgs {
  readonly name: string;
  readonly task: number;
}

export const restartTask = kafkaCommand({
  name: 'kafka restart task',
  summary: 'Restart one task of a connector.',
  examples: ['kafka restart task orders-archive 0'],
  effect: 'change',
  deadlineMs: () => 60_000,
  grammar: {
    positionals: {
      ...{ usage: 'CONNECTOR TASK', min: 2, max: 2 },
      ...{ pattern: CONNECTOR, secondNames: 'task' },
    },
    flags: kafkaFlag,
  },
  read: ({ positionals: [name = '', task = ''] }): RestartTaskArgs => {
    if (/^\d{1,6}$/u.test(task)) return { name, task: Number(task) };
    throw new UsageError({
      what: `"${task}" is no task.`,
      why: 'Tasks of a connector are numbered from 0.',
      fix: `"kafka connector ${name}" lists them.`,
      usage: 'kafka restart task CONNECTOR TASK [--kafka KAFKA]',
    });
  },
  access: connectorAccesses,

  ...changing<RestartTaskArgs, ConnectPlan>({
    plan: async ({ name, task }, context) => {
      const status = await connectorOf(name, context);
      const found = status.tasks.find(({ id }) => id === task);
      if (found === undefined) throw noSuchTask(name, task);
      const { state, trace } = found;
      return planOf(status, {
        values: [{ of: `task ${task}`, before: state, after: afterRestart(state) }],
        summary: `Restart task ${task} of connector ${name} (${status.type}), which is ${state}`,
        warnings: trace === undefined ? [] : [`It failed: ${rootCause(trace)}`],
        kafka: context.kafka.name,
      });
    },
    make: async ({ name, task }, _plan, { connect }) => await connect.restartTask(name, task),
    ...watchingStates,
    print: ({ name, task }) => `Restarted task ${task} of connector ${name}.\n`,
    undo: () => undefined, // it runs, as it shall
  }),
});

function noSuchTask(name: string, task: number): OperatorError {
  return new OperatorError({
    what: `There is no task ${task} of connector ${name}.`,
    why: 'Its workers do not know it.',
    fix: `"kafka connector ${name}" lists those that it has.`,
  });
}
