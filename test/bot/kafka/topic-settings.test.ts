import { describe, expect, test } from '@jest/globals';
import {
  readTopicSettings,
  spellTopicSettings,
  TOPIC_SETTINGS,
} from '../../../bot/kafka/topic-settings.ts';

describe('settings of a topic', () => {
  test.each([
    ['retention.ms=60000', [['retention.ms', '60000']]],
    [
      'retention.ms=-1,segment.bytes=7',
      [
        ['retention.ms', '-1'],
        ['segment.bytes', '7'],
      ],
    ],
    [
      'cleanup.policy=[compact,delete],a=b',
      [
        ['cleanup.policy', 'compact,delete'],
        ['a', 'b'],
      ],
    ],
    ['a=', [['a', '']]],
    ['a=b=c', undefined],
    ['a', undefined],
    ['A=1', undefined],
    ['a=1,', undefined],
    ['a=[1,2', undefined],
    ['a=b c', undefined],
  ])('%s is read as kafka-configs reads it, and spelled alike', (text, wanted) => {
    expect(TOPIC_SETTINGS.expression.test(text)).toBe(wanted !== undefined);
    if (wanted === undefined) return;
    const found = readTopicSettings(text);
    expect([...found]).toEqual(wanted);
    expect(spellTopicSettings(found)).toBe(text);
  });

  test('that cannot be written so are not spelled', () => {
    expect(spellTopicSettings(new Map([['a', 'b c']]))).toBeUndefined();
  });
});
