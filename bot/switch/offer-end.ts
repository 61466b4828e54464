// Whether what a warning offers is over, and the words that then take the place of its buttons: a button that does nothing never stays.

import type { Settings } from '../config.ts';
import type { Clock, Store } from '../ports.ts';
import type { NoticeText } from '../render/notice.ts';
import { next } from '../timetable/next.ts';
import { writeBecause, writeInstant } from '../timetable/words.ts';
import { type NamedSwitch, switchesOf } from './of-settings.ts';
import type { Offer } from './switch-store.ts';
import { wantedAt } from './wanted.ts';

interface Parts {
  readonly settings: () => Settings;
  readonly store: Pick<Store, 'overrides' | 'openOffers'>;
  readonly clock: Clock;
}

/** @returns undefined while its buttons are good for something. */
export async function whyOver(offer: Offer, parts: Parts): Promise<NoticeText | undefined> {
  const { switchName: name, dueMs } = offer;
  const of = switchesOf(parts.settings())[name];
  if (of === undefined) return over(`${name} is no switch any longer`, 'The settings changed.');
  const { timetable, holidays } = of.timetable;
  const at = writeInstant(dueMs, timetable.timeZone);
  const nowMs = parts.clock.nowMs();
  if (offer.state === 'closed') {
    return over(`That ${name} goes off at ${at} was answered`, 'Somebody pressed a button before.');
  }
  if (nowMs >= dueMs) {
    return over(`${name} was to go off at ${at}`, 'Nobody put it off, and its time has come.');
  }
  const overrides = await parts.store.overrides(name);
  const [turn] = next(timetable, overrides, holidays, { nowMs, count: 1 });
  if (turn?.state !== 'off' || turn.atMs !== dueMs) {
    const now = wordsNow(of, wantedAt(of, overrides, nowMs));
    const then =
      turn === undefined
        ? 'Nothing changes it within two years.'
        : `It goes ${turn.state} at ${writeInstant(turn.atMs, timetable.timeZone)}.`;
    return over(`${name} does not go off at ${at}`, `${now} ${then}`);
  }
  const others = (await parts.store.openOffers()).filter((each) => each.switchName === name);
  if (others.some(({ madeAtMs }) => madeAtMs > offer.madeAtMs)) {
    return over(`${name} goes off at ${at}`, 'There is a newer warning with buttons of its own.');
  }
  return undefined;
}

function wordsNow(of: NamedSwitch, { state, because }: ReturnType<typeof wantedAt>): string {
  return `It is to be ${state} (${writeBecause(because, of.timetable.timetable.timeZone)}).`;
}

function over(title: string, line: string): NoticeText {
  return { sign: ':hourglass:', title, lines: [line] };
}
