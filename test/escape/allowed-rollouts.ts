// What the verbs of `kubectl rollout` may ask and write, as rows of the specification.

import type { Allowed, Placed, Rule } from './allowed.ts';
import { flagValue, get, PLACE, pathOf, TARGET, targetsOf, theKind } from './allowed-paths.ts';
import { DRY_RUN, objects, patches, STRATEGIC, same } from './allowed-writes.ts';
import type { Kind } from './world.ts';

const NAMED = { most: 20, each: TARGET };
const COUNT = /^\d{1,9}$/u;
const JSON_PATCH = 'application/json-patch+json';
const ROLLING = ['deployments', 'statefulsets', 'daemonsets'];

export const ROLLOUT_RULES: Readonly<Record<string, Rule>> = {
  'kubectl rollout restart': rollout(ROLLING, STRATEGIC, isRestart, DRY_RUN),
  'kubectl rollout pause': rollout(['deployments'], STRATEGIC, same({ spec: { paused: true } })),
  'kubectl rollout resume': rollout(['deployments'], STRATEGIC, same({ spec: { paused: null } })),
  'kubectl rollout undo': {
    positionals: NAMED,
    flags: { ...PLACE, ...DRY_RUN, '--to-revision': COUNT },
    reads: revisions,
    writes: (shown) => [
      ...patches(shown, { contentType: JSON_PATCH, body: isRevision }, isOf(['deployments'])),
      ...patches(
        shown,
        { contentType: STRATEGIC, body: isTemplate },
        isOf(['statefulsets', 'daemonsets']),
      ),
    ],
  },
  'kubectl rollout status': {
    positionals: { most: 2, each: TARGET },
    flags: { ...PLACE, '-w': /^(?:true|false)$/u, '--timeout': /^[\d.a-z]+$/u },
    reads: objects,
  },
  'kubectl rollout history': {
    positionals: NAMED,
    flags: { ...PLACE, '--revision': COUNT },
    reads: revisions,
    argv: (shown) => [
      [
        ...['rollout', 'history', `--revision=${Number(flagValue(shown, '--revision'))}`],
        ...[`--namespace=${shown.namespace}`, '--'],
        ...targetsOf(shown.positionals).map(
          ({ kind, name }) => `${kind.kind.toLowerCase()}.${kind.group}/${name}`,
        ),
      ],
    ],
  },
};

/** The objects, and where their revisions are kept. */
function revisions(shown: Placed): readonly Allowed[] {
  const kept = ['replicasets', 'controllerrevisions'].map((plural) =>
    get(pathOf(theKind('apps', plural), shown.namespace), { query: { labelSelector: 'app=web' } }),
  );
  return [...objects(shown), ...kept];
}

function rollout(
  kinds: readonly string[],
  contentType: string,
  body: NonNullable<Allowed['body']>,
  more: Rule['flags'] = {},
): Rule {
  return {
    positionals: NAMED,
    flags: { ...PLACE, ...more },
    reads: objects,
    writes: (shown) => patches(shown, { contentType, body }, isOf(kinds)),
  };
}

function isOf(plurals: readonly string[]): (kind: Kind) => boolean {
  return ({ group, plural }) => group === 'apps' && plurals.includes(plural);
}

function isRestart(body: unknown): boolean {
  const text = JSON.stringify(body).replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/u, '"TIME"');
  const annotations = { 'kubectl.kubernetes.io/restartedAt': 'TIME' };
  return text === JSON.stringify({ spec: { template: { metadata: { annotations } } } });
}

/** Two replacements and no other operation. */
function isRevision(body: unknown): boolean {
  const operations = (body as { op: string; path: string }[]).map(
    ({ op, path }) => `${op} ${path}`,
  );
  return same(['replace /spec/template', 'replace /metadata/annotations'])(operations);
}

function isTemplate(body: unknown): boolean {
  const { spec, ...rest } = body as { spec?: object };
  return same({})(rest) && same(['template'])(Object.keys(spec ?? {}));
}
