// `pipeline list`: the pipelines that are open to whoever asks, and how each is.

import { botCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { tableOf } from '../../kafka/table.ts';

const HEADER = ['NAME', 'ENVIRONMENT', 'STATE', 'LAG', 'BEHIND', 'WHERE'];

export const list = botCommand({
  name: 'pipeline list',
  summary: 'The pipelines that you may use, and how each is.',
  examples: ['pipeline list'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: {} },
  read: () => ({}),
  run: async (_, { request, services, signal }) => {
    const rows = await services.pipelines(request, signal);
    return {
      stdout: rows.length === 0 ? 'No pipeline is open to you.\n' : tableOf([HEADER, ...rows]),
      stderr: '',
      exitCode: 0,
    };
  },
});
