// What is asked of policy to look at switches.

import { describe, expect, test } from '@jest/globals';
import type { SwitchSettings } from '../../../bot/config/switches.ts';
import type { Catalog } from '../../../bot/kubernetes/api.ts';
import { lookAllAccesses } from '../../../bot/switch/accesses.ts';

const CATALOG = {
  byKind: (group: string, kind: string) =>
    ['Deployment', 'Job', 'NodePool'].includes(kind)
      ? { group, version: 'v1', resource: `${kind.toLowerCase()}s`, kind }
      : undefined,
} as unknown as Catalog;

const GONE = { formerNames: [], isGone: false };

function of(namespaces: readonly string[], nodePools: readonly string[]) {
  const workloads = namespaces.map((namespace) => ({ namespace }));
  const settings = { cluster: 'c', tiers: [{ workloads, nodePools }] };
  return { settings: settings as unknown as SwitchSettings };
}

describe('looking at several switches', () => {
  test('asks once for each namespace and each pool that they share', () => {
    const all = [of(['shop', 'pay'], ['general']), of(['shop'], ['general', 'spot'])];
    const asked = lookAllAccesses(all, CATALOG).map(({ resource, namespace, name }) =>
      [resource, namespace ?? name].join(' ').trim(),
    );
    expect(asked).toEqual([
      ...['deployments shop', 'deployments pay', 'nodepools general', 'nodepools spot'],
      ...['nodes', 'pods', 'poddisruptionbudgets'],
    ]);
  });

  test('asks for Jobs only where these are suspended too, or have been', () => {
    const workloads = [{ namespace: 'shop', suspendJobs: true }, { namespace: 'pay' }];
    const settings = { cluster: 'c', tiers: [{ workloads, nodePools: [] }] };
    const left = { namespaces: ['old'], jobs: ['old'], machines: [], pipelines: [], gitOps: [] };
    const asked = lookAllAccesses(
      [{ settings: settings as unknown as SwitchSettings, left: { ...left, ...GONE } }],
      CATALOG,
    ).map(({ resource, namespace }) => `${resource} ${namespace}`);
    expect(asked).toEqual([
      ...['deployments shop', 'deployments pay', 'deployments old', 'jobs shop', 'jobs old'],
    ]);
  });
});
