// Posts the morning and the weekly report on switches at their times. Durable: one that was missed is posted late, none twice; one that is
// half a day late is left out.

import type { Store } from '../ports.ts';
import { dueNow, isPosted, postOnce } from '../post-at.ts';
import { noticeMessage } from '../render/notice.ts';
import { firstInstant } from '../zoned-time.ts';
import { switchesOf } from './of-settings.ts';
import { wantedAt } from './wanted.ts';
import type { WarningParts } from './warnings.ts';
import { type Report, type ReportedSwitch, writeReport } from './write-report.ts';

const RUNS = 1_000;
const DAYS_OF = { morning: 1, weekly: 7 } as const;

export async function postReports(parts: WarningParts): Promise<void> {
  const { reports } = parts.settings();
  if (reports === undefined) return;
  if (reports.morning !== undefined) await post('morning', reports.morning, parts);
  if (reports.weekly === undefined) return;
  const { at, weekday } = reports.weekly;
  await post('weekly', at, parts, weekday);
}

async function post(
  kind: Report['kind'],
  at: string,
  parts: WarningParts,
  weekday?: number,
): Promise<void> {
  const { settings, clock, redact } = parts;
  const { reports, prices, timeZone: usual } = settings();
  if (reports === undefined || prices === undefined) return;
  const { channel, timeZone = usual } = reports;
  const due = dueNow({ at, weekday, timeZone }, clock.nowMs());
  if (due === undefined) return;
  const { day } = due;
  const claim = `switch-report-${kind}`;
  if (await isPosted({ claim, day }, parts)) return;
  const span = { from: day - DAYS_OF[kind], to: day - 1 };
  const switches = await reported(span, timeZone, parts);
  // Of a time that nobody knows anything of there is nothing to report.
  if (!switches.some(({ days }) => days.length > 0)) return;
  const text = writeReport({ kind, ...span, switches, prices });
  const message = noticeMessage({ ...text, lines: text.lines.map((line) => redact(line).text) });
  await postOnce({ claim, day, channelId: channel, message }, parts);
}

/** The days of each switch are those of its own zone. */
async function reported(
  { from, to }: Pick<Report, 'from' | 'to'>,
  timeZone: string,
  { settings, store, clock }: WarningParts,
): Promise<readonly ReportedSwitch[]> {
  const [fromMs, toMs] = [firstInstant(from, 0, timeZone), firstInstant(to + 1, 0, timeZone)];
  const all: ReportedSwitch[] = [];
  for (const [name, of] of Object.entries(switchesOf(settings()))) {
    const { state } = wantedAt(of, await store.overrides(name), clock.nowMs());
    all.push({
      ...{ name, wanted: state, days: await store.meterDays(name, from, to) },
      failedTurns: await failedTurns(name, { fromMs, toMs }, store),
    });
  }
  return all;
}

async function failedTurns(
  name: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  store: Store,
): Promise<number> {
  const runs = await store.switchRuns(name, RUNS);
  return runs.filter(
    ({ startedAtMs, outcome }) =>
      startedAtMs >= fromMs && startedAtMs < toMs && outcome === 'failed',
  ).length;
}
