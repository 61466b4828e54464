import { expect, test } from '@jest/globals';
import { insteadOfReset, ownedByPipelines } from '../../../bot/pipelines/owned.ts';

const PIPELINES = {
  settlement: { environment: 'staging', kafka: 'one' },
  second: { environment: 'staging', kafka: 'one', settlement: { group: 'g', clicks: 'c' } },
  elsewhere: { environment: 'staging', kafka: 'two' },
  remote: { environment: 'staging', control: 'http://a:1', token: { variable: 'A' } },
};

test('the groups of hosted pipelines belong to them, that of a replay too', () => {
  expect([...ownedByPipelines(PIPELINES, 'one').groups]).toEqual([
    ['settlement', 'settlement'],
    ['settlement-replay', 'settlement'],
    ['g', 'second'],
    ['g-replay', 'second'],
  ]);
});

test('what they read, write and keep belongs to them', () => {
  const { topics } = ownedByPipelines(PIPELINES, 'one');
  expect(topics.get('settlement-budgets-changelog')).toBe('settlement');
  expect(topics.get('second-clicks-changelog')).toBe('second');
  expect(topics.get('ad.clicks')).toBe('settlement');
  expect(topics.get('c')).toBe('second');
  expect(topics.has('orders')).toBe(false);
});

test('on a Kafka without them nothing belongs to anybody', () => {
  expect(ownedByPipelines(PIPELINES, 'three')).toEqual({ groups: new Map(), topics: new Map() });
});

test('whoever wants to reset one is told what to do instead', () => {
  expect(insteadOfReset('settlement')).toContain('"pipeline deadletters replay settlement"');
});
