// The word that was meant, held to a plain reckoning of every distance.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearest } from '../../bot/nearest.ts';

const WORD = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 14 });

describe('the nearest word', () => {
  test('is the one with the fewest edits within what its length allows, the first of the alphabet among equals', () => {
    const near = { found: 0 };
    const property = fc.property(WORD, fc.array(WORD, { maxLength: 6 }), (word, options) => {
      const found = nearest(word, options);
      expect(found).toBe(plainNearest(word, options));
      if (found !== undefined) near.found += 1;
    });
    fc.assert(property, { numRuns: 2000 });
    expect(near.found).toBeGreaterThan(200);
  });

  test.each([
    ['kubectl gte', ['kubectl get', 'kubectl top'], 'kubectl get'],
    ['gt', ['get'], 'get'],
    ['g', ['get'], undefined],
    ['', ['a'], 'a'],
    ['abc', [], undefined],
  ])('for "%s" among %j is %s', (word, options, expected) => {
    expect(nearest(word, options)).toBe(expected);
  });
});

function plainNearest(word: string, options: readonly string[]): string | undefined {
  const allowed = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  const near = options
    .map((option) => ({ option, edits: distance(word, option) }))
    .filter(({ edits }) => edits <= allowed);
  const fewest = Math.min(...near.map(({ edits }) => edits));
  return near
    .filter(({ edits }) => edits === fewest)
    .map(({ option }) => option)
    .sort((left, right) => left.localeCompare(right))[0];
}

/** By its definition, with each pair of beginnings once. */
function distance(left: string, right: string): number {
  const known = new Map<string, number>();
  const between = (a: number, b: number): number => {
    if (a === 0 || b === 0) return a + b;
    const key = `${a},${b}`;
    const value =
      known.get(key) ??
      Math.min(
        between(a - 1, b - 1) + (left[a - 1] === right[b - 1] ? 0 : 1),
        between(a - 1, b) + 1,
        between(a, b - 1) + 1,
      );
    known.set(key, value);
    return value;
  };
  return between(left.length, right.length);
}
