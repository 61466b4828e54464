// What a change would do, with the buttons that let it happen or not. The buttons carry the proposal's id and nothing else.

import type { Preview } from '../command.ts';
import type { Reply } from '../reply.ts';
import { describeDemands } from './approval.ts';
import { actions, type Block, button, context, preformatted, section } from './blocks.ts';
import { printed, quiet } from './text.ts';
import { until } from './until.ts';

const SUMMARY_CHARACTERS = 700;
const DIFF_CHARACTERS = 2000;
const WARNINGS = 5;
const WARNING_CHARACTERS = 150;

export function renderPreview(reply: Reply): Block[] {
  const { preview, proposal } = reply;
  return [
    ...(preview === undefined ? [] : changes(preview)),
    ...(proposal === undefined ? [] : question(proposal, reply)),
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

function question(proposal: { id: string; expiresAtMs: number }, reply: Reply): Block[] {
  const { verdict, command, demands = [] } = reply;
  if (verdict === 'approval needed') {
    return [
      context(
        `Nothing has been changed yet. ${describeDemands(demands)} Ask them ${until(proposal.expiresAtMs)}.`,
      ),
      ...actions([
        button('ask_approval', 'Ask for approval', proposal.id, {
          style: 'primary',
          label: 'Ask others to approve this command',
        }),
        button('cancel', 'Cancel', proposal.id, { label: 'Cancel: change nothing' }),
      ]),
    ];
  }
  if (verdict !== 'waiting for confirmation') return [];
  const style = isDestructive(command) ? 'danger' : 'primary';
  return [
    context(`Nothing has been changed yet. Confirm ${until(proposal.expiresAtMs)}.`),
    ...actions([
      button('confirm', 'Confirm', proposal.id, { style, label: 'Confirm this change' }),
      button('cancel', 'Cancel', proposal.id, { label: 'Cancel: change nothing' }),
    ]),
  ];
}

/** What takes something away looks it; which commands there are is not decided here. */
function isDestructive(command: string): boolean {
  return /^(?:kubectl (?:delete|drain)|kafka (?:delete|remove|reset))\b|--replicas[= ]0\b/u.test(
    command,
  );
}
