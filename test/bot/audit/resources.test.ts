// How a person asks for things that rows are about.

import { describe, expect, test } from '@jest/globals';
import { isOfResource, resourceOf, resourcesDetail } from '../../../bot/audit/resources.ts';

const WEB = { resource: 'deployments.apps', namespace: 'shop', name: 'web' };

describe('a thing', () => {
  test.each([
    'deploy',
    'deployment',
    'deployments',
    'Deployments',
    'deployments.apps',
    'deploy/web',
  ])('is found by %s', (wanted) => expect(isOfResource(WEB, wanted)).toBe(true));

  test.each(['deploy/we', 'dep', 'deployments.extensions', 'pods', 'pods/web', 'deployments.app'])(
    'is not found by %s',
    (wanted) => expect(isOfResource(WEB, wanted)).toBe(false),
  );

  test('of another plural is found by its singular', () => {
    expect(isOfResource({ resource: 'networkpolicies.networking.k8s.io' }, 'networkpolicy')).toBe(
      true,
    );
    expect(isOfResource({ resource: 'ingresses.networking.k8s.io' }, 'ingress')).toBe(true);
    expect(isOfResource({ resource: 'poddisruptionbudgets.policy' }, 'pod')).toBe(false);
  });
});

describe('the detail of a row', () => {
  test('names each thing once', () => {
    const accesses = [
      { verb: 'get', group: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' },
      { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' },
    ] as const;
    expect(resourcesDetail(accesses.map(resourceOf))).toEqual({ resources: [WEB] });
    expect(resourcesDetail([])).toEqual({});
  });

  test('stays short, and says how many more there were', () => {
    const accesses = Array.from({ length: 50 }, (_, index) => ({
      ...{ verb: 'get', group: '', resource: 'pods', namespace: 'shop', name: `web-${index}` },
    })) as Parameters<typeof resourcesDetail>[0];
    const { resources, moreResources } = resourcesDetail(accesses);
    expect(resources).toHaveLength(20);
    expect(moreResources).toBe(30);
  });
});
