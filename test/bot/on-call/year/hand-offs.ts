// Every hand-off of a year as the bot says them one after another, and as the model's watch sees them minute by minute.

import { onCall as onCallSchema } from '../../../../bot/config/on-call.ts';
import { nextHandOff, onCallAt, type Swap } from '../../../../bot/on-call/rotation.ts';
import { layersOfYear, onCallIn } from './rota-model.ts';
import { MINUTE_MS, YEAR_MINUTES, type YearCase } from './year-case.ts';

/** A rotation's name and each minute in which somebody else takes over, with their id. */
export type HandOffs = readonly string[];

interface MadeSwap extends Swap {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

export function modelHandOffs(played: YearCase): HandOffs {
  const swaps = swapsOf(played);
  return Object.entries(played.rotations).flatMap(([name, rotation]) => {
    const layers = layersOfYear(rotation, played.fromMs);
    const own = swaps.filter((swap) => swap.rotation === name);
    const found: string[] = [];
    let last = onCallIn(layers, own, 0);
    for (let minute = 1; minute < YEAR_MINUTES; minute += 1) {
      const now = onCallIn(layers, own, minute);
      if (now !== last) found.push(`${name} ${minute} ${now}`);
      last = now;
    }
    return found;
  });
}

/** @param given what the bot is given in place of what was played */
export function botHandOffs(given: YearCase): HandOffs {
  const { rotations } = onCallSchema.parse({ rotations: given.rotations });
  const swaps = swapsOf(given);
  const endMs = given.fromMs + YEAR_MINUTES * MINUTE_MS;
  return Object.entries(rotations).flatMap(([name, rotation]) => {
    const own = swaps.filter((swap) => swap.rotation === name);
    const found: string[] = [];
    let next = nextHandOff(rotation, own, given.fromMs);
    for (; next !== undefined && next.atMs < endMs; next = nextHandOff(rotation, own, next.atMs)) {
      const minute = (next.atMs - given.fromMs) / MINUTE_MS;
      found.push(`${name} ${minute} ${onCallAt(rotation, own, next.atMs).person}`);
    }
    return found;
  });
}

/** As they stand at the end of the year: those that were ended have ended then. */
function swapsOf({ wishes, fromMs }: YearCase): readonly MadeSwap[] {
  const made: MadeSwap[] = [];
  for (const wish of wishes) {
    if (wish.kind === 'swap') {
      const { minute, rotation, person, fromMinute, minutes } = wish;
      made.push(
        swapOf({ rotation, person, minute, fromMinute, fromMs, untilMinute: fromMinute + minutes }),
      );
    }
    const ended = wish.kind === 'unswap' ? made[wish.which] : undefined;
    if (wish.kind !== 'unswap' || ended === undefined || ended.untilMinute <= wish.minute) continue;
    const untilMinute = wish.minute;
    made[wish.which] = { ...ended, untilMinute, untilMs: fromMs + untilMinute * MINUTE_MS };
  }
  return made;
}

function swapOf({
  minute,
  fromMs,
  ...swap
}: Pick<MadeSwap, 'rotation' | 'person' | 'fromMinute' | 'untilMinute' | 'fromMs'> & {
  readonly minute: number;
}): MadeSwap {
  return {
    ...swap,
    ...{ id: `made in ${minute}`, by: 'U9', madeAtMs: fromMs + minute * MINUTE_MS },
    fromMs: fromMs + swap.fromMinute * MINUTE_MS,
    untilMs: fromMs + swap.untilMinute * MINUTE_MS,
  };
}
