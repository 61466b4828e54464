// The truth about a settlement, worked out from what went in and what came out, by none of the settlement's own code: nothing
// lost, nothing twice, in order, every balance explained.

export interface InRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

export interface PartitionFacts {
  readonly partition: number;
  readonly clicks: readonly InRecord[];
  readonly charges: readonly InRecord[];
  /** All that committed readers see, in order. */
  readonly deductions: readonly InRecord[];
  readonly exhausted: readonly InRecord[];
  readonly deadLetters: readonly InRecord[];
  /** The last value of each key of the budgets' changelog. */
  readonly budgets: ReadonlyMap<string, string>;
}

interface Deduction {
  readonly clickId: string;
  readonly campaignId: string;
  readonly cost: number;
  readonly balanceAfter: number;
  readonly outcome: string;
  readonly clickOffset: number;
}

const SHOWN = 5;

/** What is wrong, in words; nothing when all is right. */
export function judge(facts: PartitionFacts): readonly string[] {
  const clicks = new Map<string, { readonly cost: number; readonly campaignId: string }>();
  let poison = 0;
  for (const { key, value } of facts.clicks) {
    const click = parse(value);
    if (typeof click?.clickId !== 'string' || !(Number(click.cost) >= 0)) poison += 1;
    else if (click.campaignId !== key) poison += 1;
    else if (!clicks.has(click.clickId)) {
      clicks.set(click.clickId, { cost: Number(click.cost), campaignId: key ?? '' });
    }
  }
  const found = facts.deductions.map(({ value }) => parse(value) as unknown as Deduction);
  const seen = new Set<string>();
  const problems: string[] = [];
  let before = -1;
  for (const { clickId, campaignId, cost, clickOffset } of found) {
    const click = clicks.get(clickId);
    if (click === undefined) problems.push(`${clickId} was settled and never came`);
    else if (click.cost !== cost || click.campaignId !== campaignId) {
      problems.push(`${clickId} was changed`);
    }
    if (seen.has(clickId)) problems.push(`${clickId} was settled twice`);
    seen.add(clickId);
    if (clickOffset <= before) problems.push(`${clickId} is out of order`);
    before = clickOffset;
  }
  for (const id of clicks.keys()) if (!seen.has(id)) problems.push(`${id} was lost`);
  if (facts.deadLetters.length !== poison) {
    problems.push(`${facts.deadLetters.length} dead letters for ${poison} broken records`);
  }
  problems.push(...judgeBalances(facts, found));
  const shown = problems.slice(0, SHOWN).map((each) => `partition ${facts.partition}: ${each}`);
  return problems.length > SHOWN ? [...shown, `and ${problems.length - SHOWN} more`] : shown;
}

/** Between two deductions of a campaign its balance may grow by charges, in their order, and by nothing else. */
function judgeBalances(facts: PartitionFacts, found: readonly Deduction[]): readonly string[] {
  const problems: string[] = [];
  const charges = chargesByCampaign(facts.charges);
  const deductions = Map.groupBy(found, ({ campaignId }) => campaignId);
  const exhausted = Map.groupBy(facts.exhausted, ({ key }) => key ?? '');
  for (const campaign of new Set([...charges.keys(), ...deductions.keys()])) {
    const left = [...(charges.get(campaign) ?? [])];
    let balance = 0;
    let told = 0;
    let isDry = false;
    for (const { cost, balanceAfter, outcome, clickId } of deductions.get(campaign) ?? []) {
      const isPaid = outcome === 'deducted';
      const wanted = isPaid ? balanceAfter + cost : balanceAfter;
      while (balance !== wanted && left.length > 0) {
        balance += left.shift() ?? 0;
        isDry = false;
      }
      if (balance !== wanted) {
        problems.push(`the balance of ${campaign} at ${clickId} is not explained`);
        break;
      }
      if (!isPaid && balance >= cost) problems.push(`${clickId} was refused, and could be paid`);
      if (balanceAfter < 0) problems.push(`${campaign} went below zero`);
      balance = balanceAfter;
      if (!isDry && (!isPaid || balance === 0)) told += 1;
      isDry ||= !isPaid || balance === 0;
    }
    for (const amount of left) balance += amount;
    const kept = Number.parseInt(facts.budgets.get(campaign) ?? '0', 10);
    if (kept !== balance) problems.push(`${campaign} has ${kept}, and should have ${balance}`);
    // A charge between two dry clicks may have been worth nothing to the second: it was told once more then.
    const times = exhausted.get(campaign)?.length ?? 0;
    if (times < told) problems.push(`${campaign} ran dry ${told} times, told ${times} times`);
  }
  return problems;
}

function chargesByCampaign(records: readonly InRecord[]): Map<string, number[]> {
  const seen = new Set<string>();
  const charges = new Map<string, number[]>();
  for (const { value } of records) {
    const charge = parse(value);
    if (typeof charge?.chargeId !== 'string' || seen.has(charge.chargeId)) continue;
    seen.add(charge.chargeId);
    const campaign = String(charge.campaignId);
    charges.set(campaign, [...(charges.get(campaign) ?? []), Number(charge.amount)]);
  }
  return charges;
}

function parse(value: string | null): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = JSON.parse(value ?? '');
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined;
    return found as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
