// `pipeline deadletters`: the records that a pipeline could not use, by reason, or the latest of them with what they hold. For the
// asker alone: they are other people's data.

import type { DeadLetter } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { tableOf } from '../../kafka/table.ts';
import { LIMITS } from '../../limits.ts';
import { PIPELINE } from '../../pipelines/flags.ts';

const LOOKED_AT = 1_000;
const VALUE_CHARACTERS = 300;

export const deadletters = pipelineCommand({
  name: 'pipeline deadletters',
  summary: 'The records that a pipeline could not use: how many, why, and with "show" the latest.',
  examples: ['pipeline deadletters settlement', 'pipeline deadletters settlement show'],
  effect: 'read',
  isPrivate: true,
  grammar: { positionals: { usage: 'NAME [show]', min: 1, max: 2, pattern: PIPELINE }, flags: {} },

  read: ({ positionals: [name, what] }) => {
    if (what === undefined || what === 'show') return { isShown: what === 'show' };
    throw new UsageError({
      what: `"${what}" is nothing that dead letters can be asked.`,
      why: 'They are counted by reason, or shown.',
      fix:
        what === 'replay'
          ? `Use "pipeline deadletters replay ${name}".`
          : `Use "pipeline deadletters ${name}" or "pipeline deadletters ${name} show".`,
      usage: 'pipeline deadletters NAME [show]',
    });
  },

  access: () => ['deadLetters'],

  run: async ({ isShown }, { handle }) => {
    const letters = await handle.deadLetters(isShown ? LIMITS.deadLettersShown : LOOKED_AT);
    const bound = isShown ? LIMITS.deadLettersShown : LOOKED_AT;
    return {
      stdout:
        letters.length === 0 ? 'No dead letters.\n' : isShown ? shown(letters) : counted(letters),
      stderr: letters.length < bound ? '' : `Of the latest ${bound}; there may be more.\n`,
      exitCode: 0,
    };
  },
});

function counted(letters: readonly DeadLetter[]): string {
  const byReason = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    byReason.set(letter.reason, [...(byReason.get(letter.reason) ?? []), letter]);
  }
  const rows = [...byReason]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([reason, of]) => {
      const times = of.map(({ timestampMs }) => timestampMs);
      return [String(of.length), iso(Math.min(...times)), iso(Math.max(...times)), reason];
    });
  return tableOf([['COUNT', 'FIRST', 'LAST', 'REASON'], ...rows]);
}

function shown(letters: readonly DeadLetter[]): string {
  return letters
    .map(({ partition, offset, timestampMs, reason, from, key, value }) =>
      [
        `${iso(timestampMs)} ${reason}`,
        `  from  ${from} (dead letter ${partition}/${offset})`,
        `  key   ${plain(key)}`,
        `  value ${plain(value)}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** On one line, and not longer than it is of use. */
function plain(text: string | null): string {
  if (text === null) return '(none)';
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ');
  return line.length <= VALUE_CHARACTERS ? line : `${line.slice(0, VALUE_CHARACTERS)} ...`;
}

function iso(ms: number): string {
  return ms < 0 ? 'no time' : new Date(ms).toISOString();
}
