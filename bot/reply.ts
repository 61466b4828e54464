// What a person gets back, in words and facts, before it becomes Slack's blocks. Success, failure, time-out, cancelled and
// unknown outcome are different verdicts and look different.

import type { ApprovalDemand } from './approval.ts';
import type { Preview } from './command.ts';
import type { RowLine } from './table-rows.ts';

export type Verdict =
  | 'running'
  | 'waiting for confirmation'
  | 'approval needed'
  | 'waiting for approval'
  | 'rejected'
  | 'withdrawn'
  | 'succeeded'
  | 'failed'
  | 'refused'
  | 'not understood'
  | 'timed out'
  | 'cancelled'
  | 'expired'
  | 'clicked already'
  | 'outcome unknown'
  | 'interrupted, outcome unknown';

/** One page of a stored output: nothing is run again to show another. */
export interface OutputPage {
  /** Absent while the command still runs. */
  readonly outputId?: string;
  /** The lines of this page, as printed. */
  readonly text: string;
  /** 1, 2, 3 ... */
  readonly page: number;
  readonly pages: number;
  /** Which of the lines this page begins and ends with: 1, 2, 3 ...; 0 where there is none. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Lines of the whole output that pass the filter. */
  readonly lines: number;
  /** '' when nothing is filtered. */
  readonly filter: string;
  /** stderr, already bounded. */
  readonly errorText: string;
  /** The rows of this page with what stands beside them, where it is of a table that a phone would wrap. */
  readonly rows?: readonly RowLine[];
  /** Whether it is shown row by row. Never without rows. */
  readonly asRows: boolean;
}

export interface Problem {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly usage?: string;
}

/** An approval as it is shown, to whoever asked and to those who are asked. */
export interface ApprovalView {
  readonly id: string;
  readonly audience: 'asker' | 'approvers';
  readonly isOpen: boolean;
  readonly reason: string;
  readonly demands: readonly ApprovalDemand[];
  /** Ids of those who said yes. */
  readonly approvedBy: readonly string[];
  /** Id of whoever ended it without it being run. */
  readonly endedBy?: string;
  /** Ids of the Slack user groups to call, while it is open. */
  readonly call: readonly string[];
  readonly expiresAtMs: number;
  /** Leads to the message with the result. */
  readonly link?: string;
}

export interface Reply {
  readonly verdict: Verdict;
  /** The command as understood, or as typed (redacted) where it was not. */
  readonly command: string;
  /** '' for commands of the bot itself. */
  readonly cluster: string;
  readonly namespace?: string;
  /** Who asked. */
  readonly userId: string;
  readonly durationMs?: number;
  readonly output?: OutputPage;
  readonly problem?: Problem;
  readonly preview?: Preview;
  /** For 'waiting for confirmation' and 'approval needed'. */
  readonly proposal?: { readonly id: string; readonly expiresAtMs: number };
  /** For 'approval needed': what policy asks for. */
  readonly demands?: readonly ApprovalDemand[];
  readonly approval?: ApprovalView;
  /** For 'running': names the run that the stop button ends. */
  readonly runId?: string;
  /** Short remarks: values redacted, output cut, policy that decided. */
  readonly notes: readonly string[];
}
