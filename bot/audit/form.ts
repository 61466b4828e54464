// The search of the audit as a modal: who, what, where, when, and as what it is wanted. Pure; what it makes is text like any typed
// text, and goes the same way through the grammar and policy.

import { AUDIT_FLAGS, AUDIT_KINDS } from '../commands/qm/audit-flags.ts';
import type { Valued, Words } from '../grammar.ts';
import type { Block } from '../render/blocks.ts';
import { cut } from '../render/text.ts';
import { joinWords } from '../words.ts';

export const AUDIT_FORM = 'audit_form';

/** The flags that the form has a field for, in its order. */
const FIELDS = [
  ...(['user', 'command', 'cluster', 'namespace', 'resource', 'outcome'] as const),
  ...(['kind', 'since', 'until', 'output'] as const),
] as const;

export type AuditField = (typeof FIELDS)[number];
export type AuditValues = Partial<Readonly<Record<AuditField, string>>>;

const LABELS: Readonly<Record<AuditField, readonly [label: string, hint: string]>> = {
  user: ['Person', 'Anybody'],
  command: ['Command', 'A part of it, such as scale'],
  cluster: ['Cluster', 'Its whole name'],
  namespace: ['Namespace', 'Its whole name'],
  resource: ['Thing', 'pods, deploy/web'],
  outcome: ['Outcome', 'Any'],
  kind: ['Kind of row', 'Any'],
  since: ['From', '2h (ago), 09:00, 2026-11-24 or 2026-11-24T09:00'],
  until: ['Until', 'The same; up to now when it is empty'],
  output: ['Show as', 'A page here'],
};

const OUTCOMES = [
  'succeeded',
  'failed',
  'refused',
  'not understood',
  'expired',
  'cancelled',
  'timed out',
  'unknown',
];

/** @param metadata comes back with the submission; at most 3,000 characters. */
export function auditForm(values: AuditValues, metadata: string): Block {
  return {
    type: 'modal',
    callback_id: AUDIT_FORM,
    private_metadata: metadata,
    title: plain('Search the audit', 24),
    submit: plain('Search', 24),
    close: plain('Close', 24),
    blocks: FIELDS.map((field) => input(field, values[field])),
  };
}

/** Exactly what somebody could have typed. */
export function auditCommandOf(values: AuditValues): string {
  const flags = FIELDS.flatMap((field) => {
    const value = values[field]?.trim() ?? '';
    return value === '' ? [] : [`--${field}`, value];
  });
  return joinWords(['qm', 'audit', ...flags]);
}

/** What keeps the values from being a search, by field. */
export function auditFormErrors(values: AuditValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = values[field]?.trim() ?? '';
    const { pattern } = AUDIT_FLAGS[field] as Valued<unknown>;
    const isGood =
      value === '' ||
      (!value.startsWith('-') &&
        pattern.expression.test(value) &&
        (pattern.accepts?.(value) ?? true));
    if (!isGood) errors[field] = cut(`This must be ${pattern.description}.`, 150, '…');
  }
  return errors;
}

type Given = Readonly<Record<string, unknown>>;

/** The fields of a search as it was typed; what has no field is left out. */
export function auditValuesOf({ positionals, flags }: Words): AuditValues {
  const given = FIELDS.filter((field) => typeof (flags as Given)[field] === 'string');
  const text = positionals.join(' ');
  return {
    ...(text === '' ? {} : { command: text }),
    ...Object.fromEntries(given.map((field) => [field, String((flags as Given)[field])])),
  };
}

function input(field: AuditField, value: string | undefined): Block {
  const [label] = LABELS[field];
  return {
    type: 'input',
    block_id: field,
    optional: true,
    label: plain(label, 24),
    element: element(field, value),
  };
}

function element(field: AuditField, value: string | undefined): Block {
  const [, hint] = LABELS[field];
  const shared = { action_id: field, placeholder: plain(hint, 75) };
  switch (field) {
    case 'user':
      return {
        type: 'users_select',
        ...shared,
        ...(value === undefined ? {} : { initial_user: value }),
      };
    case 'outcome':
      return chooser(
        shared,
        OUTCOMES.map((outcome) => [outcome, outcome]),
        value,
      );
    case 'kind':
      return chooser(
        shared,
        Object.entries(AUDIT_KINDS).map(([kind, words]) => [kind, `${kind}: ${words}`]),
        value,
      );
    case 'output':
      return chooser(
        shared,
        [
          ['csv', 'CSV file, to you alone'],
          ['json', 'JSON file, to you alone'],
        ],
        value,
      );
    default:
      return {
        type: 'plain_text_input',
        ...shared,
        max_length: 120,
        ...(value === undefined ? {} : { initial_value: value }),
      };
  }
}

function chooser(
  shared: Block,
  choices: readonly (readonly [value: string, text: string])[],
  chosen: string | undefined,
): Block {
  const options = choices.map(([value, text]) => ({ text: plain(text, 75), value }));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    ...shared,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function plain(text: string, most: number): Block {
  return { type: 'plain_text', text: cut(text, most, '…') };
}
