// Who is called for an alert, as its thread says it. Pure.

import type { AlertGroup } from '../notify/alert.ts';
import type { Called } from '../notify/call.ts';
import type { Message } from '../ports.ts';
import { writeSpan } from '../timetable/words.ts';
import { section } from './blocks.ts';
import { quiet } from './text.ts';

interface CallView {
  readonly group: AlertGroup;
  readonly called: Called;
  /** 0, 1, 2 ... */
  readonly step: number;
  readonly of: number;
  /** When the next step comes; undefined: this is the last. */
  readonly nextAfterMs: number | undefined;
}

export function callMessage({ group, called, step, of, nextAfterMs }: CallView): Message {
  const people = [
    ...called.people.map(mentionOf),
    ...called.pagers.map((name) => `the pager ${quiet(name, 80)}`),
  ].join(' ');
  const nobody = called.empty.map((name) => `Nobody is on call in ${quiet(name, 80)}.`);
  const next =
    nextAfterMs === undefined
      ? 'Nobody else is called after that.'
      : `Unless somebody acknowledges, the next are called in ${writeSpan(nextAfterMs)}.`;
  const words = [
    people === ''
      ? `Nobody can be called for alert ${group.number} (${step + 1} of ${of}).`
      : `${people} called for alert ${group.number} (${step + 1} of ${of}).`,
    ...nobody,
    next,
  ].join(' ');
  return {
    text: `Alert ${group.number}: people are called`,
    blocks: [section(`:rotating_light: ${words}`)],
  };
}

/** That somebody's word is over soon, or is. */
export function reminderMessage(group: AlertGroup, text: string): Message {
  return { text: `Alert ${group.number}`, blocks: [section(`:alarm_clock: ${text}`)] };
}

/** @param account TEAM_ID/USER_ID of the settings, where it was checked */
export function mentionOf(account: string): string {
  return `<@${account.split('/')[1]}>`;
}
