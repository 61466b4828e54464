import { describe, expect, test } from '@jest/globals';
import { type MarkArgs, markChange, readMarks } from '../../../bot/kubernetes/marks.ts';
import type { Step } from '../../../bot/kubernetes/object-change.ts';

const TARGET = { resource: { kind: 'Pod', group: '' }, name: 'web-1' } as never;

function step(words: string): Step {
  const read = readMarks(['pod/web-1', ...words.split(' ')], {
    mark: 'label',
    usage: 'usage',
    list: false,
  });
  const args: MarkArgs = {
    ...read,
    overwrite: false,
    list: false,
    selector: undefined,
    resourceVersion: undefined,
    dryRun: false,
  };
  return markChange(args, 'label')({ metadata: { labels: {} } }, TARGET, {} as never) as Step;
}

describe('labels with names that every object of JavaScript has', () => {
  test('are set where they are not there', () => {
    const body = { metadata: { labels: { toString: '1' } } };
    expect(step('toString=1').patch?.body).toEqual(body);
  });

  test('are not removed where they are not there', () => {
    expect(step('constructor-')).toMatchObject({ said: 'label "constructor" not found.\n' });
    expect(step('constructor-').patch).toBeUndefined();
  });

  test('are not taken for set when only others are', () => {
    expect(step('tier=front constructor-').patch?.body).toEqual({
      metadata: { labels: { tier: 'front' } },
    });
  });
});
