// `kafka resume connector`: what was paused or stopped reads and writes on, from where it was.

import { kafkaCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { changing } from '../../kafka/change.ts';
import {
  type ConnectPlan,
  connectorAccesses,
  instancesOf,
  planOf,
  watchingStates,
} from '../../kafka/connect-change.ts';
import { CONNECTOR, kafkaFlag } from '../../kafka/flags.ts';
import { joinWords } from '../../words.ts';
import { connectorOf } from './connector.ts';

interface ResumeArgs {
  readonly name: string;
}

interface ResumePlan extends ConnectPlan {
  /** Stopping is not offered: what was stopped is only paused by an undo, and that is something else. */
  readonly wasPaused: boolean;
}

export const resumeConnector = kafkaCommand({
  name: 'kafka resume connector',
  summary: 'Resume a connector that is paused or stopped.',
  examples: ['kafka resume connector orders-archive'],
  effect: 'change',
  deadlineMs: () => 60_000,
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: CONNECTOR },
    flags: kafkaFlag,
  },
  read: ({ positionals: [name = ''] }): ResumeArgs => ({ name }),
  access: connectorAccesses,

  ...changing<ResumeArgs, ResumePlan>({
    plan: async ({ name }, context) => {
      const status = await connectorOf(name, context);
      if (status.state === 'FAILED') throw hasFailed(name);
      const all = instancesOf(status).filter(({ state }) => state !== 'FAILED');
      const plan = planOf(status, {
        values: all.map(({ of, state }) => ({ of, before: state, after: 'RUNNING' })),
        summary: `Resume connector ${name} (${status.type})`,
        warnings:
          status.state === 'STOPPED' ? ['Its tasks are made anew; what they are shows then.'] : [],
        kafka: context.kafka.name,
      });
      return { ...plan, wasPaused: status.state === 'PAUSED' };
    },
    make: async ({ name }, _plan, { connect }) => await connect.resume(name),
    ...watchingStates,
    print: ({ name }) => `Resumed connector ${name}.\n`,
    undo: ({ name }, { kafka, wasPaused }) =>
      wasPaused ? joinWords(['kafka', 'pause', 'connector', name, '--kafka', kafka]) : undefined,
  }),
});

function hasFailed(name: string): OperatorError {
  return new OperatorError({
    what: `Connector ${name} cannot be resumed.`,
    why: 'It has failed.',
    fix: `"kafka connector ${name}" says of what; "kafka restart connector ${name}" begins it anew.`,
  });
}
