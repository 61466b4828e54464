// What is to become of requests for approval, in fifty lines and without any of the bot's code: the specification that random
// histories are held to. One asks; the others are people with rights that change; the policy asks for so many of them.

export type State = 'open' | 'taken' | 'rejected' | 'withdrawn' | 'expired' | 'stale';

export interface ModelApproval {
  state: State;
  /** What the policy asked for when it was asked. */
  readonly need: number;
  readonly votes: Set<string>;
}

export interface Model {
  readonly approvals: ModelApproval[];
  /** Who may approve now. */
  readonly admins: Set<string>;
  /** What the policy asks for now. */
  need: number;
}

/** Bob asks; the other account is his as well. */
export const ASKER = 'U0BOB';
const SAME_PERSON: readonly string[] = [ASKER, 'U0BOBTWO'];

export function ask(model: Model): void {
  model.approvals.push({ state: 'open', need: model.need, votes: new Set() });
}

export function approve(model: Model, index: number, who: string): void {
  const approval = openAt(model, index);
  if (approval === undefined || !mayDecide(model, who)) return;
  approval.votes.add(who);
  const counted = [...approval.votes].filter((voter) => model.admins.has(voter)).length;
  if (counted >= approval.need) approval.state = counted >= model.need ? 'taken' : 'stale';
}

export function reject(model: Model, index: number, who: string): void {
  const approval = openAt(model, index);
  if (approval !== undefined && mayDecide(model, who)) approval.state = 'rejected';
}

export function withdraw(model: Model, index: number, who: string): void {
  const approval = openAt(model, index);
  if (approval !== undefined && SAME_PERSON.includes(who)) approval.state = 'withdrawn';
}

export function expire(model: Model): void {
  for (const approval of model.approvals) if (approval.state === 'open') approval.state = 'expired';
}

function openAt({ approvals }: Model, index: number): ModelApproval | undefined {
  return approvals[index]?.state === 'open' ? approvals[index] : undefined;
}

function mayDecide({ admins }: Model, who: string): boolean {
  return admins.has(who) && !SAME_PERSON.includes(who);
}
