// The typed tables that say what words a command takes. What is not in a table does not exist: there is no way to name a
// flag here that is not written out, and no value that its pattern does not describe.

/** A pattern with the words that explain it when it does not match. */
export interface Pattern {
  readonly expression: RegExp;
  /** What an expression cannot say, such as a largest number. */
  readonly accepts?: (text: string) => boolean;
  /** Completes "must be ...", for example "a Kubernetes name (a-z, 0-9, '-', '.')". */
  readonly description: string;
  /** What of a Kafka such a word names, so that those that there are can be suggested. Absent: nothing that could be listed. */
  readonly names?: Named | undefined;
}

/** A resource of a Kafka; and those that another word has to be known for: a member of that group, a task of that connector, a setting of that topic. */
export type Named =
  | ('topic' | 'group' | 'connector' | 'broker')
  | ('member' | 'task' | 'setting' | 'override')
  | ('resource type' | 'resource');

/** A flag that is there or not; `--name=false` is accepted as kubectl does. */
export interface Switch {
  readonly kind: 'switch';
  readonly short?: string;
  readonly summary: string;
}

/** A flag with one value. `read` turns the checked text into its type. */
export interface Valued<T> {
  readonly kind: 'value';
  readonly short?: string;
  readonly pattern: Pattern;
  readonly summary: string;
  /** What stands for the value in the usage line, for example NAMESPACE. */
  readonly placeholder: string;
  readonly read: (text: string) => T;
}

/** A flag that may be given several times. */
export interface Repeated<T> extends Omit<Valued<T>, 'kind'> {
  readonly kind: 'repeated';
}

export type Flag = Switch | Valued<unknown> | Repeated<unknown>;
export type Flags = Readonly<Record<string, Flag>>;

/** The typed values of a table of flags: absent switches are false, absent values undefined, absent lists empty. */
export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends Switch
    ? boolean
    : F[K] extends Repeated<infer T>
      ? readonly T[]
      : F[K] extends Valued<infer T>
        ? T | undefined
        : never;
};

export interface Positionals {
  /** As it stands in the usage line, for example "(TYPE[,TYPE] [NAME ...] | TYPE/NAME ...)". */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
  /** Every positional must match this; the command's `read` looks closer. Never matches a leading '-'. */
  readonly pattern: Pattern;
  /** What of a Kafka the second one names, where the first one is something else. */
  readonly secondNames?: Named;
  /**
   * From the word with this number on, counted from 0, words are taken as they stand, also those that begin with '-': they are
   * another command, which is only spoken of. Such a command has no flags of its own.
   */
  readonly quotedFrom?: number;
}

export interface Grammar<F extends Flags = Flags> {
  readonly positionals: Positionals;
  readonly flags: F;
}

/** What the grammar made of a person's words: the only thing that goes on, nothing is split again later. */
export interface Words<F extends Flags = Flags> {
  readonly positionals: readonly string[];
  readonly flags: FlagValues<F>;
}

export const NO_POSITIONALS: Positionals = {
  usage: '',
  min: 0,
  max: 0,
  pattern: { expression: /^$/u, description: 'absent' },
};

export function switchFlag(summary: string, short?: string): Switch {
  return short === undefined ? { kind: 'switch', summary } : { kind: 'switch', summary, short };
}

interface ValueOptions<T> {
  readonly summary: string;
  readonly placeholder: string;
  readonly pattern: Pattern;
  readonly short?: string;
  readonly read?: (text: string) => T;
}

/** A flag whose value stays text. */
export function textFlag(options: ValueOptions<string>): Valued<string> {
  return { ...options, kind: 'value', read: options.read ?? ((text) => text) };
}

/** A flag whose value is one of a few words. */
export function choiceFlag<const T extends string>(
  options: Omit<ValueOptions<T>, 'pattern' | 'read' | 'placeholder'> & { choices: readonly T[] },
): Valued<T> {
  const { choices, ...rest } = options;
  return {
    ...rest,
    kind: 'value',
    placeholder: choices.join('|'),
    pattern: {
      expression: new RegExp(`^(?:${choices.join('|')})$`, 'u'),
      description: `one of ${choices.join(', ')}`,
    },
    read: (text) => text as T,
  };
}

/** A whole number within stated bounds. */
export function countFlag(options: {
  summary: string;
  placeholder: string;
  max: number;
  short?: string;
}): Valued<number> {
  const { max, ...rest } = options;
  return {
    ...rest,
    kind: 'value',
    pattern: {
      expression: /^\d{1,9}$/u,
      accepts: (text) => Number(text) <= max,
      description: `a whole number from 0 to ${max}`,
    },
    read: Number,
  };
}

export function repeatedFlag(options: ValueOptions<string>): Repeated<string> {
  return { ...options, kind: 'repeated', read: options.read ?? ((text) => text) };
}
