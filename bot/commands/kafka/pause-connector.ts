// `kafka pause connector`: its tasks stop to read and write, and stay where they are until it is resumed.

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

interface PauseArgs {
  readonly name: string;
}

export const pauseConnector = kafkaCommand({
  name: 'kafka pause connector',
  summary: 'Pause a connector and its tasks.',
  examples: ['kafka pause connector orders-archive'],
  effect: 'change',
  deadlineMs: () => 60_000,
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: CONNECTOR },
    flags: kafkaFlag,
  },
  read: ({ positionals: [name = ''] }): PauseArgs => ({ name }),
  access: connectorAccesses,

  ...changing<PauseArgs, ConnectPlan>({
    plan: async ({ name }, context) => {
      const status = await connectorOf(name, context);
      if (status.state === 'FAILED') throw cannot(name, 'It has failed.');
      if (status.state === 'STOPPED') throw cannot(name, 'It is stopped: nothing of it runs.');
      const all = instancesOf(status);
      const failed = all.filter(({ state }) => state === 'FAILED').map(({ of }) => of);
      return planOf(status, {
        values: all
          .filter(({ state }) => state !== 'FAILED')
          .map(({ of, state }) => ({ of, before: state, after: 'PAUSED' })),
        summary: `Pause connector ${name} (${status.type})`,
        warnings: [
          status.type === 'sink'
            ? 'What it writes stops; its consumer group falls behind meanwhile.'
            : 'What it reads stops.',
          ...(failed.length === 0 ? [] : [`${failed.join(', ')} has failed, and stays so.`]),
        ],
        kafka: context.kafka.name,
      });
    },
    make: async ({ name }, _plan, { connect }) => await connect.pause(name),
    ...watchingStates,
    print: ({ name }) => `Paused connector ${name}.\n`,
    undo: ({ name }, { kafka }) =>
      joinWords(['kafka', 'resume', 'connector', name, '--kafka', kafka]),
  }),
});

function cannot(name: string, why: string): OperatorError {
  return new OperatorError({
    what: `Connector ${name} cannot be paused.`,
    why,
    fix: `"kafka connector ${name}" shows it.`,
  });
}
