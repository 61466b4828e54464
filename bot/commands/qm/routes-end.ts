// `qm routes end`: a temporary route is over before its time.

import { botCommand } from '../../command.ts';

export const routesEnd = botCommand({
  name: 'qm routes end',
  summary: 'End a temporary route before its time',
  examples: ['qm routes end temporary-3'],
  effect: 'change',
  grammar: {
    positionals: {
      ...{ usage: 'ROUTE', min: 1, max: 1 },
      pattern: {
        expression: /^temporary-[1-9]\d{0,8}$/u,
        description:
          'a temporary route, such as temporary-3; those of the settings are ended there',
      },
    },
    flags: {},
  },
  read: ({ positionals: [name = ''] }) => ({ number: Number(name.slice(name.indexOf('-') + 1)) }),
  preview: async ({ number }, { services }) => await services.temporaryRoutes.previewEnd(number),
  async run({ number }, { services }) {
    return { stdout: await services.temporaryRoutes.end(number), stderr: '', exitCode: 0 };
  },
});
