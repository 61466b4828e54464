// The reports on switches in words: what each saved of what it costs while it runs all day, and what is remarkable. Pure.

import type { Prices } from '../config/switches.ts';
import { alignColumns } from '../kubernetes/align-columns.ts';
import type { NoticeText } from '../render/notice.ts';
import type { Day } from '../timetable/calendar-day.ts';
import { writeSpan, writeWeekday } from '../timetable/words.ts';
import { type MeterDay, moneyOf, sumOf } from './meter.ts';
import { writeMoney } from './money.ts';

export interface ReportedSwitch {
  readonly name: string;
  /** What it is to be now. */
  readonly wanted: string;
  readonly days: readonly MeterDay[];
  /** Turns of that time that did not succeed. */
  readonly failedTurns: number;
}

export interface Report {
  readonly kind: 'morning' | 'weekly';
  /** Both ends are meant. */
  readonly from: Day;
  readonly to: Day;
  readonly switches: readonly ReportedSwitch[];
  readonly prices: Prices;
}

export function writeReport(report: Report): NoticeText {
  const { kind, from, to, switches } = report;
  const span = from === to ? writeWeekday(from) : `${writeWeekday(from)} to ${writeWeekday(to)}`;
  const failed = switches.filter(({ failedTurns }) => failedTurns > 0);
  return {
    sign: kind === 'morning' ? ':sunrise:' : ':bar_chart:',
    title: `${kind === 'morning' ? 'Yesterday' : 'The week'}: ${headline(report)}`,
    lines: [
      span,
      ...failed.map(
        ({ name, failedTurns }) =>
          `${name}: ${failedTurns === 1 ? '1 turn' : `${failedTurns} turns`} did not succeed; "/cluster history ${name}" says why.`,
      ),
    ],
    listing: tableOf(report),
    hint: `Against the same ${from === to ? 'weekday' : 'weekdays'} running all day, at the prices of the settings, once nodes go with the pods.`,
  };
}

function headline({ switches, prices }: Report): string {
  const sum = sumOf(switches.flatMap(({ days }) => days));
  const { currency } = prices;
  return `saved ${writeMoney(moneyOf(sum.saved), currency)} of ${writeMoney(moneyOf(sum.whole), currency)}${shareOf(sum)}`;
}

function tableOf({ switches, prices: { currency } }: Report): string {
  const rows = switches.map(({ name, wanted, days }) => {
    const { offMs, saved, whole } = sumOf(days);
    const money = [saved, whole].map((each) => writeMoney(moneyOf(each), currency));
    return [name, wanted, writeSpan(offMs), ...money];
  });
  return alignColumns([['NAME', 'NOW', 'OFF FOR', 'SAVED', 'RUNNING'], ...rows]).trimEnd();
}

function shareOf({ saved, whole }: Omit<MeterDay, 'day'>): string {
  return whole === 0n ? '' : ` (${(saved * 100n + whole / 2n) / whole} %)`;
}
