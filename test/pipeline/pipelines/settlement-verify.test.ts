// The verification of a campaign: it finds nothing wrong in what the step makes of any input, and each mistake that is planted there.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KeptRecord, VerifyMaterial } from '../../../pipeline/pipeline.ts';
import { createSettlement, type SettlementState } from '../../../pipeline/pipelines/settlement.ts';
import { recordingEmit, recordOf } from '../feed.ts';

const pipeline = createSettlement({ windowMs: 1_000 });
const [CLICKS, CHARGES, DEDUCTIONS, EXHAUSTED] = [
  ...['ad.clicks', 'ad.charges', 'ad.deductions', 'ad.budget-exhausted'],
] as const;

interface Event {
  readonly topic: 'ad.clicks' | 'ad.charges';
  readonly id: number;
  readonly amount: number;
  readonly afterMs: number;
}

const events = fc.array(
  fc.record<Event>({
    topic: fc.constantFrom('ad.clicks', 'ad.clicks', 'ad.charges'),
    id: fc.nat(12),
    amount: fc.constantFrom(-1, 0, 5, 10, 30),
    afterMs: fc.constantFrom(0, 10, 400),
  }),
  { maxLength: 60 },
);

/** A few of everything: two charges, clicks that are deducted, repeated, refused, and one that cannot be used. */
const KNOWN: readonly Event[] = [
  ...charge(1, 50),
  ...[click(1, 20), click(1, 20), click(2, -1), click(3, 20), click(4, 30)],
  ...charge(2, 30),
  ...[click(5, 30), click(6, 10)],
];

describe('the verification of a campaign', () => {
  test('finds nothing wrong in what the step makes of any input', () => {
    fc.assert(
      fc.property(events, (all) => {
        expect(verdict(settled(all)).problems).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('says what it has worked out', () => {
    expect(verdict(settled(KNOWN)).figures).toEqual({
      ...{ 'charges that count': 2, charged: 80, 'clicks that count': 5, 'clicks repeated': 1 },
      ...{ 'records that cannot be used': 1, 'clicks deducted': 4, deducted: 80 },
      ...{ 'balance worked out': 0, 'balance kept': 0 },
    });
  });

  test.each<[string, (good: VerifyMaterial) => VerifyMaterial, RegExp]>([
    [
      'a lost deduction',
      (good) => change(good, DEDUCTIONS, (all) => all.slice(1)),
      /not deducted/u,
    ],
    [
      'a click that is deducted twice',
      (good) => change(good, DEDUCTIONS, (all) => [...all.slice(0, 1), ...all]),
      /deducted twice/u,
    ],
    [
      'a repeated click that is deducted',
      (good) => change(good, DEDUCTIONS, (all) => [...all, edited(all[0], { clickOffset: 1 })]),
      /deducted twice/u,
    ],
    [
      'deductions out of order',
      (good) => change(good, DEDUCTIONS, (all) => all.toReversed()),
      /out of order/u,
    ],
    [
      'another cost',
      (good) => change(good, DEDUCTIONS, (all) => [edited(all[0], { cost: 19 }), ...all.slice(1)]),
      /deducted as another/u,
    ],
    [
      'a balance that no charges come to',
      (good) =>
        change(good, DEDUCTIONS, (all) => [edited(all[0], { balanceAfter: 31 }), ...all.slice(1)]),
      /no charges come to/u,
    ],
    [
      'a deduction without a click',
      (good) => change(good, DEDUCTIONS, (all) => [...all, edited(all[0], { clickOffset: 2 })]),
      /without a click/u,
    ],
    [
      'a refusal though there was enough',
      (good) =>
        change(good, DEDUCTIONS, (all) => [
          edited(all[0], { outcome: 'insufficient', balanceAfter: 50 }),
          ...all.slice(1),
        ]),
      /budget was enough/u,
    ],
    [
      'a balance kept that is another',
      (good) => ({ ...good, value: { balance: 7 } }),
      /kept is 7/u,
    ],
    [
      'a charge that came to nothing',
      (good) => change(good, CHARGES, (all) => [...all, edited(all[0], { chargeId: 'new' })]),
      /the balance kept is/u,
    ],
    [
      'exhaustion that was not told',
      (good) => change(good, EXHAUSTED, (all) => all.slice(1)),
      /ran dry/u,
    ],
    [
      'exhaustion that was told twice',
      (good) => change(good, EXHAUSTED, (all) => [...all, ...all]),
      /ran dry/u,
    ],
  ])('sees %s', (_, plant, words) => {
    const good = settled(KNOWN);
    expect(verdict(good).problems).toEqual([]);
    expect(verdict(plant(good)).problems.join('\n')).toMatch(words);
  });

  test('without the beginning says only what was deducted twice', () => {
    const cut = { ...change(settled(KNOWN), CHARGES, () => []), isWhole: false };
    expect(verdict(cut).problems).toEqual([]);
    const twice = change(cut, DEDUCTIONS, (all) => [...all.slice(0, 1), ...all]);
    expect(verdict(twice).problems).toEqual(['click k1 was deducted twice']);
  });

  test('says nothing of deductions that came after what is looked at', () => {
    const good = settled(KNOWN);
    const later = change(good, DEDUCTIONS, (all) => [...all, edited(all[0], { clickOffset: 99 })]);
    expect(verdict(later).problems).toEqual([]);
  });
});

/** What the step makes of them. */
function settled(all: readonly Event[]): VerifyMaterial {
  const { state, stores } = pipeline.createState();
  const recording = recordingEmit();
  const records = new Map<string, KeptRecord[]>(
    [CLICKS, CHARGES, DEDUCTIONS, EXHAUSTED].map((topic) => [topic, []]),
  );
  let now = 1_000;
  for (const store of stores) store.begin(0);
  for (const { topic, id, amount, afterMs } of all) {
    now += afterMs;
    const kept = records.get(topic) ?? [];
    const value = recordValue(topic, id, amount);
    const record = recordOf(topic, { value, offset: kept.length, timestamp: now });
    for (const store of stores) store.advance(now);
    pipeline.step(record, state, recording.out);
    kept.push({ offset: kept.length, timestamp: now, text: JSON.stringify(value) });
  }
  for (const { topic, value } of recording.emitted) {
    const kept = records.get(topic) ?? [];
    kept.push({ offset: kept.length, timestamp: now, text: JSON.stringify(value) });
  }
  return {
    ...{ key: 'c1', value: (state as SettlementState).budgets.get('c1'), records, isWhole: true },
    reached: new Map([...records].map(([topic, kept]) => [topic, kept.length])),
  };
}

function recordValue(topic: string, id: number, amount: number): object {
  const rest = { campaignId: 'c1', at: 1 };
  return topic === CLICKS
    ? { clickId: `k${id}`, cost: amount, ...rest }
    : { chargeId: `h${id}`, amount, ...rest };
}

function verdict(material: VerifyMaterial) {
  if (pipeline.verify === undefined) throw new Error('it cannot be verified');
  return pipeline.verify(material);
}

function change(
  material: VerifyMaterial,
  topic: string,
  by: (all: readonly KeptRecord[]) => readonly KeptRecord[],
): VerifyMaterial {
  const all = material.records.get(topic) ?? [];
  return { ...material, records: new Map([...material.records, [topic, by(all)]]) };
}

function edited(record: KeptRecord | undefined, by: object): KeptRecord {
  if (record === undefined) throw new Error('there is no such record');
  return { ...record, text: JSON.stringify({ ...JSON.parse(record.text ?? ''), ...by }) };
}

function click(id: number, amount: number): Event {
  return { topic: CLICKS, id, amount, afterMs: 10 };
}

function charge(id: number, amount: number): readonly Event[] {
  return [{ topic: CHARGES, id, amount, afterMs: 10 }];
}
