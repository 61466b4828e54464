// `cluster off`: switches all workloads of a switch off, now or later, until an end. The timetable goes on by itself after it.

import { kubectlCommand } from '../../command.ts';
import { ONE_SWITCH } from '../../switch/names.ts';
import { type TurnArgs, turning } from '../../switch/turning.ts';
import { inFlag, readSpan, spanFlags } from './span.ts';

const USAGE = 'cluster off NAME [--for 2h | --until 22:00] [--in 30m]';

export const off = kubectlCommand({
  name: 'cluster off',
  summary: 'Switch the workloads of a switch off, its last tier first, and back on by themselves.',
  examples: ['cluster off shop-nights', 'cluster off shop-nights --in 30m --for 2h'],
  effect: 'change',
  grammar: {
    positionals: ONE_SWITCH,
    flags: { ...spanFlags, ...inFlag },
  },
  read: ({ positionals: [name = ''], flags }): TurnArgs => ({
    name,
    span: readSpan(flags, USAGE),
  }),

  facts: () => ({ replicasAfter: 0 }),
  ...turning('off', USAGE),
});
