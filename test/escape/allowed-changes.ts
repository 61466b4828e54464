// What the verbs that change may write, as rows of the specification: method, path, content type and the very body. The
// test lets them happen as dry runs, and in earnest only as the preview of a confirmed command had them.

import type { Placed, Rule } from './allowed.ts';
import {
  isDeletion,
  isImages,
  isJob,
  isMarks,
  isResources,
  resourcesOf,
  SPECIFIC,
} from './allowed-bodies.ts';
import { CLUSTER, flagValue, get, PLACE, pathOf, TARGET, theKind } from './allowed-paths.ts';
import { ROLLOUT_RULES } from './allowed-rollouts.ts';
import { DRY_RUN, objects, patches, STRATEGIC, same } from './allowed-writes.ts';
import type { Kind } from './world.ts';

const VERSION = { '--resource-version': /^\d+$/u } as const;
const COUNT = /^\d{1,9}$/u;
const AMOUNTS = /^[a-z][a-z0-9./-]*=[\dA-Za-z.]+(?:,[a-z][a-z0-9./-]*=[\dA-Za-z.]+)*$/u;
const MERGE = 'application/merge-patch+json';
const NAMED = { most: 20, each: TARGET };
const MARKED = { most: 30, each: /^[A-Za-z0-9]\P{C}*$/u };

export const CHANGE_RULES: Readonly<Record<string, Rule>> = {
  ...ROLLOUT_RULES,
  'kubectl scale': {
    positionals: NAMED,
    flags: {
      ...{ ...PLACE, ...DRY_RUN, ...VERSION },
      ...{ '--replicas': COUNT, '--current-replicas': COUNT },
    },
    reads: objects,
    writes: (shown) =>
      patches(shown, { subresource: 'scale', contentType: MERGE, body: isScale(shown) }),
  },
  'kubectl set image': {
    positionals: { most: 20, each: /^[A-Za-z0-9*][A-Za-z0-9._:,/@=*-]*$/u },
    flags: { ...PLACE, ...DRY_RUN },
    reads: (shown) => objects(resourcesOf(shown, 'images')),
    writes: (shown) =>
      patches(resourcesOf(shown, 'images'), { contentType: STRATEGIC, body: isImages(shown) }),
  },
  'kubectl set resources': {
    positionals: NAMED,
    flags: {
      ...{ ...PLACE, ...DRY_RUN, '-c': /^[a-z0-9*-]+$/u },
      ...{ '--limits': AMOUNTS, '--requests': AMOUNTS },
    },
    reads: objects,
    writes: (shown) => patches(shown, { contentType: STRATEGIC, body: isResources(shown) }),
  },
  'kubectl label': marks('labels'),
  'kubectl annotate': marks('annotations'),
  'kubectl patch': {
    positionals: { most: 2, each: TARGET },
    flags: { ...PLACE, ...DRY_RUN, '-p': /^\{\P{C}*\}$/u, '--type': /^merge$/u },
    reads: objects,
    writes: (shown) =>
      patches(shown, {
        contentType: MERGE,
        body: (body) => {
          const wanted = JSON.parse(flagValue(shown, '-p') ?? 'null') as object;
          return same(wanted)(body) && !SPECIFIC.test(JSON.stringify(body));
        },
      }),
  },
  'kubectl delete': {
    positionals: NAMED,
    flags: {
      ...{
        ...PLACE,
        ...DRY_RUN,
        '--grace-period': /^[1-9]\d{0,8}$/u,
        '--wait': /^(?:true|false)$/u,
      },
      '--cascade': /^(?:background|foreground|orphan)$/u,
    },
    reads: objects,
    writes: (shown) => {
      const isDeletable = ({ group, plural }: Kind) =>
        ['/pods', 'batch/jobs'].includes(`${group}/${plural}`);
      const deletion = { contentType: 'application/json', body: isDeletion(shown) };
      return patches(shown, deletion, isDeletable).map((each) => ({ ...each, method: 'DELETE' }));
    },
  },
  'kubectl create job': {
    positionals: { most: 1, each: /^[a-z0-9][a-z0-9.-]*$/u },
    flags: {
      ...{ ...PLACE, ...DRY_RUN },
      '--from': /^(?:cronjobs?(?:\.batch)?|cj)\/[a-z0-9][a-z0-9.-]*$/u,
    },
    reads: (shown) => [
      get(pathOf(theKind('batch', 'cronjobs'), shown.namespace, { name: cronJobOf(shown) })),
    ],
    writes: (shown) => [
      {
        method: 'POST',
        path: pathOf(theKind('batch', 'jobs'), shown.namespace),
        contentType: 'application/json',
        body: isJob(shown, cronJobOf(shown)),
      },
    ],
  },
  'kubectl cordon': cordon(true),
  'kubectl uncordon': cordon(null),
};

function marks(field: 'labels' | 'annotations'): Rule {
  return {
    positionals: MARKED,
    flags: { ...PLACE, ...DRY_RUN, ...VERSION, '--overwrite': null },
    reads: (shown) => objects(resourcesOf(shown, 'marks')),
    writes: (shown) =>
      patches(resourcesOf(shown, 'marks'), { contentType: MERGE, body: isMarks(shown, field) }),
  };
}

/** Nodes have no namespace, so none is taken. */
function cordon(unschedulable: true | null): Rule {
  const asNodes = (shown: Placed): Placed => {
    const names = shown.positionals.map((word) => word.replace(/^(?:nodes?|no)\//u, ''));
    return { ...shown, positionals: names.map((name) => `nodes/${name}`) };
  };
  return {
    positionals: NAMED,
    flags: { '--cluster': CLUSTER, ...DRY_RUN },
    reads: (shown) => objects(asNodes(shown)),
    writes: (shown) =>
      patches(asNodes(shown), { contentType: STRATEGIC, body: same({ spec: { unschedulable } }) }),
  };
}

/** The number of replicas, bound to a version of the object only where something to compare was said. */
function isScale(shown: Placed): (body: unknown) => boolean {
  const spec = { replicas: Math.min(Number(flagValue(shown, '--replicas')), 1000) };
  const isBound = ['--current-replicas', '--resource-version'].some((flag) =>
    shown.flags.has(flag),
  );
  // The version that every object of the world has.
  return same(isBound ? { metadata: { resourceVersion: '7' }, spec } : { spec });
}

function cronJobOf(shown: Placed): string {
  return flagValue(shown, '--from')?.split('/')[1] ?? '';
}
