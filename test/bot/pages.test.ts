import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LIMITS } from '../../bot/limits.ts';
import { pageOf } from '../../bot/pages.ts';
import type { OutputPage } from '../../bot/reply.ts';

const TABLE = 'NAME    READY   STATUS\nweb-1   1/1     Running\nbad-1   0/1     CrashLoopBackOff\n';

describe('a page of an output', () => {
  test('holds the whole of a short one, without its last line break', () => {
    expect(page(TABLE)).toEqual({
      text: TABLE.trimEnd(),
      page: 1,
      pages: 1,
      firstLine: 1,
      lastLine: 3,
      lines: 3,
      filter: '',
      errorText: '',
      asRows: false,
    });
  });

  test('carries the id by which the next one is asked for', () => {
    expect(pageOf(output('x\n'), { page: 1, filter: '', outputId: 'o1' }).outputId).toBe('o1');
  });

  test('of an empty output is empty and says so by its line count', () => {
    expect(page('')).toMatchObject({ text: '', page: 1, pages: 1, lines: 0 });
  });

  test('keeps empty lines', () => {
    expect(page('a\n\nb\n\n').text).toBe('a\n\nb\n');
  });

  test('ends after so many lines', () => {
    const text = Array.from({ length: LIMITS.pageLines + 1 }, (_, index) => `${index}\n`).join('');
    expect(page(text, 1).text.split('\n')).toHaveLength(LIMITS.pageLines);
    expect(page(text, 2)).toMatchObject({ text: String(LIMITS.pageLines), page: 2, pages: 2 });
  });

  test.each([
    [0, 1],
    [-5, 1],
    [99, 2],
    [Number.NaN, 1],
    [1.5, 1],
  ])('that does not exist, such as %d, is the nearest that does', (wanted, shown) => {
    const text = 'line\n'.repeat(LIMITS.pageLines + 1);
    const got = page(text, wanted);
    expect(got.page).toBe(shown);
    expect(got.text).toBe(page(text, shown).text);
  });

  test('goes on where a line is longer than a page', () => {
    const long = 'x'.repeat(LIMITS.pageCharacters * 2 + 5);
    expect(page(`${long}\n`)).toMatchObject({ pages: 3, lines: 1 });
    expect(allPages(long).join('')).toBe(long);
  });

  test('never cuts a character in half', () => {
    const long = `x${'😀'.repeat(LIMITS.pageCharacters)}`;
    for (const text of allPages(long)) expect(text.isWellFormed()).toBe(true);
    const errorText = pageOf(
      { stdout: '', stderr: long, exitCode: 1 },
      { page: 1, filter: '' },
    ).errorText;
    expect(errorText.isWellFormed()).toBe(true);
  });

  test('together with the others is the whole output, each within the limits', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', maxLength: 80 }),
      fc.integer({ min: 0, max: LIMITS.pageCharacters }).map((length) => 'y'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 120 }), (lines) => {
        const pages = allPages(`${lines.join('\n')}\n`);
        expect(pages.join('\n')).toBe(lines.join('\n'));
        for (const text of pages) {
          expect(text.length).toBeLessThanOrEqual(LIMITS.pageCharacters);
          expect(text.split('\n').length).toBeLessThanOrEqual(LIMITS.pageLines);
        }
      }),
    );
  });

  test('says which lines it has, folded ones by the line they are of', () => {
    const long = `${'a\n'.repeat(50)}${'x'.repeat(LIMITS.pageCharacters + 1)}\nend\n`;
    const ranges = [1, 2, 3].map((number) => {
      const { firstLine, lastLine, lines } = page(long, number);
      return [firstLine, lastLine, lines];
    });
    expect(ranges).toEqual([
      [1, 40, 52],
      [41, 50, 52],
      [51, 51, 52],
    ]);
    expect(page(long, 4)).toMatchObject({ firstLine: 51, lastLine: 52, pages: 4 });
    expect(page('')).toMatchObject({ firstLine: 0, lastLine: 0 });
  });

  test('shows the start of a long stderr and says that it is cut', () => {
    const stderr = 'e'.repeat(LIMITS.stderrCharacters + 1);
    const { errorText } = pageOf({ stdout: '', stderr, exitCode: 1 }, { page: 1, filter: '' });
    expect(errorText).toBe(`${stderr.slice(1)}\n[cut: the whole text is in the file]`);
  });
});

describe('a filter', () => {
  test('keeps the lines that hold the text, in any case, and the header of a table', () => {
    expect(page(TABLE, 1, 'crashloop')).toMatchObject({
      text: 'NAME    READY   STATUS\nbad-1   0/1     CrashLoopBackOff',
      lines: 2,
      filter: 'crashloop',
    });
  });

  test('keeps no first line that is no header', () => {
    expect(page('web started\nweb failed\n', 1, 'failed').text).toBe('web failed');
  });

  test('is text and no pattern', () => {
    expect(page('a.c\nabc\n', 1, 'a.c').text).toBe('a.c');
  });

  test('that nothing passes leaves no lines', () => {
    expect(page('a\nb\n', 1, 'zzz')).toMatchObject({ text: '', lines: 0, pages: 1 });
  });
});

describe('the rows of a page', () => {
  const wide = (name: string) => name.padEnd(LIMITS.phoneCharacters);
  const table = [
    `${wide('NAME')}   READY   STATUS`,
    `${wide('web-1')}   1/1     Running`,
    `${wide('bad-1')}   0/1     CrashLoopBackOff`,
  ].join('\n');

  test('are there for a table that a phone would wrap, and for no other', () => {
    expect(page(table).rows).toEqual([
      { title: 'web-1', cells: [['READY', '1/1'] as const, ['STATUS', 'Running']] },
      { title: 'bad-1', cells: [['READY', '0/1'] as const, ['STATUS', 'CrashLoopBackOff']] },
    ]);
    expect(page(TABLE).rows).toBeUndefined();
    expect(page(`${'a log line '.repeat(9)}\n`).rows).toBeUndefined();
  });

  test('are shown only when asked for, and only where there are some', () => {
    expect(page(table).asRows).toBe(false);
    const asked = (stdout: string) =>
      pageOf(output(stdout), { page: 1, filter: '', asRows: true }).asRows;
    expect(asked(table)).toBe(true);
    expect(asked(TABLE)).toBe(false);
    expect(asked('plain text\n')).toBe(false);
  });

  test('stay under their own headers when a filter leaves the second table’s header out', () => {
    const second = `${wide('NAME')}   SCHEDULE\n${wide('bad-job')}   * * * * *`;
    const { rows } = page(`${table}\n\n${second}\n`, 1, 'bad');
    expect(rows).toEqual([
      { title: 'bad-1', cells: [['READY', '0/1'] as const, ['STATUS', 'CrashLoopBackOff']] },
      { title: 'bad-job', cells: [['SCHEDULE', '* * * * *']] },
    ]);
  });

  test('come with the sentences beside their table, and not for the width of those', () => {
    const sentence = `It is so because ${'of this '.repeat(9)}`.trim();
    expect(page(`${sentence}\n\n${table}\n`).rows?.[0]).toEqual({ prose: sentence });
    expect(page(`${sentence}\n\n${TABLE}`).rows).toBeUndefined();
    expect(page(`${sentence}\n\n${table}\n`, 1, 'because').rows).toBeUndefined();
  });

  test('know their headers on every page', () => {
    const rows = Array.from({ length: 60 }, (_, at) => `${wide(`web-${at}`)}   1/1     Running`);
    const long = `${wide('NAME')}   READY   STATUS\n${rows.join('\n')}\n`;
    expect(page(long, 2).rows?.[0]).toEqual({
      title: 'web-39',
      cells: [
        ['READY', '1/1'],
        ['STATUS', 'Running'],
      ],
    });
  });

  test('are not offered where they would be too long for a message, or a line is cut in two', () => {
    const header = `${wide('NAME')}   ${'H'.repeat(200)}`;
    const rows = Array.from({ length: 39 }, (_, at) => `${wide(`n${at}`)}   x`);
    expect(page([header, ...rows].join('\n')).rows).toBeUndefined();
    const cut = `${wide('NAME')}   LABELS\n${wide('web')}   ${'x'.repeat(LIMITS.pageCharacters)}`;
    expect(page(cut, 1).rows).toBeUndefined();
  });
});

function output(stdout: string) {
  return { stdout, stderr: '', exitCode: 0 };
}

function page(stdout: string, number = 1, filter = ''): OutputPage {
  return pageOf(output(stdout), { page: number, filter });
}

function allPages(stdout: string): readonly string[] {
  const { pages } = page(stdout);
  return Array.from({ length: pages }, (_, index) => page(stdout, index + 1).text);
}
