// Whether what was agreed to still covers what a change would do now. Every difference is more, but where the command knows better.

import type { Call } from '../command.ts';

/** @returns why not, in a sentence; undefined: it is covered. */
export function staleBecause({ command }: Call, agreed: string, now: string): string | undefined {
  if (agreed === now) return undefined;
  if (command.on === 'bot' || command.beyond === undefined) {
    return 'Somebody or something changed it meanwhile.';
  }
  return command.beyond(agreed, now);
}
