import { expect, test } from '@jest/globals';
import { cutTo } from '../../bot/cut-to.ts';

const bullet = (word: string) => `• ${word}`;

test('a list that is too long ends with how many more there are', () => {
  expect(cutTo(2, ['a', 'b', 'c', 'd'], bullet)).toEqual(['• a', '• b', 'and 2 more']);
});

test('a list that is just long enough, or empty, is as it is', () => {
  expect(cutTo(2, ['a', 'b'], bullet)).toEqual(['• a', '• b']);
  expect(cutTo(2, [], bullet)).toEqual([]);
});
