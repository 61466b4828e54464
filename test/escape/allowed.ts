// The specification that the escape test holds the bot to: for each verb, from the command as it was shown, which requests
// may reach an API server and which arguments kubectl. Written separately from the bot's grammar, guard and accesses; a verb
// that has no row here fails the test.

import { CHANGE_RULES } from './allowed-changes.ts';
import { KAFKA_RULES } from './allowed-kafka.ts';
import { KAFKA_CHANGE_RULES } from './allowed-kafka-changes.ts';
import { PIPELINE_RULES } from './allowed-pipeline.ts';
import { READ_RULES } from './allowed-reads.ts';
import { SWITCH_RULES } from './allowed-switches.ts';
import { type Form, readForm, type Shown, wordsOfShown } from './shown.ts';
import { CHANNELS, type ClusterName } from './world.ts';

/** One request that may be made. Whatever is not written here may not be part of it. */
export interface Allowed {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Decoded, whole. */
  readonly path: string;
  /** The query keys that may be there, with the one value or the values that they may have. */
  readonly query?: Readonly<Record<string, string | RegExp>>;
  /** For what has a body. */
  readonly contentType?: string;
  readonly body?: (body: unknown) => boolean;
  /** How it may be asked to answer; a plain object when unsaid. */
  readonly as?: 'table' | 'text';
}

/** The command as shown, with where it is to act. */
export interface Placed extends Shown {
  readonly namespace: string;
  readonly isEverywhere: boolean;
}

export interface Rule extends Form {
  /** What it may read, before and after a confirmation. */
  reads?(shown: Placed): readonly Allowed[];
  /** What it may change: tried with dryRun=All at any time, in earnest only by a confirmation. */
  writes?(shown: Placed): readonly Allowed[];
  /** The argument arrays that kubectl may get. */
  argv?(shown: Placed): readonly (readonly string[])[];
  /** Where it acts whatever the channel's own cluster is. */
  readonly cluster?: ClusterName;
  /** What it may ask of its Kafka, each question with what it names. */
  asks?(shown: Placed): readonly string[];
  /** What it may change there, and only by a confirmation: each change to the letter. */
  does?(shown: Placed): readonly string[];
}

export interface Permit {
  readonly verb: string;
  /** undefined for a command of the bot itself. */
  readonly cluster: ClusterName | undefined;
  readonly reads: readonly Allowed[];
  readonly writes: readonly Allowed[];
  readonly argv: readonly (readonly string[])[];
  /** The Kafka, or the pipeline. */
  readonly kafka: string | undefined;
  readonly asks: readonly string[];
  readonly does: readonly string[];
}

export const RULES: Readonly<Record<string, Rule>> = {
  ...READ_RULES,
  ...CHANGE_RULES,
  ...KAFKA_RULES,
  ...PIPELINE_RULES,
  ...KAFKA_CHANGE_RULES,
  ...SWITCH_RULES,
};

/** The kinds may be looked up at any time, by the bot itself. */
export const DISCOVERY: readonly Allowed[] = [
  { method: 'GET', path: '/api' },
  { method: 'GET', path: '/apis' },
];

/**
 * What the shown command permits.
 * @throws Error when the text is none that its verb may be shown as, or no rule speaks of the verb.
 */
export function permitOf(shown: string, channel: string, rules = RULES): Permit {
  return permitOfWords(wordsOfShown(shown), channel, rules);
}

export function permitOfWords(words: readonly string[], channel: string, rules = RULES): Permit {
  const verb = [3, 2]
    .map((length) => words.slice(0, length).join(' '))
    .find((name) => Object.hasOwn(rules, name));
  const rule = verb === undefined ? undefined : rules[verb];
  if (verb === undefined || rule === undefined) {
    throw new Error(`verb "${words.slice(0, 3).join(' ')}" has no specification in test/escape`);
  }
  const form = readForm(words.slice(verb.split(' ').length), rule);
  const [namespace] = form.flags.get('-n') ?? [];
  const [cluster] = form.flags.get('--cluster') ?? [];
  const [kafka] = form.flags.get('--kafka') ?? [];
  const defaults = CHANNELS[channel] ?? {
    cluster: 'staging',
    namespace: 'default',
    kafka: undefined,
  };
  const placed: Placed = {
    ...form,
    namespace: namespace ?? defaults.namespace,
    isEverywhere: form.flags.has('-A'),
  };
  const isOnCluster = verb.startsWith('kubectl ');
  return {
    verb,
    cluster: isOnCluster ? ((cluster ?? defaults.cluster) as ClusterName) : rule.cluster,
    reads: rule.reads?.(placed) ?? [],
    writes: rule.writes?.(placed) ?? [],
    argv: rule.argv?.(placed) ?? [],
    kafka: verb.startsWith('pipeline ')
      ? form.positionals[0]
      : verb.startsWith('kafka ')
        ? (kafka ?? defaults.kafka)
        : undefined,
    asks: rule.asks?.(placed) ?? [],
    does: rule.does?.(placed) ?? [],
  };
}
