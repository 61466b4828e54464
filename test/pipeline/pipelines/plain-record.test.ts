import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createReadPlain } from '../../../pipeline/pipelines/plain-record.ts';
import {
  parseCharge,
  parseClick,
  readCharge,
  readClick,
} from '../../../pipeline/pipelines/settlement-records.ts';

const RUNS = 3_000;

const id = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[\w:./-]{1,40}$/u) },
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('', 'x'.repeat(128), 'x'.repeat(129), '\u00e9', '\u007f', ' '),
);
/** As a text, because not every text of a number is one in JSON. */
const number = fc.oneof(
  { weight: 4, arbitrary: fc.maxSafeNat().map(String) },
  fc.constantFrom('0', '00', '01', '-1', '-0', '1.0', '1e3', '', 'null', '"5"', ' 5'),
  fc.constantFrom('999999999999999', '1000000000000', '1000000000001', '9007199254740993'),
);

/** Texts that are plain, or nearly. */
const text = (idField: string, moneyField: string) =>
  fc
    .record({
      ...{ id, campaignId: id, money: number, at: number },
      isQuoted: fc.boolean(),
      change: fc.option(fc.record({ at: fc.nat({ max: 200 }), to: fc.string({ maxLength: 2 }) })),
    })
    .map(({ id: own, campaignId, money, at, isQuoted, change }) => {
      const quote = (value: string) => (isQuoted ? JSON.stringify(value) : `"${value}"`);
      const whole = `{"${idField}":${quote(own)},"campaignId":${quote(campaignId)},"${moneyField}":${money},"at":${at}}`;
      if (change === null) return whole;
      return whole.slice(0, change.at) + change.to + whole.slice(change.at + 1);
    });

const recordOf = (value: Buffer) => ({ bytes: () => value, text: () => value.toString() });

test('a click is read from its bytes as it is from its text', () => {
  fc.assert(
    fc.property(text('clickId', 'cost'), (value) => {
      const bytes = Buffer.from(value);
      expect(readClick(recordOf(bytes))).toEqual(parseClick(bytes.toString()));
    }),
    { numRuns: RUNS },
  );
});

test('a charge is read from its bytes as it is from its text', () => {
  fc.assert(
    fc.property(text('chargeId', 'amount'), (value) => {
      const bytes = Buffer.from(value);
      expect(readCharge(recordOf(bytes))).toEqual(parseCharge(bytes.toString()));
    }),
    { numRuns: RUNS },
  );
});

test('bytes that are no UTF-8 are read as their text is', () => {
  const value = Buffer.from('{"clickId":"c?1","campaignId":"k","cost":5,"at":7}');
  value[13] = 0xff;
  expect(readClick(recordOf(value))).toEqual(parseClick(value.toString()));
});

const readPlain = createReadPlain('clickId', 'cost');

test('what is written without blanks and in order is plain', () => {
  const value = Buffer.from('{"clickId":"c-1","campaignId":"k 2","cost":0,"at":1764000000000}');
  expect(readPlain(value)).toEqual({ id: 'c-1', campaignId: 'k 2', money: 0, at: 1764000000000 });
});

test.each([
  '',
  '{}',
  '{"clickId":"c1"',
  '{"clickId": "c1","campaignId":"k","cost":5,"at":7}',
  '{"campaignId":"k","clickId":"c1","cost":5,"at":7}',
  '{"clickId":"c\\u0031","campaignId":"k","cost":5,"at":7}',
  '{"clickId":"c\u00e9","campaignId":"k","cost":5,"at":7}',
  '{"clickId":"c1","campaignId":"k","cost":05,"at":7}',
  '{"clickId":"c1","campaignId":"k","cost":,"at":7}',
  '{"clickId":"c1","campaignId":"k","cost":5,"at":1000000000000000}',
  '{"clickId":"c1","campaignId":"k","cost":5,"at":7,"cost":6}',
  '{"clickId":"c1","campaignId":"k","cost":5,"at":7} ',
])('%s is not plain', (value) => {
  expect(readPlain(Buffer.from(value))).toBeUndefined();
});
