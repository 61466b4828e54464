// What a policy may demand before a command runs, and the request for approval that follows. Pure: who is who, and who may do what,
// is decided by whoever calls it.

import type { Address, Preview } from './command.ts';

/** Policy lets it happen once its asker has confirmed it by a click. */
export interface ConfirmationDemand {
  readonly kind: 'confirmation';
  /** The policy that demands it. */
  readonly policy: string;
}

/** Policy lets it happen once so many others have approved it. */
export interface ApprovalDemand {
  readonly kind: 'approval';
  readonly policy: string;
  /** How many different people, 1 to 5. */
  readonly approvals: number;
  /** Groups of the settings: an approver is in one of them. Empty: whoever may do the same. */
  readonly approvers: readonly string[];
  /** How long the request waits for them, in milliseconds. */
  readonly validMs: number;
}

export type Demand = ConfirmationDemand | ApprovalDemand;

export type ApprovalState = 'open' | 'taken' | 'rejected' | 'withdrawn' | 'expired' | 'stale';

/** A previewed command that waits for others. Buttons carry only `id`; what would run is here. */
export interface Approval {
  readonly id: string;
  /** The request that asked for the command: the answers to it are about one message. */
  readonly requestId: string;
  /** Where and by whom it was asked for. */
  readonly address: Address;
  readonly surface: string;
  /** The message that shows it to whoever asked, when its ts is known. */
  readonly messageTs?: string;
  /** The command as understood: parsed again by the same grammar when it runs. */
  readonly command: string;
  /** '' for commands of the bot itself. */
  readonly cluster: string;
  readonly namespace: string;
  /** As it was shown, redacted. Its `substance` is compared when it runs. */
  readonly preview: Preview;
  readonly reason: string;
  readonly demands: readonly ApprovalDemand[];
  /** The channel where others are asked. */
  readonly channelId: string;
  readonly createdAtMs: number;
  readonly remindAtMs: number;
  readonly expiresAtMs: number;
  readonly state: ApprovalState;
}

/** One person's yes. `person` is the same for all accounts of one human being. */
export interface Vote {
  readonly person: string;
  readonly teamId: string;
  readonly userId: string;
  readonly atMs: number;
}

/** What came of adding a vote. */
export interface Poll {
  /** All of them, in their order. */
  readonly votes: readonly Vote[];
  /** False when this person had voted before. */
  readonly isNew: boolean;
}

/** What the store keeps of them. */
export interface ApprovalStore {
  saveApproval(approval: Approval): Promise<void>;
  approval(id: string): Promise<Approval | undefined>;
  /** Moves an open approval on; false when somebody else did so first. */
  settleApproval(id: string, state: Exclude<ApprovalState, 'open'>): Promise<boolean>;
  /**
   * Adds a vote to an open approval, once a person. In a transaction, which then sees every vote that was added before.
   * @returns undefined when the approval is no longer open.
   */
  addVote(approvalId: string, vote: Vote): Promise<Poll | undefined>;
  votes(approvalId: string): Promise<readonly Vote[]>;
  /** Open approvals that have expired, and those whose reminder is due, oldest first. */
  dueApprovals(nowMs: number): Promise<readonly Approval[]>;
  /** False when somebody else reminded first, or it is no longer open. */
  markReminded(id: string): Promise<boolean>;
}

export interface Voter {
  readonly userId: string;
  /** Groups of the settings that the voter is in now. */
  readonly groups: readonly string[];
}

/** Whether this voter is one of those whom at least one of the demands asks for. */
export function isApprover(demands: readonly ApprovalDemand[], voter: Voter): boolean {
  return demands.some((demand) => counts(demand, voter));
}

/** How many approvals are still missing; 0 when every demand is met. */
export function missingApprovals(
  demands: readonly ApprovalDemand[],
  voters: readonly Voter[],
): number {
  const missing = demands.map((demand) => {
    const given = voters.filter((voter) => counts(demand, voter)).length;
    return Math.max(0, demand.approvals - given);
  });
  return Math.max(0, ...missing);
}

/** The shortest of their times. */
export function validMsOf(demands: readonly ApprovalDemand[]): number {
  return Math.min(...demands.map(({ validMs }) => validMs));
}

/** The most that any of them asks for: what policy is asked about when all have said yes. */
export function approvalsOf(demands: readonly ApprovalDemand[]): number {
  return Math.max(0, ...demands.map(({ approvals }) => approvals));
}

export function approvalDemands(demands: readonly Demand[]): readonly ApprovalDemand[] {
  return demands.filter((demand) => demand.kind === 'approval');
}

function counts({ approvers }: ApprovalDemand, { groups }: Voter): boolean {
  return approvers.length === 0 || approvers.some((group) => groups.includes(group));
}
