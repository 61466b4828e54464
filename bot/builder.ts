// The command builder as a modal: verb, kind, namespace and name picked from suggestions, with the command line as it grows.
// Pure; what it makes is text like any typed text, and goes the same way through the grammar and policy.

import { type Block, section } from './render/blocks.ts';
import { cut, inlineCode } from './render/text.ts';

export const BUILDER = 'builder';

export interface Verb {
  /** For example 'kubectl get'. */
  readonly name: string;
  readonly summary: string;
}

export type BuilderField = 'verb' | 'kind' | 'namespace' | 'name' | 'flags';
export type BuilderValues = Partial<Readonly<Record<BuilderField, string>>>;

export interface BuilderOptions {
  readonly verbs: readonly Verb[];
  readonly values: BuilderValues;
  /** Comes back with every click and the submission; at most 3,000 characters. */
  readonly metadata: string;
}

export function builderView({ verbs, values, metadata }: BuilderOptions): Block {
  return {
    type: 'modal',
    callback_id: BUILDER,
    private_metadata: metadata,
    title: plain('Build a command', 24),
    submit: plain('Run', 24),
    close: plain('Close', 24),
    blocks: [
      verbInput(verbs),
      suggested('kind', 'Kind', 'pods, deployments, ...'),
      suggested('namespace', 'Namespace', 'the default of this channel'),
      suggested('name', 'Name', 'all of them'),
      flagsInput(),
      preview(values),
    ],
  };
}

/** A value that is one word and cannot be taken for a flag. What else is wrong with it the grammar says. */
export function isWord(value: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:/,-]{0,252}$/u.test(value);
}

/** Words in kubectl's order; parts not yet chosen are left out. */
export function commandOf({
  verb = '',
  kind = '',
  namespace = '',
  name = '',
  flags = '',
}: BuilderValues): string {
  return [verb, kind, name, namespace === '' ? '' : `-n ${namespace}`, flags.trim()]
    .filter((part) => part !== '')
    .join(' ');
}

/** What keeps the values from being a command line, by field; empty when nothing does. */
export function builderErrors(
  values: BuilderValues,
  verbs: readonly Verb[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!verbs.some(({ name }) => name === values.verb)) errors.verb = 'Choose a command.';
  for (const field of ['kind', 'namespace', 'name'] as const) {
    const value = values[field] ?? '';
    if (value !== '' && !isWord(value))
      errors[field] = 'This must be one word without a leading dash.';
  }
  if (/[\r\n]/u.test(values.flags ?? '')) errors.flags = 'Flags stand on one line.';
  return errors;
}

function verbInput(verbs: readonly Verb[]): Block {
  return {
    type: 'input',
    block_id: 'verb',
    dispatch_action: true,
    label: plain('Command', 24),
    element: {
      type: 'static_select',
      action_id: 'verb',
      placeholder: plain('kubectl get', 75),
      options: verbs.slice(0, 100).map(({ name, summary }) => ({
        text: plain(name, 75),
        value: cut(name, 75),
        ...(summary === '' ? {} : { description: plain(summary, 75) }),
      })),
    },
  };
}

function suggested(field: 'kind' | 'namespace' | 'name', label: string, hint: string): Block {
  return {
    type: 'input',
    block_id: field,
    dispatch_action: true,
    optional: true,
    label: plain(label, 24),
    element: {
      type: 'external_select',
      action_id: field,
      min_query_length: 0,
      placeholder: plain(hint, 75),
    },
  };
}

function flagsInput(): Block {
  return {
    type: 'input',
    block_id: 'flags',
    dispatch_action: true,
    optional: true,
    label: plain('More flags', 24),
    hint: plain('As you would type them, for example -o wide -l app=web', 150),
    element: {
      type: 'plain_text_input',
      action_id: 'flags',
      max_length: 500,
      dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
    },
  };
}

function preview(values: BuilderValues): Block {
  const command = commandOf(values);
  const words = command === '' ? 'Choose a command.' : inlineCode(`/${command}`, 1500);
  return { ...section(`*This will be asked for*\n${words}`), block_id: 'preview' };
}

function plain(text: string, most: number): Block {
  return { type: 'plain_text', text: cut(text, most, '…') };
}

/** The modal that asks which lines of an output are wanted. */
export function filterView(metadata: string): Block {
  return {
    type: 'modal',
    callback_id: 'output_filter',
    private_metadata: metadata,
    title: plain('Filter the output', 24),
    submit: plain('Show', 24),
    close: plain('Close', 24),
    blocks: [
      {
        type: 'input',
        block_id: 'filter',
        optional: true,
        label: plain('Lines that contain', 24),
        hint: plain('Capitals make no difference. Leave it empty to see all lines.', 150),
        element: { type: 'plain_text_input', action_id: 'filter', max_length: 100 },
      },
    ],
  };
}
