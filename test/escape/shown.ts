// Reads a command as the bot spelled it out for people. Separate from the bot's own reader on purpose, and much simpler: it
// knows the one written form, and whatever differs from it is a finding.

/** A command line as it was shown, split into its words by the rules of the written form. */
export function wordsOfShown(text: string): readonly string[] {
  const words: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = WORD.exec(rest);
    if (match === null) throw new Error(`not in the written form from here on: ${rest}`);
    const [whole, plain, single, double] = match;
    words.push(plain ?? single ?? (double ?? '').replaceAll(/\\(["\\])/gu, '$1'));
    rest = rest.slice(whole.length);
    if (rest === '') break;
    if (!rest.startsWith(' ') || rest === ' ') throw new Error(`no single blank before: ${rest}`);
    rest = rest.slice(1);
  }
  return words;
}

/** Plain characters, or single quotes around anything but those, or double quotes with two escapes. */
const WORD = /^(?:([^\s'"\\]+)|'([^']*)'|"((?:[^"\\]|\\["\\])*)")(?= |$)/u;

export interface Form {
  /** By how it is shown, '-n' or '--sort-by': what its value must look like; null for a switch. */
  readonly flags: Readonly<Record<string, RegExp | null>>;
  readonly repeated?: readonly string[];
  /** Its words are another command that is only spoken of: none of them is a flag. */
  readonly isQuoted?: boolean;
  readonly positionals: { readonly most: number; readonly each: RegExp };
}

export interface Shown {
  readonly positionals: readonly string[];
  /** Values by flag; a switch has the empty text. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** @throws Error for a word that the form does not have. */
export function readForm(words: readonly string[], form: Form): Shown {
  const positionals: string[] = [];
  const flags = new Map<string, readonly string[]>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || form.isQuoted === true) {
      if (!form.positionals.each.test(word)) throw new Error(`this argument may not be: ${word}`);
      positionals.push(word);
      continue;
    }
    const pattern = Object.hasOwn(form.flags, word) ? form.flags[word] : undefined;
    if (pattern === undefined) throw new Error(`this flag may not be: ${word}`);
    const before = flags.get(word) ?? [];
    if (before.length > 0 && form.repeated?.includes(word) !== true) {
      throw new Error(`given twice: ${word}`);
    }
    if (pattern === null) {
      flags.set(word, ['']);
      continue;
    }
    index += 1;
    const value = words[index];
    if (value === undefined || value.startsWith('-') || !pattern.test(value)) {
      throw new Error(`this value of ${word} may not be: ${value}`);
    }
    flags.set(word, [...before, value]);
  }
  if (positionals.length > form.positionals.most) throw new Error('too many arguments');
  return { positionals, flags };
}
