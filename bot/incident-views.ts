// The modals of incidents and alerts: to declare an incident from a message, to say how one stands, to ask somebody to look after an alert. Pure; what
// they send is a command as if typed.

import { PERSON } from './commands/person.ts';
import { LIMITS } from './limits.ts';
import type { Block } from './render/blocks.ts';
import { cut } from './render/text.ts';
import { joinWords } from './words.ts';

export const DECLARE = 'declare_incident';
export const UPDATE = 'incident_update';
export const ASSIGN = 'alert_assign';

export type Fields = Readonly<Record<string, string>>;

/** @param title what the message says, to begin with */
export function declareView(title: string, metadata: string): Block {
  return modal(DECLARE, { title: 'Declare an incident', submit: 'Declare', metadata }, [
    input('title', 'What goes wrong', text({ most: 150, initial: oneLine(title).slice(0, 150) })),
    input('sev', 'How bad is it', select(SEVERITIES, 1)),
    input('impact', 'Who feels it, and how', text({ most: 300 }), true),
  ]);
}

export function updateView(number: number, metadata: string): Block {
  return modal(UPDATE, { title: `Update incident ${number}`, submit: 'Send', metadata }, [
    input('text', 'How does it stand', { ...text({ most: 900 }), multiline: true }),
    input('next', 'The next update comes in', select(NEXT, 0)),
  ]);
}

/** @param words what the alert's message says of it */
export function assignView(
  { number, words }: { readonly number: number; readonly words: string },
  metadata: string,
): Block {
  const named = cut([`Alert ${number}`, words].filter((each) => each !== '').join(': '), 400, ' …');
  return modal(ASSIGN, { title: `Assign alert ${number}`, submit: 'Assign', metadata }, [
    { type: 'section', text: plain(named) },
    input('person', 'Who is to look after it', {
      type: 'users_select',
      placeholder: plain('Choose a person'),
    }),
  ]);
}

/** @returns the command, or what is wrong by field */
export function declareCommand({ title = '', sev = '', impact = '' }: Fields): string | Problems {
  const said = oneLine(title);
  if (said === '') return { title: 'Say it in a few words.' };
  if (!/^[1-4]$/u.test(sev)) return { sev: 'Choose one.' };
  const more = oneLine(impact);
  return joinWords([
    ...['incident', 'declare', said, '--sev', sev],
    ...(more === '' ? [] : ['--impact', more]),
  ]);
}

export function updateCommand(
  number: number,
  { text: said = '', next = '' }: Fields,
): string | Problems {
  const words = oneLine(said);
  if (words === '') return { text: 'Say it in a few words.' };
  const span = /^\d{1,2}[mh]$/u.test(next) ? ['--next', next] : [];
  return joinWords(['incident', 'update', String(number), words, ...span]);
}

export function assignCommand(number: number, { person = '' }: Fields): string | Problems {
  if (!PERSON.expression.test(person)) return { person: 'Choose somebody.' };
  return joinWords(['incident', 'assign', String(number), person]);
}

export type Problems = Readonly<Record<string, string>>;

/** A command is one line of printable words, none of which begins like a flag. */
export function oneLine(words: string): string {
  return words
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\s]+/gu, ' ')
    .replaceAll(/["\\]/gu, "'")
    .replace(/^[\s\u2013\u2014-]+/u, '')
    .trim()
    .slice(0, LIMITS.saidCharacters);
}

const SEVERITIES = [
  ['SEV 1: everything, or money, or data', '1'],
  ['SEV 2: many people, no way around', '2'],
  ['SEV 3: some people, or there is a way around', '3'],
  ['SEV 4: small, to be looked at by day', '4'],
] as const;

const NEXT = [
  ['the time of its severity', 'usual'],
  ['15 minutes', '15m'],
  ['30 minutes', '30m'],
  ['1 hour', '1h'],
  ['4 hours', '4h'],
] as const;

function modal(
  callbackId: string,
  { title, submit, metadata }: { title: string; submit: string; metadata: string },
  blocks: readonly Block[],
): Block {
  return {
    ...{ type: 'modal', callback_id: callbackId, private_metadata: metadata },
    ...{ title: plain(title), submit: plain(submit), close: plain('Cancel'), blocks },
  };
}

function input(id: string, label: string, element: Block, optional = false): Block {
  const own = { ...element, action_id: id };
  return { type: 'input', block_id: id, label: plain(label), element: own, optional };
}

function text({ most, initial = '' }: { most: number; initial?: string }): Block {
  return {
    ...{ type: 'plain_text_input', max_length: most },
    ...(initial === '' ? {} : { initial_value: initial }),
  };
}

function select(options: readonly (readonly [string, string])[], first: number): Block {
  const all = options.map(([words, value]) => ({ text: plain(words), value }));
  return { type: 'static_select', options: all, initial_option: all[first] };
}

function plain(words: string) {
  return { type: 'plain_text', text: words };
}
