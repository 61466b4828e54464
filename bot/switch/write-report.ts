// The reports on switches in words: what each saved of what it costs while it runs all day, and what is remarkable. Pure.

import type { Prices } from '../config/switches.ts';
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

/** Switches that are told one by one. */
const LISTED = 7;

export function writeReport(report: Report): NoticeText {
  const { kind, from, to, switches } = report;
  const span = from === to ? writeWeekday(from) : `${writeWeekday(from)} to ${writeWeekday(to)}`;
  const rest = switches.length - LISTED;
  return {
    sign: kind === 'morning' ? ':sunny:' : ':calendar:',
    title: `${kind === 'morning' ? 'Yesterday' : 'The week'}: ${headline(report)}`,
    // As sentences, which wrap on a phone.
    lines: [
      `${span}, against the same ${from === to ? 'weekday' : 'weekdays'} running all day:`,
      ...switches.slice(0, LISTED).map((each) => lineOf(each, report)),
      ...(rest > 0 ? [`and ${rest} more switches.`] : []),
    ],
    hint: 'At the prices of the settings or of OpenCost, once nodes go with the pods.',
  };
}

function lineOf(
  { name, wanted, days, failedTurns }: ReportedSwitch,
  { prices: { currency } }: Report,
): string {
  const { offMs, saved, whole } = sumOf(days);
  const [less = '', all = ''] = [saved, whole].map((each) => writeMoney(moneyOf(each), currency));
  const failed =
    failedTurns === 0
      ? ''
      : `; ${failedTurns === 1 ? '1 turn' : `${failedTurns} turns`} did not succeed, see "/cluster history ${name}"`;
  return `${name}: ${less} of ${all}, off for ${writeSpan(offMs)}; it is to be ${wanted} now${failed}.`;
}

/** `saved 12.00 USD of 36.00 USD (33 %)` */
export function headline({
  switches,
  prices,
}: Pick<Report, 'prices'> & {
  readonly switches: readonly Pick<ReportedSwitch, 'days'>[];
}): string {
  const sum = sumOf(switches.flatMap(({ days }) => days));
  const { currency } = prices;
  return `saved ${writeMoney(moneyOf(sum.saved), currency)} of ${writeMoney(moneyOf(sum.whole), currency)}${shareOf(sum)}`;
}

function shareOf({ saved, whole }: Omit<MeterDay, 'day'>): string {
  return whole === 0n ? '' : ` (${(saved * 100n + whole / 2n) / whole} %)`;
}
