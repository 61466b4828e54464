// Works out anew, from what came in, what should have become of one campaign, and holds it against what did. It shares no code with the
// step but for what a record has to be: the step decides record by record, this looks at all of them at once. Pure.
import type { KeptRecord, Verdict, VerifyMaterial } from '../pipeline.ts';
import { type Charge, type Click, parseCharge, parseClick } from './settlement-records.ts';

export interface SettlementTopics {
  readonly clicks: string;
  readonly charges: string;
  readonly deductions: string;
  readonly exhausted: string;
  readonly windowMs: number;
}

interface Deduction {
  readonly clickId: string;
  readonly cost: number;
  readonly balanceAfter: number;
  readonly outcome: 'deducted' | 'insufficient';
  readonly clickOffset: number;
}

export function verifySettlement(material: VerifyMaterial, topics: SettlementTopics): Verdict {
  const { campaignId, balance } = readState(material);
  const of = (topic: string) => material.records.get(topic) ?? [];
  const clicks = usable(of(topics.clicks), campaignId, parseClick);
  const charges = usable(of(topics.charges), campaignId, parseCharge);
  const reached = material.reached.get(topics.clicks) ?? 0;
  const deductions = of(topics.deductions)
    .map(({ text }) => JSON.parse(text ?? '{}') as Deduction)
    .filter(({ clickOffset }) => clickOffset < reached);
  const pairs = pairUp(clicks, deductions, topics.windowMs);
  const first = firstOfEach(charges);
  const chain = followBalance(first, deductions);
  const told = of(topics.exhausted)
    .map(({ text }) => JSON.parse(text ?? '{}') as { readonly clickId: string })
    .map(({ clickId }) => clickId);
  const deducted = deductions.filter(({ outcome }) => outcome === 'deducted');
  const unusable =
    of(topics.clicks).length + of(topics.charges).length - clicks.length - charges.length;
  return {
    figures: {
      'charges that count': first.length,
      charged: chain.charged,
      'clicks that count': deductions.length,
      'clicks repeated': pairs.repeated,
      'records that cannot be used': unusable,
      'clicks deducted': deducted.length,
      deducted: chain.spent,
      'balance worked out': chain.charged - chain.spent,
      'balance kept': balance,
    },
    // Without the beginning only what was deducted twice can be seen.
    problems: material.isWhole
      ? [
          ...pairs.problems,
          ...chain.problems,
          ...(chain.charged - chain.spent === balance
            ? []
            : [
                `the balance kept is ${balance}, and ${chain.charged - chain.spent} comes of the input`,
              ]),
          ...exhaustionProblems(chain.exhausted, told, deductions),
        ]
      : pairs.problems.filter((problem) => problem.endsWith(TWICE)),
  };
}

const TWICE = 'was deducted twice';

function readState({ key, value }: VerifyMaterial): { campaignId: string; balance: number } {
  const { balance = 0 } = (value ?? {}) as { balance?: number };
  return { campaignId: key, balance };
}

interface Usable<Value> extends KeptRecord {
  readonly value: Value;
}

function usable<Value extends { readonly campaignId: string }>(
  records: readonly KeptRecord[],
  campaignId: string,
  read: (text: string | null) => { readonly value: Value } | { readonly reason: string },
): readonly Usable<Value>[] {
  return records.flatMap((record) => {
    const found = read(record.text);
    const isUsable =
      'value' in found && found.value.campaignId === campaignId && record.timestamp >= 0;
    return isUsable ? [{ ...record, value: found.value }] : [];
  });
}

/**
 * Each click that counts has one deduction, with its cost; a repeated one has none. Two campaigns that use the same click id are told
 * as a click that was not deducted: the other's records are not looked at.
 */
function pairUp(
  clicks: readonly Usable<Click>[],
  deductions: readonly Deduction[],
  windowMs: number,
) {
  const problems: string[] = [];
  const byOffset = new Map<number, Deduction>();
  let last = -1;
  for (const each of deductions) {
    if (byOffset.has(each.clickOffset)) problems.push(`click ${each.clickId} ${TWICE}`);
    else if (each.clickOffset < last)
      problems.push(`click ${each.clickId} was deducted out of order`);
    byOffset.set(each.clickOffset, each);
    last = each.clickOffset;
  }
  const seenAt = new Map<string, number>();
  let newest = 0;
  let repeated = 0;
  for (const { offset, timestamp, value } of clicks) {
    newest = Math.max(newest, timestamp);
    const deduction = byOffset.get(offset);
    const before = seenAt.get(value.clickId);
    byOffset.delete(offset);
    if (before !== undefined && newest - before < windowMs) {
      repeated += 1;
      if (deduction !== undefined) problems.push(`click ${value.clickId} ${TWICE}`);
      continue;
    }
    // Beyond the window it may count once more, or not: the stream's time is that of the partition.
    if (deduction === undefined && before !== undefined) continue;
    seenAt.set(value.clickId, timestamp);
    if (deduction === undefined) {
      problems.push(`click ${value.clickId} at offset ${offset} was not deducted`);
    } else if (deduction.clickId !== value.clickId || deduction.cost !== value.cost) {
      problems.push(`click ${value.clickId} at offset ${offset} was deducted as another`);
    }
  }
  for (const { clickId } of byOffset.values())
    problems.push(`${clickId} was deducted without a click`);
  return { problems, repeated };
}

function firstOfEach(charges: readonly Usable<Charge>[]): readonly Charge[] {
  const seen = new Map<string, Charge>();
  for (const { value } of charges) if (!seen.has(value.chargeId)) seen.set(value.chargeId, value);
  return [...seen.values()];
}

/**
 * Each balance has to be what some of the charges come to, in their order, less what was spent until then: which of them had come
 * by then, nobody else knows.
 */
function followBalance(charges: readonly Charge[], deductions: readonly Deduction[]) {
  const problems: string[] = [];
  const exhausted: string[] = [];
  let taken = 0;
  let charged = 0;
  let spent = 0;
  let isExhausted = false;
  for (const { clickId, cost, balanceAfter, outcome } of deductions) {
    if (outcome === 'deducted') spent += cost;
    while (charged - spent < balanceAfter && taken < charges.length) {
      const amount = charges[taken]?.amount ?? 0;
      if (amount > 0) isExhausted = false;
      charged += amount;
      taken += 1;
    }
    if (charged - spent !== balanceAfter) {
      problems.push(
        `the balance after click ${clickId} is ${balanceAfter}, which no charges come to`,
      );
      break;
    }
    if (balanceAfter < 0) problems.push(`the balance after click ${clickId} is below zero`);
    if (outcome === 'insufficient' && cost <= balanceAfter) {
      problems.push(`click ${clickId} was refused though its budget was enough`);
    }
    if ((outcome === 'insufficient' || balanceAfter === 0) && !isExhausted) {
      isExhausted = true;
      exhausted.push(clickId);
    }
  }
  const all = charges.reduce((total, { amount }) => total + amount, 0);
  return { problems, charged: all, spent, exhausted };
}

/** Told once for each time that it ran dry; of clicks that came after those looked at nothing is said. */
function exhaustionProblems(
  wanted: readonly string[],
  told: readonly string[],
  deductions: readonly Deduction[],
): readonly string[] {
  const known = new Set(deductions.map(({ clickId }) => clickId));
  const here = told.filter((clickId) => known.has(clickId));
  return JSON.stringify(here) === JSON.stringify(wanted)
    ? []
    : [
        `it ran dry ${wanted.length} times, and was told of ${here.length} times, or at other clicks`,
      ];
}
