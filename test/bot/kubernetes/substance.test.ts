import { describe, expect, test } from '@jest/globals';
import { substanceOf } from '../../../bot/kubernetes/substance.ts';

const NODES = { group: '', resource: 'nodes' };
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
const CORDON = { spec: { unschedulable: true } };
const TAINTS = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];

const substance = (spec: object, resource = NODES, patch: unknown = CORDON) =>
  substanceOf({
    resource,
    before: { metadata: { uid: 'u1' }, spec: { ...spec } },
    patch,
    change: patch,
  });

describe('what a person agrees to', () => {
  test.each([
    ['taints', TAINTS],
    ['podCIDR', '10.1.0.0/24'],
    ['podCIDRs', ['10.1.0.0/24']],
    ['providerID', 'cloud://1'],
  ])('is the same when a controller has written a node’s %s meanwhile', (field, value) => {
    expect(substance({ [field]: value })).toBe(substance({}));
  });

  test('is another when somebody else has cordoned the node meanwhile', () => {
    expect(substance({ unschedulable: true })).not.toBe(substance({}));
  });

  test('is another when what the patch itself writes was written meanwhile', () => {
    const patch = { spec: { taints: null } };
    expect(substance({ taints: TAINTS }, NODES, patch)).not.toBe(substance({}, NODES, patch));
  });

  test('is another when a node of the same name is another one', () => {
    const of = (uid: string) =>
      substanceOf({
        resource: NODES,
        before: { metadata: { uid } },
        patch: CORDON,
        change: CORDON,
      });
    expect(of('u1')).not.toBe(of('u2'));
  });

  test.each([
    ['a field that nodes have as well', { taints: TAINTS }],
    ['its replicas', { replicas: 3 }],
  ])('is all of the spec of anything else, such as %s', (_what, spec) => {
    expect(substance(spec, DEPLOYMENTS)).not.toBe(substance({}, DEPLOYMENTS));
  });
});
