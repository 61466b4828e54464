// What is said of switches that nobody would hear of, and of those that are gone and have left something off.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { switchAdvice } from '../../../bot/switch/findings.ts';

const tiers = [{ name: 'all', workloads: [{ namespace: 'shop' }] }];

function settings(owners: object, more: object = {}) {
  return readSettings(
    {
      clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
      switches: { nights: { cluster: 'staging', tiers, ...owners } },
      ...more,
    },
    'the test',
  );
}

const store = (...names: readonly string[]) => ({
  switchedOff: async () =>
    names.map((switchName) => ({
      ...{ switchName, cluster: 'staging', namespace: 'shop', name: '' },
      kind: 'Deployment' as const,
    })),
});

describe('a look at the switches', () => {
  test('finds one whose doings nobody is told of', async () => {
    expect(await switchAdvice(settings({}), store())).toContain(
      'nobody is told what nights does: set "owners"',
    );
  });

  test.each([
    [{ owners: 'C0OWNERS' }, {}],
    [{}, { approvals: { channel: 'C0HOUSE' } }],
    [{}, { approvals: { owners: 'C0HOUSE' } }],
  ])('is content with the channels %j %j', async (owners, more) => {
    expect(await switchAdvice(settings(owners, more), store('nights'))).toBeUndefined();
  });

  test('finds one that is gone and has left something off', async () => {
    const heard = settings({ owners: 'C0OWNERS' });
    expect(await switchAdvice(heard, store('nights', 'old'))).toBe(
      'old is not in the settings and has left workloads off: "/cluster on old" brings them back',
    );
  });
});
