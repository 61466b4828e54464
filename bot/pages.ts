// Cuts a stored output into the pages that a message shows, by lines and characters. Pure: next, previous and filter never
// run a command again.

import type { Output } from './command.ts';
import { LIMITS } from './limits.ts';
import type { OutputPage } from './reply.ts';

/** @param page 1, 2, 3 ...; out of range becomes the nearest that exists. @param filter case-insensitive text, '' for all. */
export function pageOf(
  output: Output,
  { page, filter, outputId }: { page: number; filter: string; outputId?: string },
): OutputPage {
  const lines = keptLines(output.stdout, filter);
  const starts = pageStarts(lines);
  const at = Math.min(Math.max(1, page), starts.length);
  const text = lines.slice(starts[at - 1], starts[at]).join('\n');
  return {
    ...(outputId === undefined ? {} : { outputId }),
    text: text.slice(0, LIMITS.pageCharacters),
    page: at,
    pages: starts.length,
    lines: lines.length,
    filter,
    errorText: bounded(output.stderr),
  };
}

/** The header of a table stays when a filter is on, as its first line is in capitals. */
function keptLines(stdout: string, filter: string): readonly string[] {
  const lines = stdout === '' ? [] : stdout.replace(/\n$/u, '').split('\n');
  if (filter === '') return lines;
  const wanted = filter.toLowerCase();
  return lines.filter(
    (line, index) =>
      line.toLowerCase().includes(wanted) || (index === 0 && /^[A-Z][A-Z0-9 ()/-]*$/u.test(line)),
  );
}

function pageStarts(lines: readonly string[]): readonly number[] {
  const starts = [0];
  let characters = 0;
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const isFull =
      count > 0 &&
      (count >= LIMITS.pageLines || characters + line.length + 1 > LIMITS.pageCharacters);
    if (isFull) {
      starts.push(index);
      characters = 0;
      count = 0;
    }
    characters += line.length + 1;
    count += 1;
  }
  return starts;
}

function bounded(text: string): string {
  if (text.length <= LIMITS.stderrCharacters) return text;
  return `${text.slice(0, LIMITS.stderrCharacters)}\n[cut: the whole text is in the file]`;
}
