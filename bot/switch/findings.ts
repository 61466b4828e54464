// What is to be said of the switches of the settings when somebody looks whether all is well.

import type { Settings } from '../config.ts';
import { unheard } from './of-settings.ts';
import type { SwitchStore } from './switch-store.ts';

/** @returns undefined where nothing is to be said */
export async function switchAdvice(
  settings: Settings,
  store: Pick<SwitchStore, 'switchedOff'>,
): Promise<string | undefined> {
  const silent = unheard(settings);
  const off = await store.switchedOff();
  const names = new Set(off.map(({ switchName }) => switchName));
  const gone = [...names].filter((name) => !Object.hasOwn(settings.switches, name));
  const advice = [
    ...(silent.length === 0
      ? []
      : [
          `nobody is told what ${silent.join(', ')} does: set "owners" of it, or "channel" of "approvals"`,
        ]),
    ...gone.map(
      (name) =>
        `${name} is not in the settings and has left workloads off: "/cluster on ${name}" brings them back`,
    ),
  ];
  return advice.length === 0 ? undefined : advice.join('; ');
}
