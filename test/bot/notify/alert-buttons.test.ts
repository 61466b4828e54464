// What the buttons of an alert stand for: nothing but what could be typed, whatever the alert's sender has put into its labels.

import { expect, test } from '@jest/globals';
import {
  alertButtons,
  alertLooks,
  commandOfButton,
  lookOfButton,
} from '../../../bot/render/alert-buttons.ts';
import { groupOf } from './fixtures.ts';

test.each([
  [{ switch: 'nights', state: 'on' }, 'Wake', 'cluster on nights'],
  [{ switch: 'nights', state: 'off' }, 'Switch off', 'cluster off nights'],
])('an alert of the switch %j offers to bring it about', (labels, words, command) => {
  expect(offered(labels).get(words)).toBe(command);
});

test.each([
  [{ switch: 'nights; rm', state: 'on' }],
  [{ switch: '--for=9d', state: 'on' }],
  [{ switch: 'nights --for 9d', state: 'off' }],
  [{ switch: 'nights', state: 'gone' }],
  [{ switch: 'nights' }],
])('labels such as %j offer nothing that switches', (labels: Readonly<Record<string, string>>) => {
  expect([...offered(labels).values()].join()).not.toContain('cluster');
});

test.each([
  'switch on nights --for=9d',
  'switch up nights',
  'switch on ',
  'ack 1 1h',
  'silence 1',
  'silence 1 9999d',
  'delete 1',
  'ack 0',
])('"%s" is no button of ours', (value) => {
  expect(commandOfButton(value)).toBeUndefined();
});

test('looks are offered at what the labels name, and while it fires', () => {
  const labels = { cluster: 'one', namespace: 'shop', kind: 'Deployment', workload: 'web' };
  const firing = groupOf({ labels, state: 'firing', number: 7 });
  expect(JSON.stringify(alertLooks(firing))).toContain('"value":"logs 7"');
  expect(alertLooks({ ...firing, state: 'resolved' })).toBeUndefined();
  expect(alertLooks({ ...firing, labels: { ...labels, workload: 'web; rm' } })).toBeUndefined();
  expect(alertLooks({ ...firing, labels: { ...labels, kind: 'Node' } })).toBeUndefined();
});

test('a look is one of a few, at the alert of a number', () => {
  expect(lookOfButton('restart 7')).toEqual({ what: 'restart', number: 7 });
  for (const value of ['delete 7', 'logs 0', 'logs 7 --previous', 'logs web', 'logs']) {
    expect(lookOfButton(value)).toBeUndefined();
  }
});

test('every button of an alert is a command', () => {
  const labels = { cluster: 'one', namespace: 'shop', kind: 'Deployment', workload: 'web' };
  for (const state of ['firing', 'resolved'] as const) {
    for (const [words, command] of offered(labels, state)) {
      expect([words, command]).toEqual([words, expect.stringMatching(/^[a-z]+ [a-z]+ /u)]);
    }
  }
});

/** What the buttons and menus of a firing alert say, with the commands that they stand for. */
function offered(
  labels: Readonly<Record<string, string>>,
  state: 'firing' | 'resolved' = 'firing',
): ReadonlyMap<string, string | undefined> {
  const handling = state === 'firing' ? {} : { closedBy: 'U1' };
  const [row] = alertButtons(groupOf({ labels, state, handling })) as unknown as readonly Row[];
  return new Map(
    (row?.elements ?? [])
      .flatMap((each) => each.options ?? [each])
      .filter(({ value = '' }) => lookOfButton(value) === undefined)
      .map(({ text, value = '' }) => [text.text, commandOfButton(value)]),
  );
}

interface Row {
  readonly elements: readonly (Pressed & { readonly options?: readonly Pressed[] })[];
}

interface Pressed {
  readonly text: { readonly text: string };
  readonly value?: string;
}
