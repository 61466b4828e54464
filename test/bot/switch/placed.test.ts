// Where commands about a switch act, and what becomes of a name that is none.

import { describe, expect, test } from '@jest/globals';
import type { KubectlCommand } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { readSettings } from '../../../bot/config.ts';
import type { Catalog } from '../../../bot/kubernetes/api.ts';
import { parse } from '../../../bot/parse.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';

const settings = readSettings(
  {
    clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
    switches: {
      nights: {
        cluster: 'staging',
        tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }],
      },
    },
  },
  'the test',
);
const switches = switchesOf(settings);
const catalog = { byKind: () => undefined } as unknown as Catalog;

function asked(text: string) {
  const { command, args } = parse(text, COMMANDS);
  const { cluster, access } = command as KubectlCommand;
  return {
    cluster: cluster?.(args, switches),
    accesses: () => access(args, { namespace: 'default', catalog, switches }),
  };
}

describe.each([
  'cluster off NAME',
  'cluster on NAME',
  'cluster keep NAME --for 2h',
  'cluster skip NAME today',
  'cluster take NAME deployment/web',
  'cluster resume NAME',
  'cluster status NAME',
  'cluster plan NAME',
])('%s', (text) => {
  test('acts on the cluster of its switch', () => {
    expect(asked(text.replace('NAME', 'nights')).cluster).toBe('staging');
  });

  test.each(['moon', 'constructor'])('refuses in words the name %s, which is none', (name) => {
    const { cluster, accesses } = asked(text.replace('NAME', name));
    expect(cluster).toBeUndefined();
    expect(accesses).toThrow(
      expect.objectContaining({ what: expect.stringContaining(`no switch "${name}"`) }),
    );
  });
});
