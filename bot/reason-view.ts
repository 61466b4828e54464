// The modal that asks why: before others are asked to approve, and before one of them rejects. Pure.

import { LIMITS } from './limits.ts';
import type { Block } from './render/blocks.ts';

/** The action ids of the buttons that open it, and the callback ids of its submissions. */
export const REASONS = ['ask_approval', 'reject'] as const;

export type ReasonKind = (typeof REASONS)[number];

const WORDS: Readonly<
  Record<ReasonKind, { title: string; submit: string; label: string; hint: string }>
> = {
  ask_approval: {
    title: 'Ask for approval',
    submit: 'Ask',
    label: 'Why is it needed?',
    hint: 'Whoever approves reads this, and it stays on the record.',
  },
  reject: {
    title: 'Reject',
    submit: 'Reject',
    label: 'Why not?',
    hint: 'Whoever asked reads this, and it stays on the record.',
  },
};

export function reasonView(kind: ReasonKind, metadata: string): Block {
  const { title, submit, label, hint } = WORDS[kind];
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain('Close'),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain(label),
        hint: plain(hint),
        element: {
          type: 'plain_text_input',
          action_id: 'reason',
          multiline: true,
          min_length: LIMITS.reasonCharactersMin,
          max_length: LIMITS.reasonCharacters,
        },
      },
    ],
  };
}

export function isReason(text: string): boolean {
  return text.length >= LIMITS.reasonCharactersMin && text.length <= LIMITS.reasonCharacters;
}

export function reasonProblem(text: string): string {
  return text.length < LIMITS.reasonCharactersMin
    ? 'Say in a few words why.'
    : `Use at most ${LIMITS.reasonCharacters} characters.`;
}

function plain(text: string): Block {
  return { type: 'plain_text', text };
}
