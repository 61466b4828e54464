import { expect, test } from '@jest/globals';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { createPipelines } from '../../pipeline/pipelines/index.ts';
import { createSettlement } from '../../pipeline/pipelines/settlement.ts';
import { readSettings } from '../../pipeline/settings.ts';
import { validatePipelines } from '../../pipeline/validate-pipelines.ts';

test('brokers are enough; everything else has a value of its own', () => {
  expect(readSettings({ KAFKA_BROKERS: 'a:9092,b:9092' })).toMatchObject({
    ...{ KAFKA_BROKERS: 'a:9092,b:9092', COMMIT_INTERVAL_MS: 100 },
    ...{ SETTLEMENT_CLICKS: 'ad.clicks', SETTLEMENT_WINDOW_MS: 86_400_000 },
  });
});

test('all that is wrong is told at once', () => {
  const wrong = { CONTROL_TOKEN: 'short', SETTLEMENT_CLICKS: 'a b', COMMIT_INTERVAL_MS: '1' };
  expect(() => readSettings(wrong)).toThrow(
    /KAFKA_BROKERS is not set.*; CONTROL_TOKEN has fewer than 16.*; COMMIT_INTERVAL_MS .*; SETTLEMENT_CLICKS is no topic name/u,
  );
});

test('a token that the bot could not send is refused', () => {
  const blanks = { KAFKA_BROKERS: 'a:1', CONTROL_TOKEN: 'a token with blanks' };
  expect(() => readSettings(blanks)).toThrow(/CONTROL_TOKEN has other characters/u);
});

test('a mechanism without a password is refused', () => {
  const half = { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain', KAFKA_USERNAME: 'me' };
  expect(() => readSettings(half)).toThrow(/KAFKA_PASSWORD is not set/u);
});

test('the pipelines that there are can be hosted', () => {
  expect(() => validatePipelines(createPipelines())).not.toThrow();
});

test('a pipeline that could not be run soundly is refused, with all that is wrong', () => {
  const settlement = createSettlement() as Pipeline;
  const wrong: Pipeline = {
    ...settlement,
    ...{ name: 'Not A Name', inputs: ['a', 'a'], outputs: ['b c'], idleMs: -1 },
  };
  expect(() => validatePipelines([wrong])).toThrow(
    /its name is not of .*"b c" is no topic name; .*a is used for two things; .*idleMs -1/u,
  );
  expect(() => validatePipelines([settlement, settlement])).toThrow(
    /two are called settlement; two have the group settlement/u,
  );
});
