// The rows for switches: what is read of the one switch of the world, and what may be written to its workloads, to the letter.

import type { Allowed, Rule } from './allowed.ts';
import { CLUSTER, get, NAMESPACE, pathOf, theKind } from './allowed-paths.ts';

const MERGE = 'application/merge-patch+json';
const NAMED = { most: 1, each: CLUSTER };
const LENGTH = /^[1-9]\d{0,3}[mhd]$/u;
const SPAN = { '--for': LENGTH, '--until': /^\d\d:\d\d$/u } as const;
const STAGING = { cluster: 'staging' } as const;
const WORKLOADS = [
  theKind('apps', 'deployments'),
  theKind('apps', 'statefulsets'),
  theKind('batch', 'cronjobs'),
];

const reads = (): readonly Allowed[] => [
  ...WORKLOADS.map((kind) => get(pathOf(kind, 'shop'), { query: { labelSelector: 'app=web' } })),
  get(pathOf(theKind('policy', 'poddisruptionbudgets'), 'shop')),
];

/** What a selector finds in the world: every kind has the same two objects. */
const offs = (): readonly Allowed[] =>
  WORKLOADS.flatMap((kind) =>
    ['web-1', 'web-2'].map((name) => ({
      ...{ method: 'PATCH', path: pathOf(kind, 'shop', { name }), contentType: MERGE },
      body: kind.kind === 'CronJob' ? isOff('suspend', true) : isOff('replicas', 0),
    })),
  );

export const SWITCH_RULES: Readonly<Record<string, Rule>> = {
  'cluster timetable': { positionals: NAMED, flags: {} },
  'cluster next': { positionals: NAMED, flags: {} },
  'cluster overrides': { positionals: NAMED, flags: {} },
  'cluster history': { positionals: NAMED, flags: {} },
  'cluster plan': { ...STAGING, positionals: NAMED, flags: {}, reads },
  'cluster status': { ...STAGING, positionals: NAMED, flags: { '--cluster': CLUSTER }, reads },
  'cluster off': {
    ...STAGING,
    positionals: NAMED,
    flags: { ...SPAN, '--in': LENGTH },
    // Also whether their pods have ended.
    reads: () => [...reads(), get(pathOf(theKind('', 'pods'), 'shop'))],
    writes: offs,
  },
  // None of them was switched off by it, so nothing is written.
  'cluster on': { ...STAGING, positionals: NAMED, flags: SPAN, reads },
  'cluster take': {
    ...STAGING,
    positionals: { most: 2, each: /^[a-z0-9][a-z0-9./-]*$/u },
    flags: { '-n': NAMESPACE },
    reads,
  },
  'cluster keep': { ...STAGING, positionals: NAMED, flags: SPAN },
  'cluster skip': { ...STAGING, positionals: { most: 2, each: CLUSTER }, flags: {} },
  'cluster resume': { ...STAGING, positionals: NAMED, flags: {} },
};

/** That one field, the annotation that says what it was, and the version it is for. */
function isOff(field: 'replicas' | 'suspend', off: number | boolean): (body: unknown) => boolean {
  return (body) => {
    const { metadata, spec, ...rest } = body as {
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly spec: Readonly<Record<string, unknown>>;
    };
    const { annotations, resourceVersion: _, ...more } = metadata;
    const { 'quartermaster.dev/original': mark, ...others } = annotations as Record<
      string,
      unknown
    >;
    const isMark =
      typeof mark === 'string' &&
      /^\{"switch":"shop-nights","kind":"(?:replicas","replicas":\d+(?:,"ready":\d+)?|suspend","suspend":false)\}$/u.test(
        mark,
      );
    return (
      JSON.stringify(spec) === JSON.stringify({ [field]: off }) &&
      isMark &&
      [rest, more, others].every((each) => Object.keys(each).length === 0)
    );
  };
}
