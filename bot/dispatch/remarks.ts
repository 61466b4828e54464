// What is to be said of the circumstances of a command, beside what it does: a freeze, broken glass.

import { describeFreeze } from '../freeze.ts';
import type { Admitted } from './admit.ts';
import type { Rooms } from './rooms.ts';

export function remarksOn({ freeze, brokenGlass }: Admitted, { bot }: Rooms): readonly string[] {
  const { timeZone } = bot.settings();
  return [
    ...(freeze === undefined ? [] : [describeFreeze(freeze, timeZone)]),
    ...(brokenGlass === undefined ? [] : [`under break-glass: ${brokenGlass.reason}`]),
  ];
}
