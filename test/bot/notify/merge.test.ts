import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, type AlertGroup, NONE } from '../../../bot/notify/alert.ts';
import { merge } from '../../../bot/notify/merge.ts';
import type { Notice, Severity } from '../../../bot/sources/source.ts';
import { groupOf, noticeOf } from './fixtures.ts';

const severities: readonly Severity[] = ['critical', 'warning', 'info'];

const someNotice = fc
  .record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    state: fc.constantFrom<Notice['state']>('firing', 'resolved'),
    severity: fc.constantFrom(...severities),
    count: fc.integer({ min: 1, max: 9 }),
    startedAtMs: fc.constantFrom(1_000, 2_000, 3_000),
    labels: fc.record({ namespace: fc.constantFrom('shop', 'pay'), cluster: fc.constant('one') }),
  })
  .map((some) => noticeOf(some));

const batches = fc.array(fc.array(someNotice, { minLength: 1, maxLength: 6 }), { maxLength: 12 });

describe('merging notices into a group', () => {
  test('keeps counts that are those of its alerts, however the notices came', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const { group, alerts } = play(all);
        const firing = { ...NONE };
        let [resolved, occurrences] = [0, 0];
        for (const { state, severity, count, countBefore } of alerts.values()) {
          occurrences += count + countBefore;
          if (state === 'resolved') resolved += 1;
          else firing[severity] += 1;
        }
        expect(group).toMatchObject({ firing, resolved, occurrences });
        const worst = severities.find((severity) => firing[severity] > 0);
        expect(group.state).toBe(worst === undefined ? 'resolved' : 'firing');
        if (worst !== undefined) expect(group.severity).toBe(worst);
        for (const [name, value] of Object.entries(group.labels)) {
          for (const { labels } of alerts.values()) expect(labels[name]).toBe(value);
        }
      }),
    );
  });

  test('comes to the same in one batch as one by one', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const whole = play([all.flat()]);
        const single = play(all.flat().map((notice) => [notice]));
        expect([...whole.alerts]).toEqual([...single.alerts]);
        // Turns are seen between batches alone, and labels are those that were common all the time.
        const { turnsAtMs: _, labels: __, ...one } = whole.group;
        const { turnsAtMs: ___, labels: ____, ...other } = single.group;
        // Of a group that is over, which severity it had at last depends on what was seen between.
        if (one.state === 'firing') expect(one).toEqual(other);
      }),
    );
  });

  test('is not changed by a batch that comes a second time', () => {
    fc.assert(
      fc.property(batches, fc.array(someNotice, { minLength: 1, maxLength: 6 }), (all, last) => {
        // Of one alert a batch holds the newest word, as a source says it.
        const batch = [...new Map(last.map((notice) => [notice.key, notice])).values()];
        const before = play([...all, batch]);
        const again = merge({ ...of(before), notices: batch, nowMs: 9_999 });
        expect(again).toMatchObject({ alerts: [], lines: [] });
        expect(again.group).toBe(before.group);
      }),
    );
  });

  test('adds what a later time counts to the time before, and takes nothing from a word that comes late', () => {
    const first = noticeOf({ key: 'a', count: 5, startedAtMs: 1_000 });
    const anew = noticeOf({ key: 'a', count: 2, startedAtMs: 2_000 });
    const { group, alerts } = play([[first], [anew], [{ ...first, count: 99 }]]);
    expect(alerts.get('a')).toMatchObject({ count: 2, countBefore: 5 });
    expect(group.occurrences).toBe(7);
  });

  test('counts what ended and was never known, and makes nothing of it', () => {
    const merged = merge({
      group: groupOf(),
      known: new Map(),
      notices: [noticeOf({ state: 'resolved' })],
      nowMs: 1,
    });
    expect(merged).toMatchObject({ alerts: [], lines: [], unknown: 1 });
  });

  test('says what began, ended, began again and became worse', () => {
    const notice = noticeOf({ key: 'a', title: 'web-1 crashes', severity: 'warning' });
    const { lines } = play([
      [notice],
      [{ ...notice, count: 3 }],
      [{ ...notice, count: 3, severity: 'critical' }],
      [{ ...notice, count: 3, severity: 'critical', state: 'resolved' }],
      [{ ...notice, startedAtMs: notice.startedAtMs + 1 }],
    ]);
    expect(lines).toEqual([
      'Fires: web-1 crashes',
      'critical, was warning: web-1 crashes',
      'Resolved: web-1 crashes',
      'Fires again: web-1 crashes',
    ]);
  });

  test('remembers when it fired anew', () => {
    const notice = noticeOf({ key: 'a' });
    const { group } = play([[notice], [{ ...notice, state: 'resolved' }], [notice]]);
    expect(group.turnsAtMs).toEqual([2]);
  });
});

interface Played {
  readonly group: AlertGroup;
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly lines: readonly string[];
}

/** Time is the batch's number. */
function play(all: readonly (readonly Notice[])[]): Played {
  let group = groupOf();
  const alerts = new Map<string, Alert>();
  const lines: string[] = [];
  for (const [nowMs, notices] of all.entries()) {
    const merged = merge({ group, known: alerts, notices, nowMs });
    // The first batch begins the group: what was resolved is then no turn.
    group = group.occurrences === 0 ? { ...merged.group, turnsAtMs: [] } : merged.group;
    for (const alert of merged.alerts) alerts.set(alert.key, alert);
    lines.push(...merged.lines);
  }
  return { group: { ...group, changedAtMs: 0 }, alerts: new Map([...alerts].map(timeless)), lines };
}

function timeless([key, alert]: [string, Alert]): [string, Alert] {
  return [key, { ...alert, changedAtMs: 0 }];
}

function of({ group, alerts }: Played) {
  return { group, known: alerts };
}
