// The command builder as a modal: verb, kind, namespace and name (of a Kafka: verb, name and which Kafka) picked from suggestions,
// with the command line as it grows.
// Pure; what it makes is text like any typed text, and goes the same way through the grammar and policy.

import type { Command } from './command.ts';
import type { Named } from './grammar.ts';
import { type Block, section } from './render/blocks.ts';
import { cut, inlineCode } from './render/text.ts';

export const BUILDER = 'builder';

/** What a bare slash command of these opens it for. */
export const BUILDER_ROOTS = ['kubectl', 'kafka'] as const;
export type BuilderRoot = (typeof BUILDER_ROOTS)[number];

export interface Verb {
  /** For example 'kubectl get'. */
  readonly name: string;
  readonly summary: string;
  /** What of a Kafka its words and the values of its flags name, by field; none where nothing could be listed. */
  readonly named?: Readonly<Partial<Record<NamedField, Named>>>;
}

/** Those of the builder of one root, as it takes them. */
export function verbsOf(commands: readonly Command[], root: BuilderRoot): readonly Verb[] {
  return commands
    .filter(({ name }) => name.startsWith(`${root} `))
    .map(({ name, summary, grammar }) => ({ name, summary, named: namedFields(grammar) }));
}

export type FlagField = `flag-${string}`;
export type NamedField = 'name' | 'second' | FlagField;
export type SuggestedField = 'kind' | 'namespace' | 'kafka' | NamedField;
export type BuilderField = 'verb' | 'flags' | SuggestedField;

/** Which fields of a command's form name something of a Kafka. */
export function namedFields({
  positionals,
  flags,
}: Command['grammar']): Readonly<Partial<Record<NamedField, Named>>> {
  const fields: (readonly [NamedField, Named | undefined])[] = [
    ['name', positionals.pattern.names],
    ['second', positionals.secondNames],
    ...Object.entries(flags).map(([flag, each]): readonly [FlagField, Named | undefined] => [
      `flag-${flag}`,
      each.kind === 'switch' ? undefined : each.pattern.names,
    ]),
  ];
  return Object.fromEntries(fields.filter(([, named]) => named !== undefined));
}
export type BuilderValues = Partial<Readonly<Record<BuilderField, string>>>;

export interface BuilderOptions {
  readonly root: BuilderRoot;
  readonly verbs: readonly Verb[];
  readonly values: BuilderValues;
  /** Comes back with every click and the submission; at most 3,000 characters. */
  readonly metadata: string;
}

export function builderView({ root, verbs, values, metadata }: BuilderOptions): Block {
  return {
    type: 'modal',
    callback_id: BUILDER,
    private_metadata: metadata,
    title: plain('Build a command', 24),
    submit: plain('Run', 24),
    close: plain('Close', 24),
    blocks: [
      verbInput(verbs, root),
      ...(root === 'kafka' ? kafkaInputs(verbs, values) : CLUSTER_INPUTS),
      flagsInput(root),
      preview(values),
    ],
  };
}

/** A value that is one word and cannot be taken for a flag. What else is wrong with it the grammar says. */
export function isWord(value: string): boolean {
  return /^\w[\w.:/,=[\]*+-]{0,252}$/u.test(value);
}

/** Words in kubectl's order, and the Kafka last; parts not yet chosen are left out. */
export function commandOf(values: BuilderValues): string {
  const { verb = '', kind = '', namespace = '', name = '', second = '', kafka = '' } = values;
  const where = namespace === '' ? '' : `-n ${namespace}`;
  const { flags = '' } = values;
  const last = kafka === '' ? '' : `--kafka ${kafka}`;
  return [verb, kind, name, second, where, ...chosenFlags(values), flags.trim(), last]
    .filter((part) => part !== '')
    .join(' ');
}

function chosenFlags(values: BuilderValues): readonly string[] {
  return Object.entries(values).flatMap(([field, value = '']) =>
    isFlagField(field) && value !== '' ? [`--${field.slice('flag-'.length)} ${value}`] : [],
  );
}

/** A field of a flag is called after it. */
export function isFlagField(field: string): field is FlagField {
  return /^flag-[a-z][a-z-]*$/u.test(field);
}

/** What keeps the values from being a command line, by field; empty when nothing does. */
export function builderErrors(
  values: BuilderValues,
  verbs: readonly Verb[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!verbs.some(({ name }) => name === values.verb)) errors.verb = 'Choose a command.';
  const written: readonly string[] = ['verb', 'flags'];
  for (const [field, value = ''] of Object.entries(values)) {
    if (!written.includes(field) && value !== '' && !isWord(value))
      errors[field] = 'This must be one word without a leading dash.';
  }
  if (/[\r\n]/u.test(values.flags ?? '')) errors.flags = 'Flags stand on one line.';
  return errors;
}

/** What the first word names is asked for where that can be known. */
function kafkaInputs(verbs: readonly Verb[], { verb }: BuilderValues): readonly Block[] {
  const chosen = verbs.find(({ name }) => name === verb);
  const fields = Object.entries(chosen?.named ?? { name: undefined }) as readonly (readonly [
    NamedField,
    Named | undefined,
  ])[];
  return [
    ...fields.map(([field, named]) =>
      isFlagField(field)
        ? suggested(field, `--${field.slice('flag-'.length)}`, 'not given')
        : suggested(field, labelOf(named), 'as it is called'),
    ),
    suggested('kafka', 'Kafka', 'the default of this channel'),
  ];
}

function labelOf(named = 'name'): string {
  return `${named.charAt(0).toUpperCase()}${named.slice(1)}`;
}

function verbInput(verbs: readonly Verb[], root: BuilderRoot): Block {
  return {
    type: 'input',
    block_id: 'verb',
    dispatch_action: true,
    label: plain('Command', 24),
    element: {
      type: 'static_select',
      action_id: 'verb',
      placeholder: plain(root === 'kafka' ? 'kafka topic' : 'kubectl get', 75),
      options: verbs.slice(0, 100).map(({ name, summary }) => ({
        text: plain(name, 75),
        value: cut(name, 75),
        ...(summary === '' ? {} : { description: plain(summary, 75) }),
      })),
    },
  };
}

function suggested(field: SuggestedField, label: string, hint: string): Block {
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

const CLUSTER_INPUTS: readonly Block[] = [
  suggested('kind', 'Kind', 'pods, deployments, ...'),
  suggested('namespace', 'Namespace', 'the default of this channel'),
  suggested('name', 'Name', 'all of them'),
];

function flagsInput(root: BuilderRoot): Block {
  const example = root === 'kafka' ? '-p 2 -o end-10' : '-o wide -l app=web';
  return {
    type: 'input',
    block_id: 'flags',
    dispatch_action: true,
    optional: true,
    label: plain('More flags', 24),
    hint: plain(`As you would type them, for example ${example}`, 150),
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
