import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UsageError } from '../../bot/errors.ts';
import { COMMAND_TEXT_MAX, joinWords, splitWords } from '../../bot/words.ts';

/** Text of everything that matters to a splitter, and of ordinary letters. */
const TYPED = fc
  .array(fc.constantFrom(...'ab-=\'" \\\t\n\u2014\u2013\u2018\u2019\u201c\u201d\u00a0$`;&|*é名'))
  .map((characters) => characters.join(''));

describe('words', () => {
  test.each([
    ['', []],
    ['   ', []],
    ['get pods', ['get', 'pods']],
    ['  get\t pods -n  shop \n', ['get', 'pods', '-n', 'shop']],
    ['\n get "a\nb"', ['get', 'a b']],
    [`-l 'tier in (a,b)'`, ['-l', 'tier in (a,b)']],
    [`-l "app=web"`, ['-l', 'app=web']],
    [`--selector='a b'c`, ['--selector=a bc']],
    [`'' ""`, ['', '']],
    [`-o 'jsonpath={"  "}'`, ['-o', 'jsonpath={"  "}']],
    [String.raw`"a\"b\\c"`, [String.raw`a"b\c`]],
    [String.raw`"a\nb"`, [String.raw`a\nb`]],
    [String.raw`'a\'`, ['a\\']],
    [String.raw`a\ b`, ['a\\', 'b']],
    [`"it's"`, ["it's"]],
  ])('of %j are %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each([
    ['get pods \u2014namespace shop', ['get', 'pods', '--namespace', 'shop']],
    ['get pods \u2013namespace shop', ['get', 'pods', '--namespace', 'shop']],
    ['get pods \u2013n shop', ['get', 'pods', '-n', 'shop']],
    ['get pods \u2013o=wide', ['get', 'pods', '-o=wide']],
    ['\u2014all', ['--all']],
    ['get\u00a0pods', ['get', 'pods']],
    ['-l \u201capp=web\u201d', ['-l', 'app=web']],
    ['-l \u2018a in (b)\u2019', ['-l', 'a in (b)']],
    ['a\u2014b', ['a\u2014b']],
    [`'a \u2014b' '\u2013n'`, ['a \u2014b', '\u2013n']],
  ])("of a phone's %j are %j", (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each(['get pods\nget nodes', 'delete pod a \r\n b', 'get\u2028pods', 'get \\\n pods'])(
    'of the several lines %j are none: one command is read at a time',
    (text) => {
      expect(() => splitWords(text)).toThrow('more than one line');
    },
  );

  test.each(['$HOME', '$(id)', '`id`', 'a;b', 'a&&b', 'a|b', '>/tmp/x', '*', '~', '{a,b}'])(
    'of %j are the text itself: there is no shell',
    (text) => {
      expect(splitWords(text)).toEqual([text]);
    },
  );

  test.each([
    ['NUL', '\u0000'],
    ['escape', '\u001b[2J'],
    ['backspace', '\b'],
    ['delete', '\u007f'],
    ['next line of C1', '\u0085'],
    ['right-to-left override', '\u202e'],
    ['left-to-right isolate', '\u2066'],
    ['zero-width space', '\u200b'],
    ['zero-width joiner', '\u200d'],
    ['byte-order mark', '\ufeff'],
    ['soft hyphen', '\u00ad'],
    ['tag character', '\u{e0041}'],
    ['private use', '\ue000'],
    ['lone surrogate', '\ud800'],
    ['unassigned', '\u0378'],
  ])('with a %s are refused', (_name, character) => {
    expect(() => splitWords(`get po${character}ds`)).toThrow(UsageError);
    expect(() => splitWords(`get 'po${character}ds'`)).toThrow(UsageError);
  });

  test.each([`get 'pods`, `get "pods`, `get pods"`, String.raw`"a\"`, 'get \u201cpods'])(
    'of %j are refused, because the quote is open',
    (text) => {
      expect(() => splitWords(text)).toThrow(/is opened and not closed/u);
    },
  );

  test('are read up to the limit and refused beyond it', () => {
    expect(splitWords('a'.repeat(COMMAND_TEXT_MAX))).toHaveLength(1);
    expect(() => splitWords('a'.repeat(COMMAND_TEXT_MAX + 1))).toThrow(/4001 characters/u);
  });

  test('joined and split again are the same words', () => {
    fc.assert(
      fc.property(TYPED, (text) => {
        const words = splitOrNothing(text);
        fc.pre(words !== undefined);
        expect(splitWords(joinWords(words ?? []))).toEqual(words);
      }),
      { numRuns: 20_000 },
    );
  });

  test('of any text are words or a UsageError, never another error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const words = splitOrNothing(text);
        for (const word of words ?? []) expect(word).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 20_000 },
    );
  });
});

function splitOrNothing(text: string): readonly string[] | undefined {
  try {
    return splitWords(text);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
