// Graphs of alerts, over the room of notices: which is drawn, what it says, and where it goes.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Chart } from '../../../bot/chart.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { fitted } from '../../../bot/notify/fitted.ts';
import type { PrometheusSeries, Span } from '../../../bot/prometheus.ts';
import { readAlertmanager } from '../../../bot/sources/alertmanager.ts';
import { noticeOf } from './fixtures.ts';
import { openRoom, type Room } from './room.ts';

const MINUTE = 60_000;
const CRASHES = { reason: 'CrashLoopBackOff', namespace: 'shop' };
const { signal } = new AbortController();

let room: Room;
const drawn = async (number = 1) => await room.desk.graph(number, signal);
const chartOf = async (number = 1): Promise<Chart> => {
  const [chart] = (await drawn(number)).charts ?? [];
  if (chart === undefined) throw new Error('there is no graph');
  return chart;
};
const points = ({ series }: Chart, index = 0) => series[index]?.points ?? [];

beforeEach(async () => {
  room = await openRoom({ routes: [{ name: 'all', channel: 'C1' }] });
});
afterEach(async () => {
  await room.close();
});

describe('of what the bot has seen', () => {
  test('a crash loop is its restarts over time, and goes into the thread of its alert', async () => {
    for (const count of [2, 3, 5]) {
      await room.see(noticeOf({ labels: CRASHES, count }));
      await room.pass(2_000);
      room.nowMs += 10 * MINUTE - 2_000;
    }
    const { charts, place, stdout } = await drawn();
    const [chart] = charts ?? [];
    expect(chart).toMatchObject({
      name: 'alert-1.png',
      title: expect.stringContaining('restarts'),
    });
    expect(chart && points(chart)).toEqual([
      [-30, 2],
      [-20, 3],
      [-10, 5],
      [0, 5],
    ]);
    expect(chart?.alt).toContain('Over 30 min until');
    expect(chart?.alt).toContain('restarts: 2 to 5, 5 at the end; alerts that fire: 1 to 1');
    expect(place?.channelId).toBe('C1');
    expect(place?.threadTs).toMatch(/^ts of alert:/u);
    expect(stdout).toContain('in the thread of the alert');
    expect(stdout).toContain(chart?.alt);
  });

  test('another alert is how often it was seen, up to its end', async () => {
    await room.see(noticeOf(), noticeOf({ key: 'other' }));
    room.nowMs += 5 * MINUTE;
    await room.see(noticeOf({ state: 'resolved' }), noticeOf({ key: 'other', state: 'resolved' }));
    room.nowMs += 60 * MINUTE;
    const chart = await chartOf();
    expect(chart.title).toContain('how often it was seen');
    expect(points(chart, 1)).toEqual([
      [-35, 2],
      [-30, 0],
    ]);
  });

  test('one that lasts long is kept in few points, the first and the last among them', async () => {
    for (let count = 1; count <= 300; count += 1) {
      await room.see(noticeOf({ count }));
      room.nowMs += MINUTE;
    }
    const { seen = [] } = (await room.store.numberedAlertGroup(1)) ?? {};
    expect(seen.length).toBeLessThanOrEqual(60);
    expect(seen.length).toBeGreaterThan(25);
    expect([seen[0]?.[1], seen.at(-1)?.[1]]).toEqual([1, 300]);
  });

  test('hundreds of changes in a minute are a handful of points, the last how it stands', async () => {
    for (let count = 1; count <= 300; count += 1) {
      await room.see(noticeOf({ count }));
      room.nowMs += 200;
    }
    const { seen = [] } = (await room.store.numberedAlertGroup(1)) ?? {};
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(8);
    expect([seen[0]?.[1], seen.at(-1)?.[1]]).toEqual([1, 300]);
  });

  test('one that an earlier version began has points from its next change on', async () => {
    await room.see(noticeOf());
    const known = await room.store.numberedAlertGroup(1);
    if (known === undefined) throw new Error('it is not there');
    const { seen: _, ...group } = known;
    await room.store.saveAlertGroup(group, false);
    room.nowMs += MINUTE;
    await room.see(noticeOf({ count: 7 }));
    expect(points(await chartOf())).toEqual([
      [0, 7],
      [0, 7],
    ]);
  });

  test('holds nothing that others wrote', async () => {
    await room.see(noticeOf({ title: 'hunter3', groupTitle: 'hunter3', labels: { x: 'hunter3' } }));
    await room.pass(MINUTE);
    expect(JSON.stringify(await chartOf())).not.toContain('hunter3');
  });

  test('one that an earlier version began has none, and it is said why', async () => {
    await room.see(noticeOf());
    const known = await room.store.numberedAlertGroup(1);
    if (known === undefined) throw new Error('it is not there');
    const { seen: _, ...group } = known;
    await room.store.saveAlertGroup(group, false);
    await expect(drawn()).rejects.toThrow(/was not written down/u);
    await expect(drawn(9)).rejects.toThrow(/no alert 9/u);
  });

  test('one that is told nowhere goes to whoever asks alone', async () => {
    room.settings({ routes: [{ name: 'none', mute: true }] });
    await room.see(noticeOf());
    const { place, stdout } = await drawn();
    expect([place, stdout]).toEqual([undefined, expect.stringContaining('in your messages')]);
  });
});

describe('of a consumer group', () => {
  const LABELS = { reason: 'ConsumerLag', kafka: 'events', group: 'billing' };
  const partition = (number: number, lags: readonly number[]) => ({
    ...{ topic: 'orders', partition: number },
    samples: lags.map((lag, index) => ({
      ...{ atMs: room.nowMs - (lags.length - 1 - index) * MINUTE, committed: 10, end: 10 + lag },
    })),
  });

  test('it is the lag of all its partitions together', async () => {
    const of = { isRead: true, state: 'Stable' };
    room.lag = [
      { ...of, groupId: 'other', partitions: [partition(0, [9, 9, 9])] },
      { ...of, groupId: 'billing', partitions: [partition(0, [1, 2, 3]), partition(1, [0, 4, 8])] },
    ];
    await room.see(noticeOf({ labels: LABELS }));
    const chart = await chartOf();
    expect(chart.series.map(({ label }) => label)).toEqual(['lag (records)']);
    expect(points(chart)).toEqual([
      [-2, 1],
      [-1, 6],
      [0, 11],
    ]);
    expect(chart.alt).toContain('lag (records): 1 to 11, 11 at the end');
  });

  test('it is what the bot has seen of it where the group was not looked at yet, which is said', async () => {
    await room.see(noticeOf({ labels: LABELS }));
    const { charts, stdout } = await drawn();
    expect(charts?.[0]?.title).toContain('how often it was seen');
    expect(stdout).toContain('its group was not looked at yet');
  });
});

describe('of what a Prometheus has found', () => {
  const asked: (readonly [string, Span])[] = [];
  const answer = (series: () => readonly PrometheusSeries[]) => {
    asked.length = 0;
    room.prometheus = {
      range: async (expression, span) => {
        asked.push([expression, span]);
        return series();
      },
      close: async () => {},
    };
  };
  const rule = { labels: { alertname: 'Hot', host: 'a' }, expression: 'temperature > 50' };

  test('it is its rule, of its own labels', async () => {
    answer(() => [
      { labels: { __name__: 'temperature', host: 'b' }, points: [[room.nowMs, 99]] },
      {
        labels: { __name__: 'temperature', host: 'a' },
        points: [
          [room.nowMs - MINUTE, 61.5],
          [room.nowMs, 70],
        ],
      },
    ]);
    await room.see(noticeOf(rule));
    const chart = await chartOf();
    expect(asked).toEqual([
      ['temperature > 50', { fromMs: room.nowMs - 30 * MINUTE, untilMs: room.nowMs }],
    ]);
    expect(chart.series).toEqual([
      {
        label: 'value',
        side: 'left',
        points: [
          [-1, 61.5],
          [0, 70],
        ],
      },
    ]);
    expect(chart.title).toContain('the value of its rule in Prometheus');
    room.nowMs += 10 * 60 * MINUTE;
    await chartOf();
    expect(asked.at(-1)?.[1]).toEqual({ fromMs: room.nowMs - 360 * MINUTE, untilMs: room.nowMs });
  });

  test('of many series a few are drawn, and how many there are is said', async () => {
    answer(() =>
      Array.from({ length: 9 }, () => ({
        labels: { zone: 'z' },
        points: [[room.nowMs, 1]] as const,
      })),
    );
    await room.see(noticeOf(rule));
    const chart = await chartOf();
    expect(chart.series).toHaveLength(4);
    expect(chart.title).toContain('4 of 9 series');
  });

  test.each([
    ['the settings name none', undefined, /name no "prometheus"/u],
    [
      'it gives no answer',
      () => {
        throw new OperatorError({ what: 'No.', why: 'It is late.', fix: 'x' });
      },
      /It is late/u,
    ],
    ['it has nothing', () => [], /no number for its rule/u],
  ] as const)('what the bot has seen is drawn where %s, which is said', async (_, series, why) => {
    if (series !== undefined) answer(series);
    await room.see(noticeOf(rule));
    const { charts, stdout } = await drawn();
    expect(charts?.[0]?.title).toContain('how often it was seen');
    expect(stdout).toMatch(why);
  });
});

describe('the rule of an alert', () => {
  const delivered = (generatorURL: string) =>
    readAlertmanager({
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({
          ...{ version: '4', groupKey: '{}', groupLabels: {} },
          alerts: [
            {
              ...{ status: 'firing', labels: {}, startsAt: '2026-11-26T00:00:00Z', generatorURL },
              fingerprint: 'f',
            },
          ],
        }),
      ),
    } as never)[0]?.expression;

  test('stands in the link to its graph', () => {
    expect(delivered('http://p:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1')).toBe('up == 0');
    expect(delivered('http://grafana/alerting/x/view')).toBeUndefined();
    expect(delivered('')).toBeUndefined();
  });

  test('is kept whole or not at all', () => {
    const redact = (text: string) => ({ text: text.replaceAll('hunter2', '[redacted]') });
    const kept = (expression: string) => fitted(noticeOf({ expression }), redact).expression;
    expect(kept('up == 0')).toBe('up == 0');
    expect(kept('up{password="hunter2"}')).toBeUndefined();
    expect(kept('a'.repeat(2_001))).toBeUndefined();
  });
});
