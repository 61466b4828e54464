// Stands where a Kafka Connect would be, behind the bot's own guard: notes what is asked, and knows two connectors whose words try to
// call people. `archive` runs but for a task, `idle` is paused, whatever is asked of them.

import type { Connect, ConnectorStatus } from '../../bot/kafka/connect.ts';
import { CALLS } from './world.ts';

export function createConnectRecorder(note: (question: string) => void): Connect {
  return {
    connectors: async () => {
      note('connectors');
      return CONNECTORS;
    },
    connector: async (name) => {
      note(`connector ${name}`);
      return CONNECTORS.find((each) => each.name === name);
    },
    settings: async (name) => {
      note(`settings ${name}`);
      return { shown: { 'connector.class': CALLS }, hidden: 3 };
    },
    pause: async (name) => note(`pause ${name}`),
    resume: async (name) => note(`resume ${name}`),
    restart: async (name, { includeTasks, onlyFailed }) =>
      note(`restart ${name} ${includeTasks} ${onlyFailed}`),
    restartTask: async (name, task) => note(`restartTask ${name} ${task}`),
  };
}

const CONNECTORS: readonly ConnectorStatus[] = [
  {
    ...{ name: 'archive', type: 'sink', state: 'RUNNING', worker: CALLS, trace: undefined },
    tasks: [
      { id: 0, state: 'RUNNING', worker: CALLS, trace: undefined },
      { id: 1, state: 'FAILED', worker: CALLS, trace: `java.lang.Error: ${CALLS}\n\tat a.B(B:1)` },
    ],
  },
  {
    ...{ name: 'idle', type: 'source', state: 'PAUSED', worker: CALLS, trace: undefined },
    tasks: [{ id: 0, state: 'PAUSED', worker: CALLS, trace: undefined }],
  },
];
