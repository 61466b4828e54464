// Which sources the settings make, and that a reload leaves those alone that stay.

import { expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../../bot/config.ts';
import type { Clusters } from '../../../bot/ports.ts';
import { createSources } from '../../../bot/sources/index.ts';

function settingsOf(environment: string, clusters: readonly string[]): Settings {
  const cluster = { environment, inCluster: true };
  return readSettings(
    {
      clusters: { one: cluster, two: { ...cluster, environment: 'test' } },
      alerts: { clusters, routes: [{ name: 'all', channel: 'C0ALERTS' }] },
    },
    'test',
  );
}

test('alerts of senders that tell no ends have a source that ends them', () => {
  const settings = readSettings(
    {
      clusters: {},
      webhooks: {
        logs: { kind: 'elastalert', bearer: { variable: 'A' }, endsAfterMinutes: 5 },
        alerts: { kind: 'alertmanager', bearer: { variable: 'A' } },
      },
    },
    'test',
  );
  const parts = { settings: () => settings, clusters: () => ({}) as Clusters, log: {} as never };
  expect(createSources(parts)().map(({ name }) => name)).toEqual(['webhook logs']);
});

test('each cluster that is to be watched has a source, which stays while its settings do', () => {
  let settings = settingsOf('staging', ['one', 'two']);
  const sources = createSources({
    settings: () => settings,
    clusters: () => ({}) as Clusters,
    log: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} } as never,
  });
  const [one, two] = sources();
  expect([one?.name, two?.name]).toEqual(['kubernetes one', 'kubernetes two']);
  settings = settingsOf('staging', ['two', 'one']);
  expect(sources()[0]).toBe(two);
  expect(sources()[1]).toBe(one);
  settings = settingsOf('production', ['one']);
  expect(sources()).toHaveLength(1);
  expect(sources()[0]).not.toBe(one);
  settings = settingsOf('staging', []);
  expect(sources()).toEqual([]);
});
