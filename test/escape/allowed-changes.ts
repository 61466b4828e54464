// What the verbs that change may write, as rows of the specification: method, path, content type and the very body. The
// test lets them happen as dry runs, and in earnest only as the preview of a confirmed command had them.

import type { Placed, Rule } from './allowed.ts';
import {
  isDeletion,
  isEviction,
  isImages,
  isJob,
  isMarks,
  isResources,
  resourcesOf,
  SPECIFIC,
} from './allowed-bodies.ts';
import { CLUSTER, flagValue, get, PLACE, pathOf, TARGET, theKind } from './allowed-paths.ts';
import { ROLLOUT_RULES } from './allowed-rollouts.ts';
import {
  chosen,
  DRY_RUN,
  lists,
  objects,
  patches,
  SELECTED,
  STRATEGIC,
  same,
} from './allowed-writes.ts';
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
      ...{ ...PLACE, ...DRY_RUN, ...VERSION, ...SELECTED },
      ...{ '--replicas': COUNT, '--current-replicas': COUNT },
    },
    reads: (shown) => [
      ...lists(shown),
      ...objects(chosen(shown)),
      ...objects(chosen(shown), 'scale'),
    ],
    writes: (shown) =>
      patches(chosen(shown), { subresource: 'scale', contentType: MERGE, body: isScale(shown) }),
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
    positionals: NAMED,
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
  'kubectl drain': drain(),
};

function marks(field: 'labels' | 'annotations'): Rule {
  return {
    positionals: MARKED,
    flags: {
      ...{ ...PLACE, ...DRY_RUN, ...VERSION, ...SELECTED },
      ...{ '--overwrite': null, '--list': null },
    },
    reads: (shown) => {
      const marked = resourcesOf(shown, 'marks');
      return [...lists(marked), ...objects(chosen(marked))];
    },
    writes: (shown) => {
      if (shown.flags.has('--list')) return [];
      const marked = chosen(resourcesOf(shown, 'marks'));
      return patches(marked, { contentType: MERGE, body: isMarks(shown, field) });
    },
  };
}

/** Nodes have no namespace, so none is taken. */
function cordon(unschedulable: true | null): Rule {
  return {
    positionals: NAMED,
    flags: { '--cluster': CLUSTER, ...DRY_RUN, ...SELECTED },
    reads: (shown) => [...lists(asNodes(shown)), ...objects(chosen(asNodes(shown)))],
    writes: (shown) =>
      patches(chosen(asNodes(shown)), {
        contentType: STRATEGIC,
        body: same({ spec: { unschedulable } }),
      }),
  };
}

/** What cordon may, and evicting the pods of these nodes. */
function drain(): Rule {
  const { reads, writes, ...form } = cordon(true);
  const selector = SELECTED['-l'];
  return {
    ...form,
    flags: {
      ...{ ...form.flags, '--timeout': /^\d+(?:s|m|h)\w*$/u, '--pod-selector': selector },
      ...{ '--ignore-daemonsets': null, '--delete-emptydir-data': null, '--force': null },
      '--grace-period': /^[1-9]\d{0,8}$/u,
    },
    reads: (shown) => [
      ...(reads?.(shown) ?? []),
      ...nodesOf(shown).map((node) =>
        get('/api/v1/pods', {
          query: {
            ...{ fieldSelector: `spec.nodeName=${node}`, limit: '500' },
            labelSelector: flagValue(shown, '--pod-selector') ?? '',
          },
        }),
      ),
    ],
    writes: (shown) => [
      ...(writes?.(shown) ?? []),
      ...PODS.map((name) => ({
        method: 'POST' as const,
        path: `/api/v1/namespaces/shop/pods/${name}/eviction`,
        contentType: 'application/json',
        body: isEviction(shown, name),
      })),
    ],
  };
}

/** The pods that every node of the world has. */
const PODS = ['web-1', 'web-2'];

function nodesOf(shown: Placed): readonly string[] {
  const [, ...nodes] = chosen(asNodes(shown)).positionals;
  return nodes;
}

function asNodes(shown: Placed): Placed {
  const names = shown.positionals.map((word) => word.replace(/^(?:nodes?|no)\//u, ''));
  return { ...shown, positionals: ['nodes', ...names] };
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
