// What the pipeline commands may ask of a pipeline, as rows of the specification: each question by what it names.

import type { Placed, Rule } from './allowed.ts';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
const WORD = /^[^\s-]\S{0,127}$/u;
const STATUS = () => ['status'];
const ONE = { most: 1, each: NAME };

export const PIPELINE_RULES: Readonly<Record<string, Rule>> = {
  // Each that is open to whoever asks.
  'pipeline list': { positionals: { most: 0, each: /^$/u }, flags: {} },
  'pipeline status': { positionals: ONE, flags: {}, asks: () => ['status'] },
  'pipeline describe': { positionals: ONE, flags: {}, asks: () => ['describe'] },
  'pipeline top': { positionals: ONE, flags: {}, asks: () => ['status'] },
  // Told from what the bot looked at by itself.
  'pipeline lag': { positionals: ONE, flags: {} },
  'pipeline logs': {
    positionals: ONE,
    flags: { '--tail': /^\d{1,3}$/u },
    asks: ({ flags }) => [`logs ${Math.max(1, Number(flags.get('--tail')?.[0] ?? 50))}`],
  },
  'pipeline deadletters': {
    positionals: { most: 2, each: NAME },
    flags: {},
    asks: ({ positionals }) => [`deadLetters ${positionals[1] === 'show' ? 20 : 1000}`],
  },
  'pipeline pause': { positionals: ONE, flags: {}, asks: STATUS, does: () => ['act pause'] },
  'pipeline resume': { positionals: ONE, flags: {}, asks: STATUS, does: () => ['act resume'] },
  'pipeline restart': { positionals: ONE, flags: {}, asks: STATUS, does: () => ['act restart'] },
  'pipeline hold': {
    positionals: ONE,
    flags: { '--clear': null, '--partition': /^\d{1,7}$/u },
    asks: STATUS,
    // The one that is on hold.
    does: ({ flags }) => (flags.has('--clear') ? ['clearHold 2'] : []),
  },
  'pipeline deadletters replay': {
    positionals: ONE,
    flags: {},
    asks: () => ['deadLetters 1000'],
    does: () => ['replay'],
  },
  'pipeline scale': {
    positionals: ONE,
    flags: { '--processes': /^\d{1,2}$/u },
    asks: () => ['status', 'processes'],
    does: ({ flags }) => [`scale ${Number(flags.get('--processes')?.[0])}`],
  },
  'pipeline verify': {
    positionals: { most: 2, each: WORD },
    flags: {},
    asks: ({ positionals }: Placed) => ['describe', `verify ${positionals[1]}`],
  },
  'pipeline query': {
    positionals: { most: 3, each: WORD },
    flags: {},
    asks: ({ positionals }: Placed) => ['describe', `query budgets ${positionals[2]}`],
  },
};
