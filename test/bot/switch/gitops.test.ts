// Which objects of Argo CD and Flux own a workload, which of them would set it back, and whose suspension something above them would undo.

import { describe, expect, test } from '@jest/globals';
import { findOwners } from '../../../bot/switch/find-owners.ts';
import type { OwnerKind, SwitchKind } from '../../../bot/switch/kinds.ts';
import { type Found, planOff } from '../../../bot/switch/plan.ts';
import type { ApplicationSet, Workload } from '../../../bot/switch/workload.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const ORIGINAL = 'quartermaster.dev/original';
const SELF_HEAL = '/spec/syncPolicy/automated/selfHeal';
const RESPECTED = { syncOptions: ['RespectIgnoreDifferences=true'] };

function found(kind: SwitchKind, name: string, object: Workload = {}, namespace = 'shop'): Found {
  const metadata = { name, namespace, uid: `${kind} ${name}`, ...object.metadata };
  return { tier: 'apps', kind, namespace, object: { ...object, metadata } };
}

function web(metadata: Workload['metadata'] = {}): Found {
  return found('Deployment', 'web', { metadata, spec: { replicas: 2 } });
}

function tracked(application = 'shop', object = 'apps/Deployment:shop/web'): Found {
  return web({ annotations: { [TRACKING]: `${application}:${object}` } });
}

interface Made {
  readonly metadata?: Workload['metadata'];
  readonly spec?: Workload['spec'];
  readonly status?: Readonly<Record<string, unknown>>;
}

function application(name = 'shop', { metadata, spec, status }: Made = {}, namespace = 'argocd') {
  return found(
    'Application',
    name,
    {
      ...(metadata === undefined ? {} : { metadata }),
      spec: { syncPolicy: { automated: { selfHeal: true } }, ...spec },
      ...(status === undefined ? {} : { status }),
    },
    namespace,
  );
}

/** The plan of one workload, and of what owns it. */
function planned(workload: Found, objects: readonly Found[], sets: readonly ApplicationSet[] = []) {
  const owners = findOwners([workload], { objects, sets }, { self: {}, known: new Set() });
  const [target, ...suspended] = planOff([workload], new Map(), {}, owners);
  return { target, suspended };
}

function words(targets: readonly { readonly name: string; readonly namespace: string }[]) {
  return targets.map(({ name, namespace }) => `${name} in ${namespace}`);
}

describe('an Application of Argo CD', () => {
  const lists = {
    status: { resources: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }] },
  };
  const instance = (label: string) => web({ labels: { [label]: 'shop' } });

  test.each<[string, Found, Found]>([
    ['its annotation names', tracked(), application()],
    [
      'its annotation names with its namespace',
      tracked('team_shop'),
      application('shop', {}, 'team'),
    ],
    [
      'its instance label names, and that lists it',
      instance('app.kubernetes.io/instance'),
      application('shop', lists),
    ],
    [
      'another label of Argo CD names, and that lists it',
      instance('argocd.argoproj.io/instance'),
      application('shop', lists),
    ],
  ])('owns a workload that %s', (_, workload, owner) => {
    const { target, suspended } = planned(workload, [owner]);
    expect(words(suspended)).toEqual([`shop in ${owner.namespace}`]);
    expect(suspended[0]).toMatchObject({
      ...{ tier: 'GitOps', now: 'heals itself', after: 'self-heal off', kept: undefined, pods: 0 },
      owns: ['deployment/web in shop'],
    });
    expect(target?.notes).toEqual([
      `application/shop in ${owner.namespace} is suspended meanwhile`,
    ]);
  });

  test.each<[string, Found, Found]>([
    ['whose annotation was copied', tracked('shop', 'apps/Deployment:shop/api'), application()],
    ['of another name', tracked('other'), application()],
    ['of another namespace', tracked('team_shop'), application()],
    [
      'that a chart has given the label',
      instance('app.kubernetes.io/instance'),
      application('shop', { status: { resources: [] } }),
    ],
    [
      'of another cluster',
      tracked(),
      application('shop', { spec: { destination: { server: 'https://other.example.com' } } }),
    ],
    [
      'of another cluster by its name',
      tracked(),
      application('shop', { spec: { destination: { name: 'production' } } }),
    ],
  ])('does not own a workload %s', (_, workload, owner) => {
    expect(planned(workload, [owner]).suspended).toEqual([]);
  });

  test.each<[string, Workload['spec']]>([
    ['is synced by hand', { syncPolicy: {} }],
    ['does not heal itself', { syncPolicy: { automated: {} } }],
    [
      'has its automated sync disabled',
      { syncPolicy: { automated: { enabled: false, selfHeal: true } } },
    ],
  ])('is left as it is where it %s', (_, spec) => {
    const { target, suspended } = planned(tracked(), [application('shop', { spec })]);
    expect(suspended).toEqual([]);
    expect(target?.notes).toEqual(['application/shop in argocd does not set it back']);
  });

  test('is left as it is where all that it owns is kept on', () => {
    const annotations = {
      [TRACKING]: 'shop:apps/Deployment:shop/web',
      'quartermaster.dev/keep': 'true',
    };
    expect(planned(web({ annotations }), [application()]).suspended).toEqual([]);
  });

  test('that a switch has suspended is known by what it was', () => {
    const mark = JSON.stringify({ switch: 'nights', kind: 'healing', healing: true });
    const asleep = application('shop', {
      metadata: { annotations: { [ORIGINAL]: mark } },
      spec: { syncPolicy: { automated: { selfHeal: false } } },
    });
    expect(planned(tracked(), [asleep]).suspended).toHaveLength(1);
  });
});

describe('what would undo that an Application is suspended', () => {
  const bySet = {
    ownerReferences: [
      { kind: 'ApplicationSet', name: 'shops', uid: 'x', controller: true, apiVersion: 'v1' },
    ],
  };
  const set = (spec: ApplicationSet['spec'] = {}): ApplicationSet => ({
    metadata: { name: 'shops', namespace: 'argocd' },
    spec,
  });
  const ignoring = (pointers: readonly string[], name?: string) => ({
    ignoreApplicationDifferences: [
      { jsonPointers: pointers, ...(name === undefined ? {} : { name }) },
    ],
  });
  const preserved = { preservedFields: { annotations: [ORIGINAL] } };
  const root = (spec: Workload['spec'] = {}) => application('root', { spec });
  const child = application('shop', {
    metadata: { annotations: { [TRACKING]: 'root:argoproj.io/Application:argocd/shop' } },
  });
  const byFlux = application('shop', {
    metadata: {
      managedFields: [
        {
          ...{ manager: 'kustomize-controller', operation: 'Apply' },
          fieldsV1: { 'f:spec': { 'f:syncPolicy': { 'f:automated': { 'f:selfHeal': {} } } } },
        },
      ],
    },
  });
  const ignoredBy = (pointer: string, kind = 'Application') => ({
    ignoreDifferences: [{ group: 'argoproj.io', kind, jsonPointers: [pointer] }],
  });
  const healing = { automated: { selfHeal: true } };

  test.each<[string, Found, readonly Found[], readonly ApplicationSet[], RegExp]>([
    [
      'its ApplicationSet',
      application('shop', { metadata: bySet }),
      [],
      [set()],
      /ApplicationSet shops/u,
    ],
    [
      'an ApplicationSet that cannot be seen',
      application('shop', { metadata: bySet }),
      [],
      [],
      /ApplicationSet shops/u,
    ],
    [
      'an ApplicationSet that takes the annotation away',
      application('shop', { metadata: bySet }),
      [],
      [set(ignoring([SELF_HEAL]))],
      /preservedFields/u,
    ],
    [
      'an ApplicationSet that ignores it of another',
      application('shop', { metadata: bySet }),
      [],
      [set({ ...ignoring([SELF_HEAL], 'other'), ...preserved })],
      /ApplicationSet shops/u,
    ],
    [
      'an app of apps',
      child,
      [root()],
      [],
      /application\/root in argocd manages it \(app of apps\)/u,
    ],
    [
      'an app of apps that ignores it and does not respect that',
      child,
      [root(ignoredBy(SELF_HEAL))],
      [],
      /RespectIgnoreDifferences/u,
    ],
    [
      'an app of apps that ignores another kind',
      child,
      [root({ ...ignoredBy(SELF_HEAL, 'AppProject'), syncPolicy: { ...healing, ...RESPECTED } })],
      [],
      /app of apps/u,
    ],
    [
      'an app of apps that is not there',
      child,
      [],
      [],
      /application\/root, which .* is not in the namespaces/u,
    ],
    ['Flux', byFlux, [], [], /a Kustomization of Flux sets .*selfHeal/u],
    [
      'another controller',
      application('shop', {
        metadata: {
          ownerReferences: [
            { kind: 'Fleet', name: 'boss', uid: 'x', controller: true, apiVersion: 'v1' },
          ],
        },
      }),
      [],
      [],
      /Fleet\/boss/u,
    ],
    [
      'whoever says so',
      application('shop', { metadata: { annotations: { 'quartermaster.dev/keep': 'true' } } }),
      [],
      [],
      /keep=true/u,
    ],
  ])('is %s: then its workloads stay on, and it is said why', (_, owner, more, sets, why) => {
    const { target, suspended } = planned(tracked(), [owner, ...more], sets);
    expect(target?.kept).toMatch(
      /application\/shop in argocd would set it back, and is not suspended/u,
    );
    expect(target?.kept).toMatch(why);
    expect(target).toMatchObject({ after: '2 replicas', pods: 0 });
    expect(suspended[0]).toMatchObject({ now: 'heals itself', after: 'heals itself' });
    expect(suspended[0]?.kept).toMatch(why);
  });

  test.each<[string, Found, readonly Found[], readonly ApplicationSet[]]>([
    [
      'an ApplicationSet that leaves both alone',
      application('shop', { metadata: bySet }),
      [],
      [set({ ...ignoring(['/spec/syncPolicy']), ...preserved })],
    ],
    [
      'an ApplicationSet that ignores both',
      application('shop', { metadata: bySet }),
      [],
      [set(ignoring([SELF_HEAL, '/metadata/annotations/quartermaster.dev~1original'], 'shop'))],
    ],
    [
      'an ApplicationSet that never updates',
      application('shop', { metadata: bySet }),
      [],
      [set({ syncPolicy: { applicationsSync: 'create-only' } })],
    ],
    [
      'an app of apps that does not heal itself',
      child,
      [root({ syncPolicy: { automated: {} } })],
      [],
    ],
    [
      'an app of apps that ignores it',
      child,
      [root({ ...ignoredBy('/spec/syncPolicy'), syncPolicy: { ...healing, ...RESPECTED } })],
      [],
    ],
  ])('is not %s', (_, owner, more, sets) => {
    const { target, suspended } = planned(tracked(), [owner, ...more], sets);
    expect([target?.kept, words(suspended)]).toEqual([undefined, ['shop in argocd']]);
  });
});

describe('Flux', () => {
  const labelled = (controller: string, annotations = {}) =>
    web({
      annotations,
      labels: {
        [`${controller}.toolkit.fluxcd.io/name`]: 'apps',
        [`${controller}.toolkit.fluxcd.io/namespace`]: 'flux-system',
      },
    });
  const flux = (kind: OwnerKind, object: Made = {}, namespace = 'flux-system') =>
    found(kind, 'apps', { ...object, spec: { ...object.spec } } as Workload, namespace);
  const watched = { spec: { driftDetection: { mode: 'enabled' } } };

  test.each<[string, Found, Found]>([
    ['a Kustomization', labelled('kustomize'), flux('Kustomization')],
    [
      'a HelmRelease that looks after what it wrote',
      labelled('helm'),
      flux('HelmRelease', watched),
    ],
  ])('suspends with the workload %s', (_, workload, owner) => {
    const { suspended } = planned(workload, [owner]);
    expect(suspended).toMatchObject([{ now: 'reconciled', after: 'suspended', kept: undefined }]);
  });

  test.each<[string, Found, Found]>([
    ['of another namespace', labelled('kustomize'), flux('Kustomization', {}, 'other')],
    ['of another kind', labelled('helm'), flux('Kustomization')],
    [
      'that leaves it alone',
      labelled('kustomize', { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
      flux('Kustomization'),
    ],
    ['that writes at releases alone', labelled('helm'), flux('HelmRelease')],
    [
      'that is suspended already',
      labelled('kustomize'),
      flux('Kustomization', { spec: { suspend: true } }),
    ],
  ])('leaves one %s', (_, workload, owner) => {
    expect(planned(workload, [owner]).suspended).toEqual([]);
  });

  test('keeps a workload on where another Kustomization sets whether its own is suspended', () => {
    const managedFields = [
      { manager: 'kustomize-controller', fieldsV1: { 'f:spec': { 'f:suspend': {} } } },
    ];
    const { target } = planned(labelled('kustomize'), [
      flux('Kustomization', { metadata: { managedFields } }),
    ]);
    expect(target?.kept).toMatch(/sets \/spec\/suspend of it, and would undo that/u);
  });
});
