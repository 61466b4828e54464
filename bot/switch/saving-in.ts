// What all switches together saved over some days, in one line.

import type { Settings } from '../config.ts';
import type { Store } from '../ports.ts';
import type { Day } from '../timetable/calendar-day.ts';
import { switchesOf } from './of-settings.ts';
import { headline } from './write-report.ts';

/** @returns undefined where there is no switch, no price, or nothing is known of that time. */
export async function savingIn(
  { from, to }: { readonly from: Day; readonly to: Day },
  { store, settings }: { readonly store: Store; readonly settings: () => Settings },
): Promise<string | undefined> {
  const { prices } = settings();
  if (prices === undefined) return undefined;
  const names = Object.keys(switchesOf(settings()));
  const switches = await Promise.all(
    names.map(async (name) => ({ days: await store.meterDays(name, from, to) })),
  );
  if (!switches.some(({ days }) => days.length > 0)) return undefined;
  return `Switches ${headline({ switches, prices })}`;
}
