// `incident oncall`: who is on call, and who comes next.

import { botCommand } from '../../command.ts';

export const NAME = {
  expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
  description: 'the name of a rotation',
};

export const oncall = botCommand({
  name: 'incident oncall',
  summary: 'Who is on call now, and who comes next',
  examples: ['incident oncall', 'incident oncall payments'],
  effect: 'read',
  grammar: { positionals: { usage: '[ROTATION]', min: 0, max: 1, pattern: NAME }, flags: {} },
  read: ({ positionals: [name] }) => ({ name }),
  async run({ name }, { services }) {
    return { stdout: await services.onCall.show(name), stderr: '', exitCode: 0 };
  },
});
