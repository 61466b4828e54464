// `kafka groups`: all groups with their type and state, as kafka-consumer-groups --list --type --state prints them.

import { kafkaCommand } from '../../command.ts';
import { textFlag } from '../../grammar.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { NAME_PATTERN, readNamePattern } from '../../kafka/name-pattern.ts';
import { silentInWords } from '../../kafka/silent.ts';
import { tableOf } from '../../kafka/table.ts';

/** GroupState.java, as the tool prints them. */
const STATES = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Dead',
  'Empty',
  'Assigning',
  'Reconciling',
  'NotReady',
];
const HEADER = ['GROUP', 'TYPE', 'STATE'];

export const groups = kafkaCommand({
  name: 'kafka groups',
  summary: 'List consumer groups with their state.',
  examples: ['kafka groups', 'kafka groups --state empty', "kafka groups 'billing.*'"],
  effect: 'read',
  grammar: {
    positionals: { usage: '[REGEX]', min: 0, max: 1, pattern: NAME_PATTERN },
    flags: {
      state: textFlag({
        summary: 'Only those in one of these states.',
        placeholder: 'STATE[,STATE]',
        pattern: {
          expression: /^[A-Za-z]+(?:,[A-Za-z]+)*$/u,
          accepts: (text) => text.split(',').every((state) => stateOf(state) !== undefined),
          description: `states of ${STATES.join(', ')}`,
        },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }) => ({
    matches: readNamePattern(positionals[0] ?? '.*'),
    states: flags.state?.split(',').map(stateOf),
  }),

  access: () => [{ operation: 'Describe', resourceType: 'Group' }],

  run: async ({ matches, states }, { admin }) => {
    const { found, silent } = await admin.groups();
    const lines = found
      .filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '')
      .filter(({ groupId }) => matches(groupId))
      .filter(({ state }) => states === undefined || states.includes(state))
      .map(({ groupId, type, state }) => [groupId, wordOf(type), wordOf(state)]);
    return {
      stdout: tableOf([HEADER, ...lines]),
      stderr: `${lines.length + silent.length === 0 ? 'There is no such group.\n' : ''}${silentInWords(silent, 'the groups that it coordinates are missing here')}`,
      exitCode: 0,
    };
  },
});

function stateOf(text: string): string | undefined {
  return STATES.find((state) => state.toLowerCase() === text.toLowerCase());
}

function wordOf(word: string): string {
  if (word === '') return '-';
  return word.charAt(0).toUpperCase() + word.slice(1);
}
