// What the verbs that change may write, as rows of the specification: method, path, content type and the very body. The
// test lets them happen as dry runs, and in earnest only as the preview of a confirmed command had them.

import type { Allowed, Placed, Rule } from './allowed.ts';
import {
  flagValue,
  get,
  NAME,
  namespaceItself,
  PLACE,
  pathOf,
  TARGET,
  targetsOf,
} from './allowed-paths.ts';

const DRY_RUN = { '--dry-run': /^(?:none|server)$/u } as const;
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const NAMED = { most: 20, each: TARGET };

export const CHANGE_RULES: Readonly<Record<string, Rule>> = {
  'kubectl scale': {
    positionals: NAMED,
    flags: { ...PLACE, ...DRY_RUN, '--replicas': /^\d{1,9}$/u },
    reads: objects,
    writes: (shown) =>
      patches(shown, {
        subresource: 'scale',
        contentType: MERGE,
        body: same({ spec: { replicas: Math.min(Number(flagValue(shown, '--replicas')), 1000) } }),
      }),
  },
  'kubectl rollout restart': {
    positionals: NAMED,
    flags: { ...PLACE, ...DRY_RUN },
    reads: objects,
    writes: (shown) => patches(shown, { contentType: STRATEGIC, body: isRestart }),
  },
};

/** The named objects themselves, which previews show. */
function objects(shown: Placed): readonly Allowed[] {
  return targetsOf(shown.positionals)
    .filter(({ name }) => name !== undefined && NAME.test(name))
    .map(({ kind, name }) => get(pathOf(kind, shown.namespace, { name })))
    .concat(namespaceItself(shown));
}

function patches(
  shown: Placed,
  { subresource, ...rest }: { subresource?: string } & Pick<Allowed, 'contentType' | 'body'>,
): readonly Allowed[] {
  return targetsOf(shown.positionals)
    .filter(({ name }) => name !== undefined)
    .map(({ kind, name }) => ({
      method: 'PATCH',
      path: pathOf(kind, shown.namespace, { name, subresource }),
      ...rest,
    }));
}

function same(wanted: unknown): (body: unknown) => boolean {
  return (body) => JSON.stringify(body) === JSON.stringify(wanted);
}

function isRestart(body: unknown): boolean {
  const text = JSON.stringify(body).replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/u, '"TIME"');
  const annotations = { 'kubectl.kubernetes.io/restartedAt': 'TIME' };
  return text === JSON.stringify({ spec: { template: { metadata: { annotations } } } });
}
