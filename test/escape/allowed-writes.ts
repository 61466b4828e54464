// Parts of the rows for changes: reading the named objects, patching each of them, and bodies that are given to the letter.

import type { Allowed, Placed } from './allowed.ts';
import { flagValue, get, NAME, namespaceItself, pathOf, targetsOf } from './allowed-paths.ts';
import type { Kind } from './world.ts';

export const DRY_RUN = { '--dry-run': /^(?:none|server)$/u } as const;
export const STRATEGIC = 'application/strategic-merge-patch+json';

/** A label selector. */
export const SELECTED = { '-l': /^[A-Za-z0-9!(][\w.\-/=!<>,() ]*$/u } as const;

/** What a selector finds in the world: every kind has the same two objects. */
const FOUND = ['web-1', 'web-2'];
const MOST_SELECTED = 50;

/** With a selector and types alone, what it finds is as good as named. */
export function chosen(shown: Placed): Placed {
  const [types = '', ...names] = shown.positionals;
  const isSelection = flagValue(shown, '-l') !== undefined && names.length === 0;
  if (!isSelection || types.includes('/')) return shown;
  return { ...shown, positionals: [types, ...FOUND] };
}

/** The lists that a selector is looked up in. */
export function lists(shown: Placed): readonly Allowed[] {
  const labelSelector = flagValue(shown, '-l');
  if (labelSelector === undefined) return [];
  const query = { labelSelector, limit: String(MOST_SELECTED + 1) };
  return targetsOf(shown.positionals).map(({ kind }) =>
    get(pathOf(kind, shown.namespace), { query }),
  );
}

/** The named objects themselves, which previews show. */
export function objects(shown: Placed, subresource?: string): readonly Allowed[] {
  return targetsOf(shown.positionals)
    .filter(({ name }) => name !== undefined && NAME.test(name))
    .map(({ kind, name }) => get(pathOf(kind, shown.namespace, { name, subresource })))
    .concat(namespaceItself(shown));
}

export function patches(
  shown: Placed,
  { subresource, ...rest }: { subresource?: string } & Pick<Allowed, 'contentType' | 'body'>,
  isFit: (kind: Kind) => boolean = () => true,
): readonly Allowed[] {
  return targetsOf(shown.positionals)
    .filter(({ kind, name }) => name !== undefined && isFit(kind))
    .map(({ kind, name }) => ({
      method: 'PATCH',
      path: pathOf(kind, shown.namespace, { name, subresource }),
      ...rest,
    }));
}

export function same(wanted: unknown): (body: unknown) => boolean {
  return (body) => JSON.stringify(body) === JSON.stringify(wanted);
}
