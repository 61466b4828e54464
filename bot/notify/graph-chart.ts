// Graphs of an alert as values: of what the bot has seen of it, of a consumer group's lag, of series that a Prometheus has. They hold numbers and our own
// words alone (bot/chart.ts). Pure.

import type { Chart, Series } from '../chart.ts';
import { type GroupHistory, lagOf } from '../kafka/lag.ts';
import type { PrometheusSeries } from '../prometheus.ts';
import { writeSpan } from '../timetable/words.ts';
import { type AlertGroup, firingOf } from './alert.ts';

/** More in one graph cannot be told apart. */
const SERIES = 4;
const MINUTE_MS = 60_000;

type Point = readonly [atMs: number, value: number];

/** @returns undefined where nothing was written down of it, as by an earlier version. */
export function seenChart(
  group: AlertGroup,
  isRestarts: boolean,
  untilMs: number,
): Chart | undefined {
  const { seen = [], state, occurrences } = group;
  if (seen.length === 0) return undefined;
  const isOn = state === 'firing';
  const end = isOn ? [[untilMs, occurrences, firingOf(group)] as const] : [];
  const all = [...seen, ...end];
  const what = isRestarts ? 'restarts' : 'times seen';
  return chart(group, isRestarts ? 'restarts' : 'how often it was seen', untilMs, [
    { label: what, side: 'left', points: all.map(([atMs, times]) => [atMs, times]) },
    {
      label: 'alerts that fire',
      side: 'right',
      points: all.map(([atMs, , firing]) => [atMs, firing]),
    },
  ]);
}

/** @returns undefined where it was not looked at yet. */
export function lagChart(
  group: AlertGroup,
  history: GroupHistory,
  untilMs: number,
): Chart | undefined {
  const sums = new Map<number, number>();
  for (const sample of history.partitions.flatMap(({ samples }) => samples)) {
    sums.set(sample.atMs, (sums.get(sample.atMs) ?? 0) + lagOf(sample));
  }
  if (sums.size === 0) return undefined;
  const points = [...sums].sort(([one], [other]) => one - other);
  return chart(group, 'the lag of its consumer group', untilMs, [
    { label: 'lag (records)', side: 'left', points },
  ]);
}

/** @returns undefined where there is no number. */
export function seriesChart(
  group: AlertGroup,
  series: readonly PrometheusSeries[],
  untilMs: number,
): Chart | undefined {
  const known = series.filter(({ points }) => points.length > 0);
  if (known.length === 0) return undefined;
  const shown = known.slice(0, SERIES);
  const of = known.length > shown.length ? `, ${shown.length} of ${known.length} series` : '';
  return chart(
    group,
    `the value of its rule in Prometheus${of}`,
    untilMs,
    shown.map(({ points }, index) => ({
      ...{ label: shown.length === 1 ? 'value' : `value ${index + 1}`, side: 'left', points },
    })),
  );
}

interface Drawn extends Omit<Series, 'points'> {
  readonly points: readonly Point[];
}

function chart(
  { number }: AlertGroup,
  what: string,
  untilMs: number,
  all: readonly Drawn[],
): Chart {
  const at = new Date(untilMs).toISOString().slice(0, 16).replace('T', ' ');
  const first = Math.min(...all.flatMap(({ points }) => points.map(([atMs]) => atMs)));
  const said = all.map(
    ({ label, points }) => `${label}: ${wordsOf(points.map(([, value]) => value))}`,
  );
  return {
    name: `alert-${number}.png`,
    title: `Alert ${number}: ${what}, until ${at} UTC`,
    alt: `Graph: ${what}, of alert ${number}. Over ${writeSpan(untilMs - first)} until ${at} UTC, ${said.join('; ')}.`,
    series: all.map(({ points, ...rest }) => ({
      ...rest,
      points: points.map(([atMs, value]) => [(atMs - untilMs) / MINUTE_MS, value] as const),
    })),
  };
}

function wordsOf(values: readonly number[]): string {
  const round = (value: number) => String(Number(value.toPrecision(4)));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${round(least)} to ${round(most)}, ${round(values.at(-1) ?? 0)} at the end`;
}
