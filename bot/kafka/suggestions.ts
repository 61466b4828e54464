// What lists the names that a word of a kafka command may be: which command, and how its output is read. Pure.

import type { Pattern } from '../grammar.ts';

interface Listing {
  readonly words: readonly string[];
  /** The names in what it prints. */
  readonly read: (stdout: string) => readonly string[];
}

export const LISTINGS: Readonly<Record<NonNullable<Pattern['names']>, Listing>> = {
  topic: { words: ['kafka', 'topics'], read: lines },
  group: { words: ['kafka', 'groups'], read: firstColumn },
  connector: { words: ['kafka', 'connectors'], read: firstColumn },
};

function lines(stdout: string): readonly string[] {
  return stdout.split('\n').filter(Boolean);
}

/** Below the header. A name with spaces in it cannot be named in a command, and its beginning is no name. */
function firstColumn(stdout: string): readonly string[] {
  const [header = '', ...rest] = lines(stdout);
  const columns = header.split(/\s+/u).length;
  return rest
    .map((line) => line.split(/ +/u))
    .filter((cells) => cells.length === columns)
    .map(([name = '']) => name);
}
