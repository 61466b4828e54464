import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pattern } from '../../../bot/grammar.ts';
import * as flags from '../../../bot/kubernetes/flags.ts';

const PATTERNS = Object.entries(flags).filter(
  (entry): entry is [string, Pattern] => typeof entry[1] === 'object' && 'expression' in entry[1],
);

describe.each(PATTERNS)('the pattern %s', (_name, { expression }) => {
  test.each([
    '',
    '-',
    '-x',
    '--server=http://evil',
    ' a',
    'a\nb',
    'a\u0000b',
    'a;b',
    'a$(b)',
    'a`b`',
    '../a',
    'a\u202eb',
    'ａ',
  ])('does not match %j', (text) => {
    expect(expression.test(text)).toBe(false);
  });

  test('matches nothing that begins with a dash, holds a control character or is endless', () => {
    const near = fc.stringMatching(/^[-a-zA-Z0-9.,=!()/:_ \n\r\t\0]{1,40}$/);
    fc.assert(
      fc.property(near, (text) => {
        const isDangerous = /^-|\p{Cc}/u.test(text);
        expect(isDangerous && expression.test(text)).toBe(false);
      }),
      { numRuns: 1000 },
    );
    for (const unit of ['a', 'a,', 'a=b,', 'a.', '1h']) {
      expect(expression.test(`${unit.repeat(3000)}a`)).toBe(false);
    }
  });
});

describe('a label selector', () => {
  test.each([
    'app=web',
    'app==web,tier!=db',
    'app in (web, db),!canary',
    'tier notin (a,b)',
    'app',
    'app.kubernetes.io/name=web',
    'app=',
    'count>1',
    'a = b',
    'in=out',
  ])('may be %j', (text) => {
    expect(flags.SELECTOR.expression.test(text)).toBe(true);
  });

  test.each([
    '=web',
    'app=we b',
    'app in web',
    'app in (web',
    'a=b,',
    'a=b c=d',
    'a=b|c',
    'A/B/c=d',
  ])('is none: %j', (text) => {
    expect(flags.SELECTOR.expression.test(text)).toBe(false);
  });
});

describe('a duration', () => {
  test.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['0', 0],
  ])('of %s is read in milliseconds', (text, ms) => {
    const flag = flags.durationFlag({ summary: '' });
    expect(flag.pattern.expression.test(text)).toBe(true);
    expect(flag.read(text)).toBe(ms);
  });

  test.each(['5', 's', '1d', '-1s', '1h 2m'])('is none: %j', (text) => {
    expect(flags.DURATION.expression.test(text)).toBe(false);
  });
});
