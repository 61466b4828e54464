// A notice of the bot's own that nobody asked for there: one loud line, and what belongs to it. Pure.

import type { Message } from '../ports.ts';
import { type Block, context, preformatted, section } from './blocks.ts';
import { escaped, printed, quiet } from './text.ts';

export interface NoticeText {
  /** An emoji of Slack's, for example ':rotating_light:'. */
  readonly sign: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** Slack ids of users and user groups that it calls. */
  readonly call?: readonly string[];
  /** What was printed or run: shown as it is. */
  readonly listing?: string;
  /** What to do next. */
  readonly hint?: string;
}

const MOST = { title: 200, line: 500, lines: 10, listing: 2500, hint: 300, text: 300 };

/** @param buttons stand before the hint */
export function noticeMessage(
  { sign, title, lines, call = [], listing = '', hint }: NoticeText,
  buttons: readonly Block[] = [],
): Message {
  const body = lines.slice(0, MOST.lines).map((line) => quiet(line, MOST.line));
  const blocks: Block[] = [
    section(`${sign} *${quiet(title, MOST.title)}*`),
    ...(body.length === 0 ? [] : [section(body.join('\n'))]),
    ...(call.length === 0 ? [] : [section(call.map(mentionOf).join(' '))]),
    ...(listing === '' ? [] : [preformatted(printed(listing, MOST.listing))]),
    ...buttons,
    ...(hint === undefined ? [] : [context(quiet(hint, MOST.hint))]),
  ];
  return { text: escaped([title, ...lines].join(': '), MOST.text), blocks };
}

/** @param id of the settings, where it was checked */
function mentionOf(id: string): string {
  return id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`;
}
