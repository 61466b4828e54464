// How each verdict looks and reads. Never a colour alone: the word always stands beside the sign.

import type { Verdict } from '../reply.ts';

interface Look {
  readonly sign: string;
  readonly word: string;
}

export function lookOf(verdict: Verdict): Look {
  // A stored output keeps its verdict as text: one that an older version wrote is shown by its own word.
  return LOOKS[verdict] ?? { sign: ':grey_question:', word: 'Outcome unknown' };
}

const LOOKS: Readonly<Record<Verdict, Look>> = {
  running: { sign: ':hourglass_flowing_sand:', word: 'Running' },
  'waiting for confirmation': { sign: ':raised_hand:', word: 'Waiting for confirmation' },
  'approval needed': { sign: ':lock:', word: 'Approval needed' },
  'waiting for approval': { sign: ':busts_in_silhouette:', word: 'Waiting for approval' },
  rejected: { sign: ':no_entry_sign:', word: 'Rejected' },
  withdrawn: { sign: ':leftwards_arrow_with_hook:', word: 'Withdrawn' },
  succeeded: { sign: ':white_check_mark:', word: 'Succeeded' },
  failed: { sign: ':x:', word: 'Failed' },
  refused: { sign: ':no_entry:', word: 'Refused' },
  'not understood': { sign: ':speech_balloon:', word: 'Not understood' },
  'timed out': { sign: ':alarm_clock:', word: 'Timed out' },
  cancelled: { sign: ':heavy_minus_sign:', word: 'Cancelled' },
  expired: { sign: ':hourglass:', word: 'Expired' },
  'clicked already': { sign: ':information_source:', word: 'Clicked already' },
  'outcome unknown': { sign: ':grey_question:', word: 'Outcome unknown' },
  'interrupted, outcome unknown': {
    sign: ':grey_question:',
    word: 'Interrupted, outcome unknown',
  },
};
