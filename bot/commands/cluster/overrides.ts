// `cluster overrides`: what people asked for beside timetables and is still in force or to come: who, why, until when.

import { botCommand } from '../../command.ts';
import { SWITCH_NAME } from '../../switch/names.ts';

export const overrides = botCommand({
  name: 'cluster overrides',
  summary: 'What was asked for beside timetables and still counts: who, what, until when.',
  examples: ['cluster overrides', 'cluster overrides shop-nights'],
  effect: 'read',
  grammar: {
    positionals: { usage: '[NAME]', min: 0, max: 1, pattern: SWITCH_NAME },
    flags: {},
  },
  read: ({ positionals: [name] }) => ({ name }),
  async run({ name }, { request, services }) {
    return { stdout: await services.overrides(request, name), stderr: '', exitCode: 0 };
  },
});
