// What the buttons of an alert stand for: nothing but what could be typed, whatever the alert's sender has put into its labels.

import { describe, expect, test } from '@jest/globals';
import { type Alert, type AlertGroup, NONE } from '../../../bot/notify/alert.ts';
import { alertMessage } from '../../../bot/render/alert.ts';
import {
  alertButtons,
  alertLooks,
  alertToAssign,
  commandOfButton,
  lookOfButton,
} from '../../../bot/render/alert-buttons.ts';
import { assertMessageBlocks } from '../../../sandbox/slack/validate-message.ts';
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
  expect(looksAt(firing)).toEqual(['alert 7', 'graph 7', 'logs 7', 'describe 7', 'events 7']);
  expect(looksAt({ ...firing, state: 'resolved' })).toBeUndefined();
  for (const strange of [{ workload: 'web; rm' }, { kind: 'Node' }]) {
    const group = { ...firing, labels: { ...labels, ...strange } };
    expect(looksAt(group)).toEqual(['alert 7', 'graph 7']);
  }
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
      if (words === 'Assign …') continue;
      expect([words, command]).toEqual([words, expect.stringMatching(/^[a-z]+ [a-z]+ /u)]);
    }
  }
});

describe('"Assign …"', () => {
  test('is offered while it fires, and asks first who it is to be', () => {
    expect(offered({}).get('Assign …')).toBeUndefined();
    expect([...offered({}).keys()]).toContain('Assign …');
    expect([...offered({}, 'resolved').keys()]).toEqual(['Reopen']);
    expect(JSON.stringify(alertButtons(groupOf({ state: 'firing', number: 7 })))).toContain(
      '"value":"assign 7"',
    );
    expect(alertToAssign('assign 7')).toBe(7);
  });

  test.each([
    'assign',
    'assign 0',
    'assign 07',
    'assign 7 U0BOB',
    'assign 7\n',
    'ack 7',
    'assign web',
  ])('is not "%s"', (value) => {
    expect(alertToAssign(value)).toBeUndefined();
  });

  test('runs nothing by itself', () => {
    for (const value of ['assign 7', 'assign 7 U0BOB']) {
      expect(commandOfButton(value)).toBeUndefined();
      expect(lookOfButton(value)).toBeUndefined();
    }
  });
});

test('whatever an alert is of and whatever was done about it, Slack takes its message, with at most three buttons', () => {
  const workload = { cluster: 'one', namespace: 'shop', kind: 'Deployment', workload: 'web' };
  const nights = { switch: 'nights', state: 'on' };
  const acknowledged = { by: 'U1', atMs: 0, untilMs: 1 };
  const silenced = { by: 'U1', atMs: 0, untilMs: 1 };
  for (const labels of [{}, workload, nights, { ...workload, ...nights }]) {
    for (const handling of [
      {},
      { acknowledged },
      { silenced },
      { acknowledged, silenced, incident: 3 },
    ]) {
      const group = groupOf({ labels, handling, state: 'firing', number: 999_999_999 });
      const { blocks } = alertMessage({ group, worst: [], nowMs: 0 });
      expect(assertMessageBlocks(blocks)).toHaveLength(blocks.length);
      const elements = blocks.flatMap((block) => (block as unknown as Row).elements ?? []);
      const buttons = elements.filter(({ type }) => type === 'button');
      expect(buttons.length).toBeLessThanOrEqual(3);
      expect(elements.length - buttons.length).toBeGreaterThan(0);
    }
  }
});

test('labels that name a workload and a switch offer what turns the switch, not a restart', () => {
  const workload = { cluster: 'one', namespace: 'shop', kind: 'Deployment', workload: 'web' };
  const group = groupOf({
    labels: { ...workload, switch: 'nights', state: 'on' },
    state: 'firing',
  });
  const written = JSON.stringify(alertButtons(group));
  expect(written).toContain('"value":"switch on nights"');
  expect(written).not.toContain('"value":"restart ');
  expect(JSON.stringify(alertButtons({ ...group, labels: workload }))).toContain('"restart 1"');
});

test('what a notification says of an alert leaves nothing empty between its words', () => {
  const worst = [
    { state: 'firing', title: 'web-1 crashes', count: 1, countBefore: 0, lines: [], labels: {} },
  ] as unknown as readonly Alert[];
  const group = groupOf({ state: 'firing', firing: { ...NONE, warning: 1 } });
  expect(alertMessage({ group, worst, nowMs: 0 }).text).toBe('web crashes: web-1 crashes');
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

function looksAt(group: AlertGroup): readonly (string | undefined)[] | undefined {
  const menu = alertLooks(group) as { readonly options: readonly Pressed[] } | undefined;
  return menu?.options.map(({ value }) => value);
}

interface Row {
  readonly elements: readonly (Pressed & {
    readonly type: string;
    readonly options?: readonly Pressed[];
  })[];
}

interface Pressed {
  readonly text: { readonly text: string };
  readonly value?: string;
}
