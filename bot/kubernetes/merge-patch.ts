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
  'metadata.namespace',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('It is no JSON object.');
  }
  // A name that is there twice, or a number that is rounded, would not be what was shown.
  if (JSON.stringify(value) !== withoutSpaces(text)) {
    throw wrong(
      'A name is there twice, a number or an escape is not written in its shortest form, or names that are numbers are out of order.',
    );
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Without the blanks between the parts: those within strings stay. */
function withoutSpaces(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\]|\\.)*")|\s+/gu,
    (_whole, string: string | undefined) => string ?? '',
  );
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
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [];
  if (entries.length === 0 && path.length > 0) {
    yield path.map((key) => key.replaceAll(/[\\.]/gu, (sign) => `\\${sign}`)).join('.');
  }
  for (const [key, inner] of entries) yield* leaves(inner, [...path, key], usage);
}
