// Holds what a command prints in Slack to what Apache Kafka's own tools print of the same, and keeps a table of it: every line that was compared,
// what of it was not, and where the two differ on purpose.

import { expect } from '@jest/globals';
import { type Answer, ask } from '../conformance/ask.ts';
import type { Sandbox } from '../sandbox.ts';
import { rowsOf } from './tools.ts';

export interface Comparison {
  /** Rows of ours that the tool prints in another place, or not at all. */
  readonly title?: RegExp;
  /** Only these rows of ours are compared. */
  readonly only?: RegExp;
  /** What of a row is compared; all of it unless said. */
  readonly compared?: (row: string) => string;
}

export interface Comparisons {
  /** The rows of the answer, in one order, are these. What is left out of the comparison is said. */
  holds(
    command: string,
    wanted: readonly string[],
    comparison?: Comparison & { leavesOut: string },
  ): Promise<void>;
  /** Both say the same in other words, which has its reason. */
  differs(
    command: string,
    said: { theirs: string; means: RegExp; ours: RegExp; why: string },
  ): Promise<void>;
  /** How many lines were compared. */
  readonly count: number;
  /** The table, and below it what differs and what was left out. */
  print(): string;
}

/** In turn: one channel takes a message a second. */
const CHANNELS = ['#shop-ops', '#shop-prod', '#general'];

export function createComparisons(sandbox: () => Sandbox): Comparisons {
  const lines: string[] = [];
  const remarks = new Map<string, number>();
  let asked = 0;
  const answerTo = async (command: string): Promise<Answer> => {
    const channel = CHANNELS[asked % CHANNELS.length] ?? '#shop-ops';
    asked += 1;
    return await ask(sandbox(), { user: 'carol', channel }, `/${command} --kafka staging`);
  };
  const remark = (text: string) => remarks.set(text, (remarks.get(text) ?? 0) + 1);
  return {
    holds: async (command, wanted, comparison) => {
      const { title, only, compared = (row: string) => row, leavesOut } = comparison ?? {};
      const { output } = await answerTo(command);
      const rows = rowsOf(output.stdout).filter(
        (row) => title?.test(row) !== true && (only?.test(row) ?? true),
      );
      const [ours, theirs] = [rows, wanted].map((side) => side.map(compared).filter(Boolean));
      const isAlike = JSON.stringify(ours) === JSON.stringify(theirs);
      lines.push(row(isAlike ? 'same' : 'DIFFERENT', theirs?.length ?? 0, command));
      if (leavesOut !== undefined) remark(`not compared: ${leavesOut}`);
      expect({ command, rows: ours }).toEqual({ command, rows: theirs });
    },
    differs: async (command, { theirs, means, ours, why }) => {
      const { said } = await answerTo(command);
      lines.push(row('in words', rowsOf(theirs).length, command));
      remark(`in other words: ${command}: ${why}`);
      expect(theirs).toMatch(means);
      expect(said).toMatch(ours);
    },
    get count() {
      return lines.length;
    },
    print: () => {
      const told = [...remarks].map(([text, times]) => `  ${text} (${times} lines)`);
      const head = `${lines.length} lines held to Apache Kafka:`;
      return [
        '',
        head,
        ...lines,
        'What differs on purpose, and what was not compared:',
        ...told,
        '',
      ].join('\n');
    },
  };
}

function row(verdict: string, rows: number, command: string): string {
  return `${verdict.padEnd(9)}  ${String(rows).padStart(4)} rows  ${command}`;
}
