import { describe, expect, test } from '@jest/globals';
import { createSettlement, type SettlementState } from '../../../pipeline/pipelines/settlement.ts';
import { MOST_MONEY } from '../../../pipeline/pipelines/settlement-records.ts';
import { recordingEmit, recordOf } from '../feed.ts';

const HOUR_MS = 3_600_000;
const CLICK = { clickId: 'k1', campaignId: 'c1', cost: 30, at: 900 };
const CHARGE = { chargeId: 'h1', campaignId: 'c1', amount: 100, at: 800 };

function settle() {
  const pipeline = createSettlement();
  const { state, stores } = pipeline.createState();
  const recording = recordingEmit();
  let now = 0;
  for (const store of stores) store.begin(0);
  const step = (topic: string, given: Parameters<typeof recordOf>[1]) => {
    const record = recordOf(topic, given);
    now = Math.max(now, record.timestamp);
    for (const store of stores) store.advance(now);
    return pipeline.step(record, state, recording.out);
  };
  return {
    ...recording,
    click: (value: unknown, more = {}) => step('ad.clicks', { value, ...more }),
    charge: (value: unknown, more = {}) => step('ad.charges', { value, ...more }),
    balance: (campaign = 'c1') => (state as SettlementState).budgets.get(campaign)?.balance,
  };
}

test('a click is deducted, and the deduction says from where and what is left', () => {
  const { charge, click, emitted, balance } = settle();
  charge(CHARGE);
  expect(click(CLICK, { offset: 7 })).toBeUndefined();
  expect(balance()).toBe(70);
  expect(emitted).toEqual([
    {
      topic: 'ad.deductions',
      key: 'c1',
      value: {
        ...CLICK,
        ...{ balanceAfter: 70, outcome: 'deducted', clickPartition: 3, clickOffset: 7 },
      },
    },
  ]);
});

test('a repeated click changes nothing and is counted, whatever it says the second time', () => {
  const { charge, click, emitted, counts, balance } = settle();
  charge(CHARGE);
  click(CLICK);
  click({ ...CLICK, cost: 1 });
  expect(balance()).toBe(70);
  expect(emitted).toHaveLength(1);
  expect(counts).toMatchObject({ deducted: 1, 'repeated clicks': 1 });
});

test('a click id comes to count again once its window of stream time is over', () => {
  const { charge, click, balance } = settle();
  charge(CHARGE);
  click(CLICK, { timestamp: 1_000 });
  click(CLICK, { timestamp: 1_000 + 24 * HOUR_MS - 1 });
  expect(balance()).toBe(70);
  click(CLICK, { timestamp: 1_000 + 24 * HOUR_MS });
  expect(balance()).toBe(40);
});

test('a repeated charge changes nothing, however late it comes', () => {
  const { charge, counts, balance } = settle();
  charge(CHARGE);
  charge(CHARGE, { timestamp: 1_000 * 24 * HOUR_MS });
  expect(balance()).toBe(100);
  expect(counts).toEqual({ charges: 1, 'repeated charges': 1 });
});

describe('a budget', () => {
  test('never goes below zero: a click that it cannot pay is told as insufficient', () => {
    const { charge, click, emitted, balance } = settle();
    charge({ ...CHARGE, amount: 50 });
    click({ ...CLICK, clickId: 'a' });
    click({ ...CLICK, clickId: 'b' });
    expect(balance()).toBe(20);
    expect(emitted.map(({ value }) => value)).toMatchObject([
      { clickId: 'a', outcome: 'deducted', balanceAfter: 20 },
      { clickId: 'b', outcome: 'insufficient', balanceAfter: 20 },
      { campaignId: 'c1', clickId: 'b', balance: 20 },
    ]);
  });

  test('that runs dry is told once, and once more after it was charged and ran dry again', () => {
    const { charge, click, emitted } = settle();
    const dry = () => emitted.filter(({ topic }) => topic === 'ad.budget-exhausted').length;
    charge({ ...CHARGE, amount: 30 });
    click({ ...CLICK, clickId: 'a' });
    expect(dry()).toBe(1);
    click({ ...CLICK, clickId: 'b' });
    expect(dry()).toBe(1);
    charge({ ...CHARGE, chargeId: 'h2', amount: 30 });
    click({ ...CLICK, clickId: 'c' });
    expect(dry()).toBe(2);
  });

  test('that was charged with nothing is as dry as it was', () => {
    const { charge, click, emitted } = settle();
    click({ ...CLICK, clickId: 'a' });
    charge({ ...CHARGE, amount: 0 });
    click({ ...CLICK, clickId: 'b' });
    expect(emitted.filter(({ topic }) => topic === 'ad.budget-exhausted')).toHaveLength(1);
  });

  test('of a campaign that nobody has charged is empty', () => {
    const { click, emitted, balance } = settle();
    click(CLICK);
    expect(balance()).toBe(0);
    expect(emitted[0]?.value).toMatchObject({ outcome: 'insufficient', balanceAfter: 0 });
  });

  test('that would come to more than can be counted refuses the charge', () => {
    const { charge, balance } = settle();
    let charges = 0;
    let refusal: string | undefined;
    // So many of the largest charge reach 2^53.
    for (; refusal === undefined && charges < 10_000; charges += 1) {
      refusal = charge({ ...CHARGE, chargeId: `h${charges}`, amount: MOST_MONEY });
    }
    expect(refusal).toBe('the balance would be larger than can be counted');
    expect(Number.isSafeInteger(balance())).toBe(true);
  });
});

describe('bad input is a dead letter with its reason, and changes nothing', () => {
  const { clickId: _, ...noId } = CLICK;
  test.each<[string, unknown, object]>([
    ['the record has no value', null, {}],
    ['the value is no JSON', '', {}],
    ['the value is no JSON', 'not json', {}],
    ['the value is no JSON', '{"clickId":"k1"', {}],
    ['the value is no JSON object', '[]', {}],
    ['the value is no JSON object', '"text"', {}],
    ['the value is no JSON object', 'null', {}],
    ['clickId is no text of 1 to 128 characters', noId, {}],
    ['clickId is no text of 1 to 128 characters', { ...CLICK, clickId: '' }, {}],
    ['clickId is no text of 1 to 128 characters', { ...CLICK, clickId: 7 }, {}],
    ['clickId is no text of 1 to 128 characters', { ...CLICK, clickId: 'x'.repeat(129) }, {}],
    ['campaignId is no text of 1 to 128 characters', { ...CLICK, campaignId: null }, {}],
    [`cost is no whole number from 0 to ${MOST_MONEY}`, { ...CLICK, cost: -1 }, {}],
    [`cost is no whole number from 0 to ${MOST_MONEY}`, { ...CLICK, cost: 1.5 }, {}],
    [`cost is no whole number from 0 to ${MOST_MONEY}`, { ...CLICK, cost: '30' }, {}],
    [`cost is no whole number from 0 to ${MOST_MONEY}`, { ...CLICK, cost: MOST_MONEY + 1 }, {}],
    [
      `cost is no whole number from 0 to ${MOST_MONEY}`,
      '{"clickId":"k1","campaignId":"c1","cost":1e400,"at":1}',
      {},
    ],
    ['at is no time in milliseconds', { ...CLICK, at: 'today' }, {}],
    ['at is no time in milliseconds', { ...CLICK, at: -1 }, {}],
    ['the key is not the campaignId', CLICK, { key: 'c2' }],
    ['the key is not the campaignId', CLICK, { key: null }],
    ['the record has no time', CLICK, { timestamp: -1 }],
  ])('%s: %j', (reason, value, more) => {
    const { charge, click, emitted, balance } = settle();
    charge(CHARGE);
    expect(click(value, more)).toBe(reason);
    expect(emitted).toEqual([]);
    expect(balance()).toBe(100);
    click(CLICK);
    expect(balance()).toBe(70);
  });

  test.each<[string, unknown]>([
    [`amount is no whole number from 0 to ${MOST_MONEY}`, { ...CHARGE, amount: -1 }],
    ['chargeId is no text of 1 to 128 characters', { ...CHARGE, chargeId: '' }],
  ])('%s: %j', (reason, value) => {
    const { charge, balance } = settle();
    expect(charge(value)).toBe(reason);
    expect(balance()).toBeUndefined();
  });
});

test('ids of any letters come out as they went in', () => {
  const { click, emitted } = settle();
  const odd = 'k"\\\n\u2028ß🙂';
  click({ ...CLICK, clickId: odd, campaignId: odd }, { key: odd });
  expect(emitted[0]?.value).toMatchObject({ clickId: odd, campaignId: odd });
});
