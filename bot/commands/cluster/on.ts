// `cluster on`: switches all workloads of a switch on, now or later, until an end. The timetable goes on by itself after it.

import { kubectlCommand } from '../../command.ts';
import { ONE_SWITCH } from '../../switch/names.ts';
import { type TurnArgs, turning } from '../../switch/turning.ts';
import { readSpan, spanFlags } from './span.ts';

const USAGE = 'cluster on NAME [--for 2h | --until 22:00]';

export const on = kubectlCommand({
  name: 'cluster on',
  summary: 'Switch the workloads of a switch on as they were, its first tier first.',
  examples: ['cluster on shop-nights', 'cluster on shop-nights --until 22:00'],
  effect: 'change',
  grammar: {
    positionals: ONE_SWITCH,
    flags: spanFlags,
  },
  read: ({ positionals: [name = ''], flags }): TurnArgs => ({
    name,
    span: readSpan(flags, USAGE),
  }),

  ...turning('on', USAGE),
});
