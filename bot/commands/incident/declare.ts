// `incident declare`: says that something goes wrong and that people work on it.

import { botCommand } from '../../command.ts';
import { choiceFlag, textFlag } from '../../grammar.ts';
import type { Level } from '../../incidents/incident.ts';
import { INCIDENT_LIMITS } from '../../incidents/limits.ts';
import { PERSON, readPerson } from '../person.ts';
import { ALERT, readNumber } from './alert-number.ts';
import { SAID } from './incident-number.ts';

const USAGE = 'incident declare TITLE --sev 2';

export const impactFlag = {
  impact: textFlag({
    summary: 'Who feels it, and how',
    placeholder: 'TEXT',
    pattern: SAID,
  }),
};

export const declare = botCommand({
  name: 'incident declare',
  summary: 'Declare an incident: its message, its place and its record begin',
  examples: [
    'incident declare "checkout is down" --sev 2',
    'incident declare "checkout is down" --sev 1 --commander U0BOB --alert 12',
    'incident declare --alert 12',
  ],
  effect: 'change',
  // The incident's own message says to all that there is one.
  isPrivate: true,
  grammar: {
    positionals: { usage: '[TITLE]', min: 0, max: 60, pattern: SAID },
    flags: {
      sev: choiceFlag({
        summary: 'How bad it is: 1 is the worst; 3 when unset, or as its alert says',
        choices: ['1', '2', '3', '4'],
      }),
      commander: textFlag({
        summary: 'Who leads it; nobody when unset',
        placeholder: 'PERSON',
        pattern: PERSON,
      }),
      alert: textFlag({
        summary: 'An alert that it is about',
        placeholder: 'ALERT',
        pattern: ALERT.pattern,
      }),
      ...impactFlag,
    },
  },
  read: ({ positionals, flags }) => ({
    title: positionals.join(' ').slice(0, INCIDENT_LIMITS.titleCharacters).trim() || undefined,
    severity: levelOf(flags.sev),
    commander: flags.commander === undefined ? undefined : readPerson(flags.commander, USAGE),
    alert: flags.alert === undefined ? undefined : readNumber([flags.alert]),
    impact: flags.impact,
  }),
  async run(wish, { services, request }) {
    const said = await services.incidents.declare(request, wish);
    return { stdout: `${said}\n`, stderr: '', exitCode: 0 };
  },
});

function levelOf(text: string | undefined): Level | undefined {
  return text === undefined ? undefined : (Number(text) as Level);
}
