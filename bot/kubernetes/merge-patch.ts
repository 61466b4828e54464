// Reads a JSON merge patch from a person, bounded, and names every field that it writes. Pure.
// Where the rules come from: RFC 7396.

import { UsageError } from '../errors.ts';

export interface MergePatch {
  readonly body: Readonly<Record<string, unknown>>;
  /** Dotted; each leaf, null and list included. A dot within a key is written as '\\.', so no key can look like a path. */
  readonly paths: readonly string[];
  /** The same for policy: labels and annotations without their keys, which are anybody's choice. */
  readonly policyPaths: readonly string[];
}

const MOST_DEPTH = 12;
const MOST_PATHS = 50;
/** What says which object it is, and what only the server writes. */
const FIXED = [
  'apiVersion',
  'kind',
  'status',
  'metadata.name',
  'metadata.generateName',
  'metadata.namespace',
  'metadata.selfLink',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.managedFields',
  'metadata.ownerReferences',
  'metadata.finalizers',
];

/** @throws UsageError for what is no merge patch, and for fields that no patch from here writes. */
export function readMergePatch(text: string, usage: string): MergePatch {
  const body = parseObject(text, usage);
  const paths = [...leaves(body, [], usage)];
  const refuse = (what: string, why: string) => {
    throw new UsageError({ what, why, fix: 'Change the patch and send it again.', usage });
  };
  if (paths.length === 0) refuse('The patch writes nothing.', 'It has no field.');
  if (paths.length > MOST_PATHS) {
    refuse(
      'The patch is too large.',
      `It writes ${paths.length} fields; ${MOST_PATHS} is the most.`,
    );
  }
  for (const path of paths) {
    const fixed = FIXED.find((one) => path === one || path.startsWith(`${one}.`));
    if (fixed !== undefined || path === 'metadata') {
      refuse(
        `The patch writes ${path}.`,
        'It says what the object is or is written by the server alone; it is not changed from Slack.',
      );
    }
  }
  return { body, paths, policyPaths: [...new Set(paths.map(withoutKeys))] };
}

/** What stands now where the patch writes: when that changes, it is not what the person looked at. */
export function overwritten(before: unknown, patch: unknown): unknown {
  if (!isObject(patch) || !isObject(before)) return before ?? null;
  return Object.fromEntries(
    Object.keys(patch).map((key) => [
      key,
      overwritten(Object.hasOwn(before, key) ? before[key] : undefined, patch[key]),
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutKeys(path: string): string {
  return /^metadata\.(?:labels|annotations)(?=\.|$)/u.exec(path)?.[0] ?? path;
}

function parseObject(text: string, usage: string): Readonly<Record<string, unknown>> {
  const wrong = (why: string) =>
    new UsageError({
      what: 'The patch was not understood.',
      why,
      fix: 'Write it as one JSON object, with double quotes around names.',
      usage,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? `${error.message}.` : 'It is no JSON.');
  }
  if (!isObject(value)) throw wrong('It is no JSON object.');
  const mistake = differenceOf(text, value);
  if (mistake !== undefined) throw wrong(mistake);
  return value;
}

/** What a person reads in the text and the parsed value does not say, if anything. */
function differenceOf(text: string, value: object): string | undefined {
  const names = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/gu)].filter(([, colon]) => colon);
  if (names.length !== countNames(value)) return 'A name is there twice.';
  const rounded = [...text.replaceAll(/"(?:[^"\\]|\\.)*"/gu, '').matchAll(/-?\d[\d.eE+-]*/gu)]
    .map(([number]) => number)
    .find((number) => !isExact(number));
  if (rounded !== undefined) return `The number ${rounded} would be rounded.`;
  // Escapes can spell what no keyboard types: half a character, or one that turns the line around.
  return /[\p{Cs}\p{Cf}]/u.test(JSON.stringify(value)) || /\\u[dD][89a-fA-F]/u.test(text)
    ? 'A character in it cannot be seen.'
    : undefined;
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + countNames(one), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

function isExact(number: string): boolean {
  return /^-?\d+$/u.test(number)
    ? Number.isSafeInteger(Number(number))
    : Number.isFinite(Number(number));
}

function* leaves(value: unknown, path: readonly string[], usage: string): Generator<string> {
  if (path.length > MOST_DEPTH) {
    throw new UsageError({
      what: 'The patch is too deep.',
      why: `Its fields are more than ${MOST_DEPTH} levels down.`,
      fix: 'Change the patch and send it again.',
      usage,
    });
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length === 0 && path.length > 0) {
    yield path.map((key) => key.replaceAll(/[\\.]/gu, (sign) => `\\${sign}`)).join('.');
  }
  for (const [key, inner] of entries) yield* leaves(inner, [...path, key], usage);
}
