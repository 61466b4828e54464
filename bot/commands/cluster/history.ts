// `cluster history`: when a switch was turned lately, by whom, why, and what became of it.

import { botCommand } from '../../command.ts';
import { ONE_SWITCH } from '../../switch/names.ts';

export const history = botCommand({
  name: 'cluster history',
  summary: 'When a switch was turned lately, by whom, why, and what became of it.',
  examples: ['cluster history shop-nights'],
  effect: 'read',
  grammar: {
    positionals: ONE_SWITCH,
    flags: {},
  },
  read: ({ positionals: [name = ''] }) => ({ name }),
  async run({ name }, { request, services }) {
    return { stdout: await services.switchHistory(request, name), stderr: '', exitCode: 0 };
  },
});
