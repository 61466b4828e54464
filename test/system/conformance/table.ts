// The result as a table for people: lines and differences by family, then every difference.

import type { Compared } from './compare.ts';

const WIDTH = 16;
const SHOWN = 300;
const BEFORE = 60;

export function tableOf(compared: readonly Compared[]): string {
  const families = [...new Set(compared.map(({ line }) => line.family))];
  const row = (name: string, rows: readonly Compared[]) => {
    const same = rows.filter(({ isSame }) => isSame).length;
    return `${name.padEnd(WIDTH)}${cell(rows.length)}${cell(same)}${cell(rows.length - same)}`;
  };
  const different = compared.filter(({ isSame }) => !isSame);
  return [
    '',
    'The same line through Slack and by kubectl on the same cluster:',
    `${''.padEnd(WIDTH)}${'lines'.padStart(10)}${'same'.padStart(10)}${'different'.padStart(10)}`,
    ...families.map((family) =>
      row(
        family,
        compared.filter(({ line }) => line.family === family),
      ),
    ),
    row('all', compared),
    ...different.flatMap(({ line, ours, theirs }) => [
      '',
      `different: kubectl ${line.text}`,
      ...differenceOf(ours, theirs),
    ]),
    '',
  ].join('\n');
}

function cell(count: number): string {
  return String(count).padStart(10);
}

/** The first line that differs, both ways. */
function differenceOf(ours: string, theirs: string): string[] {
  const [own, other] = [ours.split('\n'), theirs.split('\n')];
  const at = own.findIndex((text, index) => text !== other[index]);
  const line = at === -1 ? own.length : at;
  const from = Math.max(0, column(own[line] ?? '', other[line] ?? '') - BEFORE);
  return [
    `  line ${line + 1} of ${own.length} in Slack:   ${shown(own[line], from)}`,
    `  line ${line + 1} of ${other.length} of kubectl: ${shown(other[line], from)}`,
  ];
}

function column(own: string, other: string): number {
  let at = 0;
  while (at < own.length && own[at] === other[at]) at += 1;
  return at;
}

function shown(line: string | undefined, from: number): string {
  return line === undefined ? '(none)' : JSON.stringify(line.slice(from, from + SHOWN));
}
