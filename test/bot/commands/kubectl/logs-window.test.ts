import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLineCutter, createLineStore } from '../../../../bot/commands/kubectl/logs-window.ts';

/** Cuts the log at these places into chunks, and tells what is kept of it. */
function newestOf(log: string, cuts: readonly number[], limitBytes: number, prefix = '') {
  const bytes = Buffer.from(log);
  const store = createLineStore(limitBytes);
  const cutter = createLineCutter([store], prefix);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)];
  for (const [index, place] of places.entries()) {
    cutter.add(bytes.subarray(place, places[index + 1] ?? bytes.length));
  }
  cutter.finish();
  return store.newest();
}

describe('the newest lines', () => {
  test('all of them while they fit', () => {
    expect(newestOf('a\nb\nc', [1, 3], 100)).toEqual({ text: 'a\nb\nc', droppedBytes: 0 });
  });

  test('only whole ones when they do not', () => {
    expect(newestOf('aaa\nbbb\nccc\n', [5], 10)).toEqual({ text: 'bbb\nccc\n', droppedBytes: 4 });
    expect(newestOf('aaa\nbbb\nccc\n', [5], 8)).toEqual({ text: 'bbb\nccc\n', droppedBytes: 4 });
    expect(newestOf('aaa\nbbb\nccc\n', [5], 7)).toEqual({ text: 'ccc\n', droppedBytes: 8 });
  });

  test('the end of one line that is too long', () => {
    expect(newestOf('abcdefgh', [2], 3)).toEqual({ text: 'fgh', droppedBytes: 5 });
  });

  test('each with the prefix, wherever the chunks end', () => {
    const log = fc.array(fc.constantFrom('a', 'é', '世', '', 'long line'), { maxLength: 30 });
    fc.assert(
      fc.property(log, fc.array(fc.nat()), fc.boolean(), (lines, cuts, isOpen) => {
        const text = lines.map((line) => `${line}\n`).join('') + (isOpen ? 'end' : '');
        const wanted = text.replace(/^(?=[\s\S])/gmu, '> ').replace(/(?<=\n)> $/u, '');
        expect(newestOf(text, cuts, 100_000, '> ')).toEqual({ text: wanted, droppedBytes: 0 });
      }),
    );
  });

  test('within the limit, and nothing uncounted', () => {
    const lines = fc.array(fc.stringMatching(/^[a-z]{0,20}$/u), { maxLength: 200 });
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 300 }),
        (log, cuts, limit) => {
          const text = log.map((line) => `${line}\n`).join('');
          const newest = newestOf(text, cuts, limit);
          expect(newest.text.length).toBeLessThanOrEqual(limit);
          expect(newest.text.length + newest.droppedBytes).toBe(text.length);
          expect(text.endsWith(newest.text)).toBe(true);
        },
      ),
    );
  });
});
