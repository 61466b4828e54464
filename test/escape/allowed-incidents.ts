// What the commands of incidents may be shown with, as rows of the specification. They ask nothing of any cluster; titles and notes are any words.

import type { Rule } from './allowed.ts';

const NOTHING = { most: 0, each: /^$/u };
const ONE = { most: 1, each: /^#?\d+$/u };
const TWO = { most: 2, each: /^#?\d+$/u };
const SAID = /^[^-\0-\x1f][^\0-\x1f]*$/u;
const PERSON = /^(?:[UW][A-Z0-9]+|<@[UW][A-Z0-9]+(?:\|[^>]*)?>)$/u;
const SPAN = /^\d+[mhd]$/u;

export const INCIDENT_RULES: Readonly<Record<string, Rule>> = {
  'incident declare': {
    positionals: { most: 60, each: SAID },
    flags: { '--sev': /^[1-4]$/u, '--commander': PERSON, '--alert': /^#?\d+$/u, '--impact': SAID },
  },
  'incident list': { positionals: NOTHING, flags: { '--closed': null } },
  'incident show': { positionals: ONE, flags: {} },
  'incident timeline': { positionals: ONE, flags: {} },
  'incident postmortem': { positionals: ONE, flags: {} },
  'incident stats': { positionals: NOTHING, flags: {} },
  'incident update': {
    positionals: { most: 200, each: SAID },
    flags: { '--next': SPAN, '--impact': SAID },
  },
  'incident note': { positionals: { most: 200, each: SAID }, flags: {} },
  'incident resolve': { positionals: { most: 200, each: SAID }, flags: {} },
  'incident unresolve': { positionals: ONE, flags: {} },
  'incident todo': { positionals: { most: 200, each: SAID }, flags: { '--owner': PERSON } },
  'incident done': { positionals: TWO, flags: {} },
  'incident link': { positionals: TWO, flags: {} },
  'incident sev': { positionals: TWO, flags: {} },
  'incident lead': {
    positionals: { most: 2, each: /^(?:#?\d+|[UW][A-Z0-9]+|<@[UW][A-Z0-9]+(?:\|[^>]*)?>)$/u },
    flags: { '--role': /^(?:commander|communications)$/u },
  },
};
