// How the specification speaks of kinds, objects and their paths. Strict and simple; it resolves words by the plain list of
// the test's own world.

import type { Allowed, Placed } from './allowed.ts';
import { KINDS, type Kind } from './world.ts';

export const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/u;
export const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
export const CLUSTER = /^[A-Za-z0-9._-]+$/u;
export const TARGET = /^[A-Za-z0-9][A-Za-z0-9._:,/-]*$/u;
/** Printable, and nothing that could begin a flag. */
export const PRINTABLE = /^[^\p{C}-][^\p{C}]*$/u;
export const PLACE = { '--cluster': CLUSTER, '-n': NAMESPACE } as const;

/** The kinds that a word names: by plural, singular, short name, kind or category, with a group or version behind. */
export function kindsOf(word: string): readonly Kind[] {
  const members = KINDS.filter(({ categories }) => categories.includes(word));
  if (members.length > 0) return members;
  const [first = '', ...rest] = word.toLowerCase().split('.');
  const behind = rest.join('.');
  const called = KINDS.filter(
    ({ plural, kind, short }) =>
      plural === first || kind.toLowerCase() === first || short.includes(word.split('.')[0] ?? ''),
  );
  const fitting = called.filter(
    ({ group, version }) =>
      group.startsWith(behind) || behind === `${version}.${group}` || behind === `${version}.`,
  );
  return fitting.slice(0, 1);
}

export interface Target {
  readonly kind: Kind;
  readonly name: string | undefined;
}

/** `KIND[,KIND] [NAME ...]` or `KIND/NAME ...`. The same word for a kind twice is one kind, as it is for kubectl. */
export function targetsOf(positionals: readonly string[]): readonly Target[] {
  if (positionals.some((word) => word.includes('/'))) {
    return positionals.flatMap((word) => {
      const [kinds = '', name] = word.split('/');
      return kindsOf(kinds).map((kind) => ({ kind, name }));
    });
  }
  const [kinds = '', ...names] = positionals;
  const found = [...new Set(kinds.split(','))].flatMap((word) => kindsOf(word));
  const wanted = names.length === 0 ? [undefined] : names;
  return found.flatMap((kind) => wanted.map((name) => ({ kind, name })));
}

export interface PathOptions {
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
  /** Over all namespaces. */
  readonly isEverywhere?: boolean;
}

export function pathOf(
  { group, version, plural, isNamespaced }: Kind,
  namespace: string,
  { name, subresource, isEverywhere = false }: PathOptions = {},
): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const where = isNamespaced && !isEverywhere ? `/namespaces/${namespace}` : '';
  const object = [plural, name, subresource].filter((part) => part !== undefined).join('/');
  return `${base}${where}/${object}`;
}

export function get(path: string, rest: Omit<Allowed, 'method' | 'path'> = {}): Allowed {
  return { method: 'GET', path, ...rest };
}

/** What tells a missing object from a missing namespace. */
export function namespaceItself({ namespace }: Placed): Allowed {
  return get(`/api/v1/namespaces/${namespace}`);
}

export function theKind(group: string, plural: string): Kind {
  const found = KINDS.find((each) => each.group === group && each.plural === plural);
  if (found === undefined) throw new Error(`the world has no ${plural}.${group}`);
  return found;
}

export function flagValue({ flags }: Placed, flag: string): string | undefined {
  return flags.get(flag)?.[0];
}
