// What a change would do, with the buttons that let it happen or not. The buttons carry the proposal's id and nothing else.

import type { Preview } from '../command.ts';
import type { Reply } from '../reply.ts';
import { actions, type Block, button, context, preformatted, section } from './blocks.ts';
import { printed, quiet } from './text.ts';

const SUMMARY_CHARACTERS = 700;
const DIFF_CHARACTERS = 2000;
const WARNINGS = 5;
const WARNING_CHARACTERS = 150;

export function renderPreview(reply: Reply): Block[] {
  const { preview, proposal } = reply;
  return [
    ...(preview === undefined ? [] : changes(preview)),
    ...(proposal === undefined || reply.verdict !== 'waiting for confirmation'
      ? []
      : question(proposal, reply.command)),
  ];
}

function changes({ summary, diff, warnings }: Preview): Block[] {
  const rest = warnings.length - WARNINGS;
  const lines = warnings
    .slice(0, WARNINGS)
    .map((warning) => `:warning: ${quiet(warning.replaceAll(/\s+/gu, ' '), WARNING_CHARACTERS)}`);
  if (rest > 0) lines.push(`:warning: and ${rest} more warnings`);
  return [
    ...(summary.trim() === '' ? [] : [section(quiet(summary, SUMMARY_CHARACTERS))]),
    ...(diff === '' ? [] : [preformatted(printed(diff, DIFF_CHARACTERS, CUT_DIFF))]),
    ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
  ];
}

const CUT_DIFF = '\n[the diff goes on: it is too long to show]';

function question(proposal: { id: string; expiresAtMs: number }, command: string): Block[] {
  const style = isDestructive(command) ? 'danger' : 'primary';
  return [
    context(`Nothing has been changed yet. Confirm ${until(proposal.expiresAtMs)}.`),
    ...actions([
      button('confirm', 'Confirm', proposal.id, { style, label: 'Confirm this change' }),
      button('cancel', 'Cancel', proposal.id, { label: 'Cancel: change nothing' }),
    ]),
  ];
}

/** In the reader's own time zone, with the plain words for where that cannot be shown. */
function until(expiresAtMs: number): string {
  const at = new Date(expiresAtMs);
  if (Number.isNaN(at.getTime()) || expiresAtMs < 0) return 'soon';
  const words = `${at.toISOString().slice(11, 16)} UTC`;
  return `before <!date^${Math.floor(expiresAtMs / 1000)}^{time_secs}|${words}>`;
}

/** What takes something away looks it; which commands there are is not decided here. */
function isDestructive(command: string): boolean {
  return /^kubectl (?:delete|drain)\b|--replicas[= ]0\b/u.test(command);
}
