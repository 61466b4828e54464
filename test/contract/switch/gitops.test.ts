// What Argo CD and Flux would set back while a switch is off, on the real API server: they are suspended for exactly that time.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { ask } from './asking.ts';
import {
  type Argo,
  addArgoNamespace,
  addKinds,
  application,
  playArgo,
  readOwner,
  removeArgoNamespace,
  tracked,
} from './gitops-cluster.ts';
import { deployment, type Nights, ORIGINAL, openNights, SWITCH } from './nights.ts';

const target = await findTarget('suspending Argo CD and Flux');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';
const EVENING_AFTER = '2031-03-06T20:00:30Z';
const GIT = { web: 2, api: 3 };

let nights: Nights | undefined;
let argo: Argo | undefined;
afterEach(async () => {
  await argo?.stop().catch(() => {});
  argo = undefined;
  if (nights !== undefined) await removeArgoNamespace(nights);
  await nights?.close();
  nights = undefined;
}, LONG_MS);

/** With two workloads that an Application owns. @param made before it, with what it needs to know of that */
async function open(made: (argocd: string) => Promise<object> = async () => ({})) {
  if (target === undefined) throw new Error('there is no cluster');
  const opened = await openNights(target);
  nights = opened;
  await addKinds(opened);
  const namespace = await addArgoNamespace(opened);
  opened.configure({ of: { gitOps: [namespace] } });
  await opened.kubectl('create -f -', application('shop', namespace, await made(namespace)));
  for (const [name, replicas] of Object.entries(GIT)) {
    await opened.kubectl('create -f -', tracked(name, replicas, opened));
  }
  await opened.at(DAY);
  const replicas = async () => [
    await opened.replicas('deployment/web'),
    await opened.replicas('deployment/api'),
  ];
  const policy = async () => {
    const { spec, metadata } = await readOwner(opened, 'application/shop', namespace);
    return [spec.syncPolicy?.automated, metadata.annotations?.[ORIGINAL] !== undefined];
  };
  return { opened, namespace, replicas, policy };
}

const HEALS = [{ prune: true, selfHeal: true }, false];
const RESTS = [{ prune: true, selfHeal: false }, true];

suite('an Application of Argo CD that heals itself', () => {
  test(
    'rests while its workloads are off, sets nothing back meanwhile, and heals again from the morning on',
    async () => {
      const { opened, namespace, replicas, policy } = await open();
      argo = playArgo(opened, namespace, GIT);
      await opened.kubectl('scale deployment/web -n NS --replicas=5');
      await opened.until('it heals before', async () => (await replicas())[0] === 2);
      const before = argo.healed();
      await opened.at(EVENING);
      expect([await replicas(), await policy()]).toEqual([[0, 0], RESTS]);
      await opened.at(NIGHT);
      expect([await replicas(), await policy()]).toEqual([[0, 0], RESTS]);
      expect(argo.healed()).toBe(before);
      await opened.at(MORNING);
      expect([await replicas(), await policy()]).toEqual([[2, 3], HEALS]);
      expect(argo.healed()).toBe(before);
      expect(await opened.store.originals(SWITCH)).toEqual([]);
      await opened.kubectl('scale deployment/api -n NS --replicas=5');
      await opened.until('it heals again', async () => (await replicas())[1] === 3);
      const [, run] = await opened.store.switchRuns(SWITCH, 2);
      expect(run).toMatchObject({ state: 'off', outcome: 'done' });
    },
    LONG_MS,
  );

  test(
    'is in the plan and in the status, and is put to rest and restored by those who ask, too',
    async () => {
      const { opened, namespace, policy } = await open();
      const planned = await (await ask(opened, `cluster plan ${SWITCH}`)).run();
      expect(planned.stdout).toMatch(
        new RegExp(
          `GitOps +application/shop +${namespace} +heals itself +self-heal off +- +sets back deployment/api`,
          'u',
        ),
      );
      expect(planned.stdout).toContain(`application/shop in ${namespace} is suspended meanwhile`);
      expect(planned.stdout).toContain('of 2 workloads; 0 are kept');
      const off = await ask(opened, `cluster off ${SWITCH} --for 2h`);
      expect(off.preview?.summary).toContain('2 workloads');
      expect(off.preview?.diff).toContain(`+application/shop in ${namespace}: self-heal off`);
      expect(await off.run()).toMatchObject({ exitCode: 0 });
      expect(await policy()).toEqual(RESTS);
      const status = await (await ask(opened, `cluster status ${SWITCH}`)).run();
      expect(status.stdout).toMatch(/application\/shop .*self-heal off +heals itself +off/u);
      const on = await ask(opened, `cluster on ${SWITCH}`);
      expect(on.preview?.diff).toContain(`+application/shop in ${namespace}: heals itself`);
      expect(await on.run()).toMatchObject({ exitCode: 0 });
      expect(await policy()).toEqual(HEALS);
    },
    LONG_MS,
  );

  test(
    'that owns workloads of two switches rests until the last of them is on',
    async () => {
      const { opened, namespace, policy, replicas } = await open();
      const of = (app: string, timetable: string) => ({
        ...{ cluster: 'test', timetable, owners: 'C0OWNERS', gitOps: [namespace] },
        tiers: [
          { name: 'all', workloads: [{ namespace: opened.namespace, selector: `app=${app}` }] },
        ],
      });
      opened.configure({
        more: {
          timetables: {
            early: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC' },
            late: { rules: [{ off: '22:00' }, { on: '09:00' }], timeZone: 'UTC' },
          },
          switches: { [SWITCH]: of('web', 'early'), others: of('api', 'late') },
        },
      });
      await opened.at(EVENING);
      expect([await replicas(), await policy()]).toEqual([[0, 3], RESTS]);
      await opened.at('2031-03-05T22:00:30Z');
      expect([await replicas(), await policy()]).toEqual([[0, 0], RESTS]);
      await opened.at(MORNING);
      expect([await replicas(), await policy()]).toEqual([[2, 0], RESTS]);
      expect(await opened.store.originals(SWITCH)).toEqual([]);
      await opened.at('2031-03-06T09:00:30Z');
      expect([await replicas(), await policy()]).toEqual([[2, 3], HEALS]);
      expect(await opened.store.switchedOff()).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'is left as a person sets it at night, which is told once, and is in the morning as it was',
    async () => {
      const { opened, namespace, policy, replicas } = await open();
      await opened.at(EVENING);
      const patch = async (manager: string, automated: object | null) =>
        await opened.kubectl(
          `patch application/shop -n ${namespace} --type=merge --field-manager=${manager} --patch '${JSON.stringify({ spec: { syncPolicy: { automated } } })}'`,
        );
      await patch('argocd-server', { selfHeal: true });
      await opened.kubectl(
        'apply --server-side --force-conflicts --field-manager=argocd-controller -f -',
        tracked('web', 2, opened),
      );
      await opened.at(NIGHT);
      await opened.at('2031-03-05T23:01:30Z');
      expect(await policy()).toEqual([{ prune: true, selfHeal: true }, true]);
      const told = (await opened.told()).filter((text) => text.includes('by hand'));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(`application/shop in ${namespace} was set to heals itself`);
      // What it sets back is not fought over.
      expect(await replicas()).toEqual([2, 0]);
      expect(await opened.store.switchRuns(SWITCH, 9)).toHaveLength(1);
      await opened.at(MORNING);
      expect([await replicas(), await policy()]).toEqual([[2, 3], HEALS]);
      await opened.at(EVENING_AFTER);
      expect(await policy()).toEqual(RESTS);
      // Whoever ends automated sync at night does not find it begun again.
      await patch('argocd-server', null);
      await opened.at('2031-03-07T08:00:30Z');
      expect(await policy()).toEqual([undefined, false]);
    },
    LONG_MS,
  );

  test(
    'stays suspended until a workload that does not come back is back',
    async () => {
      const { opened, policy, replicas } = await open();
      await opened.at(EVENING);
      await opened.kubectl('apply -f -', refusing(opened.namespace));
      await opened.until('it is refused', async () => !(await mayScale(opened)));
      await opened.at(MORNING);
      expect([await replicas(), await policy()]).toEqual([[0, 3], RESTS]);
      expect((await opened.told()).join('\n')).toMatch(
        /application\/shop in .*: it stays suspended until deployment\/web in .* is back/u,
      );
      await opened.kubectl(`delete validatingadmissionpolicybinding ${opened.namespace}`);
      await opened.kubectl(`delete validatingadmissionpolicy ${opened.namespace}`);
      await opened.until('it is refused no longer', () => mayScale(opened));
      await opened.at('2031-03-06T10:30:00Z');
      expect(await replicas()).toEqual([2, 3]);
      expect(await policy()).toEqual(HEALS);
    },
    LONG_MS,
  );

  test(
    'that its ApplicationSet would restore is not touched, and its workloads stay on',
    async () => {
      const { opened, namespace, policy, replicas } = await open(async (argocd) => {
        const set = { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet' };
        await nights?.kubectl('create -f -', {
          ...{ ...set, metadata: { name: 'shops', namespace: argocd }, spec: {} },
        });
        const uid = await nights?.kubectl(
          `get applicationset/shops -n ${argocd} -o jsonpath={.metadata.uid}`,
        );
        return {
          metadata: { ownerReferences: [{ ...set, name: 'shops', uid, controller: true }] },
        };
      });
      await opened.at(EVENING);
      expect([await replicas(), await policy()]).toEqual([[2, 3], HEALS]);
      const planned = await (await ask(opened, `cluster plan ${SWITCH}`)).run();
      expect(planned.stdout).toContain('the ApplicationSet shops would undo that');
      const pointers = ['/spec/syncPolicy', '/metadata/annotations/quartermaster.dev~1original'];
      const spec = { ignoreApplicationDifferences: [{ jsonPointers: pointers }] };
      await opened.kubectl(
        `patch applicationset/shops -n ${namespace} --type=merge --patch '${JSON.stringify({ spec })}'`,
      );
      await opened.at(NIGHT);
      expect([await replicas(), await policy()]).toEqual([[0, 0], RESTS]);
    },
    LONG_MS,
  );

  test(
    'comes back with its workloads where the settings no longer name it, or the switch',
    async () => {
      const { opened, policy, replicas } = await open();
      await opened.at(EVENING);
      opened.configure({ of: {} });
      await opened.at(NIGHT);
      expect([await replicas(), await policy()]).toEqual([[0, 0], RESTS]);
      await opened.at(MORNING);
      expect([await replicas(), await policy()]).toEqual([[2, 3], HEALS]);
      expect(await opened.store.switchedOff()).toEqual([]);
    },
    LONG_MS,
  );
});

suite('what Flux has', () => {
  test(
    'is suspended while its workload is off',
    async () => {
      const { opened, namespace } = await open();
      const made = deployment('flux', 2) as { readonly metadata: object };
      const labels = {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': namespace,
      };
      await opened.kubectl('create -f -', { ...made, metadata: { ...made.metadata, labels } });
      await opened.kubectl('create -f -', {
        ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
        ...{ metadata: { name: 'apps', namespace }, spec: { interval: '1m' } },
      });
      const suspended = async () =>
        (await readOwner(opened, 'kustomization.kustomize.toolkit.fluxcd.io/apps', namespace)).spec
          .suspend;
      await opened.at(EVENING);
      expect([await opened.replicas('deployment/flux'), await suspended()]).toEqual([0, true]);
      await opened.at(MORNING);
      expect([await opened.replicas('deployment/flux'), await suspended()]).toEqual([2, false]);
    },
    LONG_MS,
  );
});

async function mayScale(opened: Nights): Promise<boolean> {
  return await opened.kubectl('scale deployment/web -n NS --replicas=1 --dry-run=server').then(
    () => true,
    () => false,
  );
}

/** An admission policy that lets nothing but 0 replicas through of one Deployment. */
function refusing(namespace: string): object {
  const metadata = { name: namespace };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const policy = {
    ...{ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceRules: [
          {
            ...{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'] },
            resources: ['deployments', 'deployments/scale'],
            resourceNames: ['web'],
          },
        ],
      },
      validations: [{ expression: 'object.spec.replicas == 0', message: 'not now' }],
    },
  };
  const binding = {
    ...{ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata },
    spec: { policyName: namespace, validationActions: ['Deny'] },
  };
  return { apiVersion: 'v1', kind: 'List', items: [policy, binding] };
}
