// Lines of what is told unasked: people are called by their names, and nothing secret is in them.

import { personName, withNames } from '../person-name.ts';
import type { Directory } from '../ports.ts';

export interface NamingParts {
  readonly directory: Directory;
  readonly redact: (text: string) => { readonly text: string };
}

export async function namedLines(
  lines: readonly string[],
  { directory, redact }: NamingParts,
): Promise<readonly string[]> {
  const nameOf = (userId: string) => personName(directory, '', userId);
  return await Promise.all(lines.map(async (line) => redact(await withNames(line, nameOf)).text));
}
