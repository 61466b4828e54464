// Parts of the rows for changes: reading the named objects, patching each of them, and bodies that are given to the letter.

import type { Allowed, Placed } from './allowed.ts';
import { get, NAME, namespaceItself, pathOf, targetsOf } from './allowed-paths.ts';
import type { Kind } from './world.ts';

export const DRY_RUN = { '--dry-run': /^(?:none|server)$/u } as const;
export const STRATEGIC = 'application/strategic-merge-patch+json';

/** The named objects themselves, which previews show. */
export function objects(shown: Placed): readonly Allowed[] {
  return targetsOf(shown.positionals)
    .filter(({ name }) => name !== undefined && NAME.test(name))
    .map(({ kind, name }) => get(pathOf(kind, shown.namespace, { name })))
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
