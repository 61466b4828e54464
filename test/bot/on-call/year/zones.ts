// What the clocks of a zone show in each minute of a year, and when they are moved in it; each zone and year is read once.

import { type ZoneMinutes, zoneMinutes } from '../../timetable/zone-minutes.ts';
import { MINUTE_MS, YEAR_MINUTES } from './year-case.ts';

export interface ZoneOfYear extends ZoneMinutes {
  /** Minutes of the year at which the clocks jump. */
  readonly moves: readonly number[];
}

const known = new Map<string, ZoneOfYear>();

export function zoneOfYear(timeZone: string, fromMs: number): ZoneOfYear {
  const name = `${timeZone} ${fromMs}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const minutes = zoneMinutes(timeZone, fromMs, fromMs + YEAR_MINUTES * MINUTE_MS);
  const { shown } = minutes;
  const moves: number[] = [];
  for (let index = 1; index < shown.length; index += 1) {
    if ((shown[index] ?? 0) - (shown[index - 1] ?? 0) !== 1) moves.push(index);
  }
  const zone = { ...minutes, moves };
  known.set(name, zone);
  return zone;
}
