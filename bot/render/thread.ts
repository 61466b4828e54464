// What changed since the last answer in a group's thread: one answer for all of it. Pure.

import type { AlertLine } from '../notify/alert.ts';
import { ALERT_LIMITS } from '../notify/limits.ts';
import type { Message } from '../ports.ts';
import { section } from './blocks.ts';
import { timeWithSeconds } from './instant.ts';
import { escaped, quiet } from './text.ts';

/** Fifteen lines with their times stay within what a section holds. */
const MOST = { line: 140, text: 300 };

/** @param lines the oldest first, at least one */
export function threadMessage(lines: readonly AlertLine[]): Message {
  const shown = lines.slice(-ALERT_LIMITS.threadLines);
  const left = lines.length - shown.length;
  const written = [
    ...(left > 0 ? [`${left} changes before these`] : []),
    ...shown.map(({ text, atMs }) => `${timeWithSeconds(atMs)} ${quiet(text, MOST.line)}`),
  ];
  return {
    text: escaped(
      lines.length === 1 ? (lines[0]?.text ?? '') : `${lines.length} changes`,
      MOST.text,
    ),
    blocks: [section(written.join('\n'))],
  };
}
