// The buttons of an incident: each stands for a command that could be typed. Pure.

import type { Incident } from '../incidents/incident.ts';
import { actions, type Block, button, overflow } from './blocks.ts';

/** At most three and a menu: on a phone more is a wall. */
export function incidentButtons({ number, state, severity, roles }: Incident): readonly Block[] {
  if (state === 'resolved') {
    return actions([
      button('incident_postmortem', 'Postmortem', `postmortem ${number}`, { style: 'primary' }),
      button('incident_timeline', 'Timeline', `timeline ${number}`),
      button('incident_unresolve', 'Reopen', `unresolve ${number}`),
    ]);
  }
  return actions([
    button('incident_update', 'Update', String(number), { style: 'primary' }),
    button(
      'incident_lead',
      roles.commander === undefined ? 'I lead' : 'Take over',
      `lead ${number}`,
    ),
    button('incident_resolve', 'Resolve', `resolve ${number}`),
    overflow('incident_more', [
      ['Timeline', `timeline ${number}`],
      ['Details', `show ${number}`],
      ...(severity > 1
        ? [[`Raise to SEV ${severity - 1}`, `sev ${number} ${severity - 1}`] as const]
        : []),
      ...(severity < 4
        ? [[`Lower to SEV ${severity + 1}`, `sev ${number} ${severity + 1}`] as const]
        : []),
      ['Postmortem', `postmortem ${number}`],
    ]),
  ]);
}

/**
 * The command that a button stands for.
 * @param value as the button carries it, or somebody who pretends to be one
 * @returns undefined for what no button of ours carries
 */
export function commandOfIncidentButton(value: string): string | undefined {
  const { verb, number, level } = VALUE.exec(value)?.groups ?? {};
  if (verb === undefined || number === undefined) return undefined;
  if ((verb === 'sev') !== (level !== undefined)) return undefined;
  return `incident ${verb} ${number}${level === undefined ? '' : ` ${level}`}`;
}

/** The incident that Update is pressed for. */
export function incidentOfButton(value: string): number | undefined {
  return /^[1-9]\d{0,8}$/u.test(value) ? Number(value) : undefined;
}

const VALUE =
  /^(?<verb>lead|resolve|unresolve|timeline|show|sev|postmortem) (?<number>[1-9]\d{0,8})(?: (?<level>[1-4]))?$/u;
