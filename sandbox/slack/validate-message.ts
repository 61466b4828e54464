// Checks what an app wants to post or edit, and answers with Slack's error codes.
import { type Json, toObjects } from './json.ts';
import { SlackRefusal } from './refusal.ts';
import { countText, validateBlocks } from './validate-blocks.ts';
import type { Problem } from './validate-rules.ts';

export const LONGEST_TEXT = 40_000;
export const LONGEST_EDIT = 4000;
/** Nobody documents the figure; posts were seen to fail near it. */
export const LONGEST_BLOCKS = 13_200;

/** @throws SlackRefusal `invalid_blocks`, `invalid_blocks_format` or `msg_blocks_too_long` */
export function assertMessageBlocks(blocks: unknown): Json[] {
  if (!Array.isArray(blocks)) throw new SlackRefusal('invalid_blocks_format');
  const problems = validateBlocks(blocks, 'message', '/blocks');
  if (problems.length > 0) throw refuseBlocks('invalid_blocks', problems);
  const counted = toObjects(blocks).filter(
    (block) => block.type !== 'table' && block.type !== 'data_table',
  );
  if (countText(counted) > LONGEST_BLOCKS) throw new SlackRefusal('msg_blocks_too_long');
  return toObjects(blocks);
}

/** Slack's answer to broken blocks: the same findings twice, in two forms. */
export function refuseBlocks(code: string, problems: readonly Problem[]): SlackRefusal {
  const lines = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return new SlackRefusal(code, {
    errors: lines,
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  });
}
