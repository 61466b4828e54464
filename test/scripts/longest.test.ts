// The files that jest is to begin with are there, and come first whatever the order was.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { LONGEST, longestFirst } from '../../scripts/longest.ts';

test('every file that is named exists, and is named once', () => {
  expect(LONGEST.filter((file) => !existsSync(file))).toEqual([]);
  expect(new Set(LONGEST).size).toBe(LONGEST.length);
});

test('what is named comes first, in this order, and the others as they came', () => {
  const others = ['test/tidy.test.ts', 'test/bot/cut-to.test.ts'];
  const files = [...others, ...LONGEST.toReversed()];
  const sorted = longestFirst(files.map((file) => ({ path: path.resolve(file) })));
  expect(sorted.map((each) => path.relative('.', each.path))).toEqual([...LONGEST, ...others]);
});
