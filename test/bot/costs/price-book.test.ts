// Prices that are learned: in the place of those that are written while they are fresh, asked for now and then, and the written ones else.

import { beforeEach, expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../../bot/config.ts';
import type { UnitPrices } from '../../../bot/costs.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { LIMITS } from '../../../bot/limits.ts';
import { pricesOf } from '../../../bot/switch/of-settings.ts';
import { createPriceBook, type PriceBook } from '../../../bot/switch/price-book.ts';

const LEARNED: UnitPrices = { cpuHour: 50_000, memoryGibHour: 7_000 };
const { signal } = new AbortController();

let nowMs: number;
let asked: string[];
let answer: () => Promise<UnitPrices>;
let settings: Settings;
let book: PriceBook;

beforeEach(() => {
  nowMs = 1_000_000;
  asked = [];
  answer = async () => LEARNED;
  settings = settingsWith('http://one.example.com');
  book = createPriceBook({
    settings: () => settings,
    clock: { nowMs: () => nowMs },
    open: ({ url }) => ({
      prices: async () => {
        asked.push(url);
        return await answer();
      },
      close: async () => {},
    }),
  });
});

function settingsWith(url: string): Settings {
  return readSettings(
    {
      clusters: {
        staging: { environment: 'staging', kubeconfig: 'k', costs: { url } },
        production: {
          ...{ environment: 'production', kubeconfig: 'k' },
          prices: { cpuHour: '0.02', memoryGibHour: '0.003' },
        },
        other: { environment: 'staging', kubeconfig: 'k' },
      },
      prices: { currency: 'EUR', cpuHour: '0.01', memoryGibHour: '0.001' },
    },
    'the test',
  );
}

const paid = (cluster = 'staging') => pricesOf(book.settings(), cluster);

test('what is written holds until something is learned, for one cluster or for all', () => {
  expect(paid()).toEqual({ currency: 'EUR', cpuHour: 10_000, memoryGibHour: 1_000 });
  expect(paid('production')).toEqual({ currency: 'EUR', cpuHour: 20_000, memoryGibHour: 3_000 });
});

test('what is learned takes its place, in that cluster alone', async () => {
  await book.learn(signal);
  expect(paid()).toEqual({ currency: 'EUR', ...LEARNED, learnedAtMs: nowMs });
  expect(paid('other')).toMatchObject({ cpuHour: 10_000 });
  expect(book.problem('staging')).toBeUndefined();
});

test('the settings are the same ones while nothing has changed', async () => {
  expect(book.settings()).toBe(settings);
  await book.learn(signal);
  const first = book.settings();
  expect(first).not.toBe(settings);
  expect(book.settings()).toBe(first);
  nowMs += LIMITS.pricesEveryMs;
  await book.learn(signal);
  expect(book.settings()).not.toBe(first);
});

test('it is asked for every hour, and sooner after a failure', async () => {
  await book.learn(signal);
  nowMs += LIMITS.pricesEveryMs - 1;
  await book.learn(signal);
  expect(asked).toHaveLength(1);
  nowMs += 1;
  answer = () => Promise.reject(silent());
  await expect(book.learn(signal)).rejects.toBeInstanceOf(OperatorError);
  nowMs += LIMITS.pricesRetryMs - 1;
  await book.learn(signal);
  expect(asked).toHaveLength(2);
  nowMs += 1;
  answer = async () => LEARNED;
  await book.learn(signal);
  expect(asked).toHaveLength(3);
});

test('a failure is told, and what was learned before stays until it is too old', async () => {
  await book.learn(signal);
  const learnedAtMs = nowMs;
  answer = () => Promise.reject(silent());
  nowMs += LIMITS.pricesKeptMs;
  await expect(book.learn(signal)).rejects.toMatchObject({ why: 'It is silent.' });
  expect(book.problem('staging')).toBe('It is silent. Wait.');
  expect(paid()).toMatchObject({ ...LEARNED, learnedAtMs });
  nowMs += 1;
  expect(paid()).toEqual({ currency: 'EUR', cpuHour: 10_000, memoryGibHour: 1_000 });
});

test('what one has said says nothing of another in its place', async () => {
  await book.learn(signal);
  settings = settingsWith('http://two.example.com');
  expect(paid()).toMatchObject({ cpuHour: 10_000 });
  await book.learn(signal);
  expect(asked).toEqual(['http://one.example.com', 'http://two.example.com']);
  expect(paid()).toMatchObject(LEARNED);
});

test('prices of a cluster without a currency are refused with what is missing', () => {
  const clusters = {
    staging: { environment: 's', kubeconfig: 'k', costs: { url: 'http://a.example.com' } },
  };
  expect(() => readSettings({ clusters }, 'the test')).toThrow(/so set "prices" too/u);
});

function silent(): OperatorError {
  return new OperatorError({ what: 'No.', why: 'It is silent.', fix: 'Wait.' });
}
