import { describe, expect, test } from '@jest/globals';
import type { KafkaCommand } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { parse } from '../../../bot/parse.ts';

const at = (text: string) => Date.parse(text);

describe('where a group shall go on', () => {
  test.each([
    ['--to-earliest', { kind: 'earliest' }],
    ['--to-latest', { kind: 'latest' }],
    ['--to-current', { kind: 'current' }],
    ['--to-offset 17', { kind: 'offset', offset: 17 }],
    ['--shift-by 3', { kind: 'shift', by: 3 }],
    ['--shift-back-by 3', { kind: 'shift', by: -3 }],
    ['--to-datetime 2026-11-25T21:00:00', { kind: 'time', atMs: at('2026-11-25T21:00:00Z') }],
    [
      '--to-datetime 2026-11-25T21:00:00.500Z',
      { kind: 'time', atMs: at('2026-11-25T21:00:00.5Z') },
    ],
    ['--to-datetime 2026-11-25T21:00:00+09:00', { kind: 'time', atMs: at('2026-11-25T12:00:00Z') }],
    ['--by-duration P1D', { kind: 'duration', ms: 86_400_000 }],
    ['--by-duration PT1H30M', { kind: 'duration', ms: 5_400_000 }],
    ['--by-duration P2DT0.5S', { kind: 'duration', ms: 172_800_500 }],
  ])('is read from %s', (flags, way) => {
    expect(read(flags)).toMatchObject({ groupId: 'reports', way });
  });

  test.each([
    ['--to-datetime yesterday'],
    ['--to-datetime 2026-13-25T21:00:00'],
    ['--by-duration 1h'],
    ['--by-duration P'],
    ['--by-duration PT'],
    ['--to-offset 1.5'],
    ['--to-earliest --to-latest'],
    ['--shift-by 1 --shift-back-by 1'],
    [''],
  ])('is not guessed from "%s"', (flags) => {
    expect(() => read(flags)).toThrow();
  });

  test('of an undo is told by its id alone', () => {
    expect(() => parse('kafka reset offsets g --undo AAAAAAAA --to-latest', COMMANDS)).toThrow(
      /--undo stands alone/u,
    );
  });

  test('names its topics, or all of them', () => {
    expect(() => parse('kafka reset offsets g --to-latest', COMMANDS)).toThrow(/which topics/u);
    expect(() =>
      parse('kafka reset offsets g --to-latest --all-topics --topic orders', COMMANDS),
    ).toThrow(/which topics/u);
  });
});

function read(flags: string): unknown {
  const { command, args } = parse(`kafka reset offsets reports --topic orders ${flags}`, COMMANDS);
  expect((command as KafkaCommand).name).toBe('kafka reset offsets');
  return args;
}
