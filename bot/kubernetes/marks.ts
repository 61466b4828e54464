// Labels and annotations: reads `KEY=VALUE` and `KEY-` as kubectl does, and works out what of an object they change.
// Where the words come from: k8s.io/kubectl pkg/cmd/label and pkg/cmd/annotate.

import type { Pattern } from '../grammar.ts';
import { KubectlError } from './api.ts';
import { type ChangeArgs, type ObjectChange, qualified } from './object-change.ts';
import { quote } from './quote.ts';
import { type NamedTarget, readTargets, type Targets } from './targets.ts';

export type Mark = 'label' | 'annotation';

export interface MarkArgs extends ChangeArgs {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly overwrite: boolean;
  /** Only shows what there would be. */
  readonly list: boolean;
  readonly resourceVersion: string | undefined;
}

/** A resource type, a name, TYPE/NAME, KEY=VALUE or KEY-. */
export const MARK_WORD: Pattern = {
  expression: /^[A-Za-z0-9][^\p{C}]{0,1999}$/u,
  description: 'a resource type, a name, TYPE/NAME, KEY=VALUE or KEY-',
};

/** Without its length, which has words of its own. */
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/u;
/** Can always be overwritten: it is the note on the last change. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** @throws KubectlError in kubectl's words for what it does not take. */
export function readMarks(
  positionals: readonly string[],
  { mark, usage, list }: { mark: Mark; usage: string; list: boolean },
): { targets: Targets; set: Readonly<Record<string, string>>; remove: readonly string[] } {
  const { resources, pairs } = splitPairs(positionals, mark);
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at === -1) remove.push(pair.slice(0, -1));
    else set[pair.slice(0, at)] = pairValue(pair, at, mark);
  }
  const both = remove.filter((key) => Object.hasOwn(set, key));
  if (both.length > 0) {
    throw new KubectlError(
      mark === 'label'
        ? 'can not both modify and remove a label in the same command'
        : `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    );
  }
  if (resources.length === 0) {
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  }
  if (pairs.length === 0 && !list)
    throw new KubectlError(`at least one ${mark} update is required`);
  return { targets: readTargets(resources, usage), set, remove };
}

export function markChange(args: MarkArgs, mark: Mark): ObjectChange {
  const field = fieldOf(mark);
  return ({ metadata }, target) => {
    const now = metadata?.[field] ?? {};
    const { added, removed } = differenceOf(now, args, mark);
    const isMissing = (key: string) => mark === 'label' && !Object.hasOwn(now, key);
    const body = {
      ...Object.fromEntries(added),
      ...Object.fromEntries(removed.map((key) => [key, null])),
    };
    const version = args.resourceVersion;
    const isChanged = mark === 'annotation' || added.length + removed.length > 0;
    const bound = version === undefined ? {} : { resourceVersion: version };
    return {
      ...(isChanged
        ? { patch: { patch: 'merge', body: { metadata: { ...bound, [field]: body } } } }
        : {}),
      said: args.remove
        .filter(isMissing)
        .map((key) => `label ${quote(key)} not found.\n`)
        .join(''),
      done: mark === 'annotation' ? 'annotated' : labelWord(added.length, removed.length),
      summary: summaryOf(added, removed, `${field} of ${qualified(target)}`),
      substance: JSON.stringify([now, body]),
    };
  };
}

/** What an object's labels or annotations would be, sorted. @throws KubectlError for a value that may not be replaced. */
export function markedAs(
  now: Readonly<Record<string, string>>,
  args: MarkArgs,
  mark: Mark,
): readonly (readonly [string, string])[] {
  const { added, removed } = differenceOf(now, args, mark);
  const marked = new Map([...Object.entries(now), ...added]);
  for (const key of removed) marked.delete(key);
  return [...marked].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** A version can be that of one object only. */
export function assertSingle(
  { resourceVersion, selector }: MarkArgs,
  objects: readonly NamedTarget[],
) {
  if (resourceVersion === undefined) return;
  if (objects.length === 1 && selector === undefined) return;
  throw new KubectlError('--resource-version may only be used with a single resource');
}

export function fieldOf(mark: Mark): 'labels' | 'annotations' {
  return mark === 'label' ? 'labels' : 'annotations';
}

function differenceOf(now: Readonly<Record<string, string>>, args: MarkArgs, mark: Mark) {
  if (!args.overwrite) assertNoOverwrite(now, args.set, mark);
  const isThere = (key: string) => Object.hasOwn(now, key);
  return {
    added: Object.entries(args.set).filter(([key, value]) => !isThere(key) || now[key] !== value),
    removed: args.remove.filter(isThere),
  };
}

function splitPairs(positionals: readonly string[], mark: Mark) {
  const isPair = (word: string) => word.includes('=') || word.endsWith('-');
  const first = positionals.findIndex(isPair);
  const end = first === -1 ? positionals.length : first;
  const pairs = positionals.slice(end);
  const late = pairs.find((word) => !isPair(word));
  if (late !== undefined) {
    throw new KubectlError(`all resources must be specified before ${mark} changes: ${late}`);
  }
  return { resources: positionals.slice(0, end), pairs };
}

function pairValue(pair: string, at: number, mark: Mark): string {
  const value = pair.slice(at + 1);
  if (mark === 'annotation') return value;
  if (value.includes('=')) throw new KubectlError(`invalid label spec: ${pair}`);
  const problems = [
    ...(Buffer.byteLength(value) > 63 ? ['must be no more than 63 bytes'] : []),
    ...(LABEL_VALUE.test(value) ? [] : [LABEL_VALUE_RULE]),
  ];
  if (problems.length > 0) {
    throw new KubectlError(`invalid label value: ${quote(pair)}: ${problems.join(';')}`);
  }
  return value;
}

function assertNoOverwrite(
  now: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
  mark: Mark,
): void {
  const taken = Object.keys(set).filter(
    (key) =>
      Object.hasOwn(now, key) &&
      now[key] !== set[key] &&
      !(mark === 'annotation' && key === CHANGE_CAUSE),
  );
  if (taken.length === 0) return;
  const found = taken.map((key) => `'${key}' already has a value (${now[key]})`);
  if (mark === 'annotation') {
    throw new KubectlError(
      `--overwrite is false but found the following declared annotation(s): ${found.join('; ')}`,
    );
  }
  const lines = found.map((one) => `${one}, and --overwrite is false`);
  throw new KubectlError(lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`);
}

function labelWord(added: number, removed: number): string {
  if (added > 0 && removed > 0) return 'modified';
  if (added > 0) return 'labeled';
  return removed > 0 ? 'unlabeled' : 'not labeled';
}

function summaryOf(
  added: readonly (readonly [string, string])[],
  removed: readonly string[],
  what: string,
): string {
  const parts = [
    ...(added.length > 0
      ? [`set ${added.map(([key, value]) => `${key}=${value}`).join(', ')}`]
      : []),
    ...(removed.length > 0 ? [`remove ${removed.join(', ')}`] : []),
  ];
  if (parts.length === 0) return `Nothing to do in the ${what}`;
  return `In the ${what}, ${parts.join(' and ')},`;
}
