// The buttons of an alert: each stands for a command that could be typed, and says no more than that. Pure.

import type { AlertedWorkload } from '../ask.ts';
import type { AlertGroup } from '../notify/alert.ts';
import { workloadOf } from '../notify/workload-of.ts';
import { actions, type Block, button, overflow, select } from './blocks.ts';

/** The action id of the menu of an alert's buttons, in which one entry opens a modal. */
export const ALERT_MORE = 'alert_more';

/** At most three, and menus: on a phone more is a wall. */
export function alertButtons({ number, state, handling, labels }: AlertGroup): readonly Block[] {
  if (state === 'resolved') {
    return handling.closedBy === undefined
      ? []
      : actions([button('alert_reopen', 'Reopen', `reopen ${number}`)]);
  }
  const isRolling = workloadOf(labels) !== undefined;
  const isOwned = handling.acknowledged !== undefined;
  const isSilenced = handling.silenced !== undefined;
  return actions([
    isOwned
      ? button('alert_unack', 'Hand back', `unack ${number}`)
      : button('alert_ack', 'Acknowledge', `ack ${number}`, { style: 'primary' }),
    ...(isSilenced
      ? [button('alert_unsilence', 'End silence', `unsilence ${number}`)]
      : [
          button('alert_silence', 'Silence 1 h', `silence ${number} 1h`),
          select('alert_silences', 'Silence …', [
            ['30 minutes', `silence ${number} 30m`],
            ['4 hours', `silence ${number} 4h`],
            ['Till morning', `silence ${number} morning`],
            ...(isRolling
              ? [['Until the rollout ends', `silence ${number} rollout`] as const]
              : []),
          ]),
        ]),
    button('alert_resolve', 'Resolve', `close ${number}`),
    overflow(ALERT_MORE, [
      ['Assign …', `assign ${number}`],
      ['Escalate', `escalate ${number}`],
      ...(handling.incident === undefined
        ? [['Declare incident', `declare ${number}`] as const]
        : []),
      ...(isRolling ? [['Rollout status', `rollout ${number}`] as const] : []),
      // A menu has room for five. Labels that name both are a switch's: it turns its workloads itself.
      ...(switchOption(labels) ?? (isRolling ? [['Restart', `restart ${number}`] as const] : [])),
    ]),
  ]);
}

/** Beside the title: a menu of looks at the alert, and at the workload where its labels name one. */
export function alertLooks({ number, state, labels }: AlertGroup): Block | undefined {
  if (state === 'resolved') return undefined;
  const isRolling = workloadOf(labels) !== undefined;
  return overflow('alert_look', [
    ['Details', `alert ${number}`],
    ['Graph', `graph ${number}`],
    ...(isRolling
      ? ([
          ['Logs', `logs ${number}`],
          ['Describe', `describe ${number}`],
          ['Events', `events ${number}`],
        ] as const)
      : []),
  ]);
}

/** The alert that "Assign …" is pressed for: who it is to be is asked first. */
export function alertToAssign(value: string): number | undefined {
  const { number } = ASSIGN_VALUE.exec(value)?.groups ?? {};
  return number === undefined ? undefined : Number(number);
}

/**
 * What a button asks for about the workload of an alert.
 * @param value as the button carries it, or somebody who pretends to be one
 * @returns undefined for what no such button carries
 */
export function lookOfButton(
  value: string,
): { readonly number: number; readonly what: AlertedWorkload } | undefined {
  const { what, number } = LOOK_VALUE.exec(value)?.groups ?? {};
  if (what === undefined) return undefined;
  return { number: Number(number), what: what as AlertedWorkload };
}

/**
 * The command that a button stands for.
 * @param value as the button carries it, or somebody who pretends to be one
 * @returns undefined for what no button of ours carries
 */
export function commandOfButton(value: string): string | undefined {
  const { state, name } = SWITCH_VALUE.exec(value)?.groups ?? {};
  if (state !== undefined && name !== undefined) return `cluster ${state} ${name}`;
  const { verb, number, span } = VALUE.exec(value)?.groups ?? {};
  if (verb === undefined || number === undefined) return undefined;
  if ((verb === 'silence') !== (span !== undefined)) return undefined;
  if (verb === 'declare') return `incident declare --alert ${number}`;
  return `incident ${verb} ${number}${span === undefined ? '' : writeEnd(span)}`;
}

/** What brings a switch to what it is to be: labels say its name, whoever sent them, so it is held to what a name can be. */
function switchOption(
  labels: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] | undefined {
  const value = `switch ${labels.state} ${labels.switch}`;
  const { state } = SWITCH_VALUE.exec(value)?.groups ?? {};
  return state === undefined ? undefined : [[state === 'on' ? 'Wake' : 'Switch off', value]];
}

function writeEnd(span: string): string {
  return span === 'morning' || span === 'rollout' ? ` --until ${span}` : ` --for ${span}`;
}

const VALUE =
  /^(?<verb>ack|unack|silence|unsilence|close|reopen|escalate|graph|alert|declare) (?<number>[1-9]\d{0,8})(?: (?<span>30m|1h|4h|morning|rollout))?$/u;
const SWITCH_VALUE = /^switch (?<state>on|off) (?<name>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/u;
const ASSIGN_VALUE = /^assign (?<number>[1-9]\d{0,8})$/u;
const LOOK_VALUE = /^(?<what>logs|describe|events|rollout|restart) (?<number>[1-9]\d{0,8})$/u;
