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
  const rows = lines.flatMap(foldLine);
  const starts = pageStarts(rows);
  const at = Math.min(Math.max(1, Math.trunc(page) || 1), starts.length);
  return {
    ...(outputId === undefined ? {} : { outputId }),
    text: rows.slice(starts[at - 1], starts[at]).join('\n'),
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

/** A line longer than a page goes on over the next ones: nothing of an output is out of a reader's reach. */
function foldLine(line: string): readonly string[] {
  const rows: string[] = [];
  let rest = line;
  while (rest.length > LIMITS.pageCharacters) {
    const cut = wholeCharacters(rest, LIMITS.pageCharacters);
    rows.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...rows, rest];
}

/** The greatest length up to `max` that does not cut a character of two code units in half. */
function wholeCharacters(text: string, max: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max;
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
  return `${text.slice(0, wholeCharacters(text, LIMITS.stderrCharacters))}\n[cut: the whole text is in the file]`;
}
