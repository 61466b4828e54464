import { expect, test } from '@jest/globals';
import { age, humanDuration } from '../../../bot/kubernetes/duration.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

// From the table tests of k8s.io/apimachinery/pkg/util/duration.
test.each([
  [-2 * S, '<invalid>'],
  [-S, '0s'],
  [0, '0s'],
  [S - 1, '0s'],
  [S, '1s'],
  [119 * S, '119s'],
  [2 * M, '2m'],
  [2 * M + S, '2m1s'],
  [9 * M + 59 * S, '9m59s'],
  [10 * M + S, '10m'],
  [179 * M, '179m'],
  [3 * H, '3h'],
  [3 * H + M, '3h1m'],
  [7 * H + 59 * M, '7h59m'],
  [8 * H + M, '8h'],
  [47 * H, '47h'],
  [2 * D, '2d'],
  [2 * D + H, '2d1h'],
  [7 * D + 23 * H, '7d23h'],
  [8 * D, '8d'],
  [729 * D, '729d'],
  [2 * 365 * D, '2y'],
  [2 * 365 * D + 23 * H, '2y'],
  [2 * 365 * D + D, '2y1d'],
  [8 * 365 * D, '8y'],
])('%d ms are printed as %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test('an object without a time has no known age', () => {
  expect(age(undefined, 0)).toBe('<unknown>');
  expect(age('1970-01-01T00:00:00Z', 5 * S)).toBe('5s');
});
