// Which sources the settings make, and that a reload leaves those alone that stay.

import { expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../../bot/config.ts';
import { createSources, type SourcesParts } from '../../../bot/sources/index.ts';

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

function partsOf(settings: () => Settings): SourcesParts {
  const nothing = () => {
    throw new Error('nothing is asked before a source runs');
  };
  return {
    ...{ settings, clusters: nothing, kafkas: nothing, lagHistory: nothing, log: {} as never },
    ...{ store: {} as never, clock: {} as never, switchStands: nothing },
    openAlertmanager: nothing,
    pipelines: () => ({
      all: [{ name: 'settlement', environment: 'staging', where: 'here' }],
      open: nothing,
      check: nothing,
    }),
  };
}

test('each Kafka and pipeline that is to be watched has a source', () => {
  const settings = readSettings(
    {
      clusters: {},
      kafkas: { events: { environment: 'staging', brokers: ['one:9092'] } },
      pipelines: { settlement: { environment: 'staging', kafka: 'events' } },
      alerts: {
        ...{ kafkas: ['events'], pipelines: ['settlement'] },
        routes: [{ name: 'all', channel: 'C0ALERTS' }],
      },
    },
    'test',
  );
  const sources = createSources(partsOf(() => settings));
  expect(sources().map(({ name }) => name)).toEqual(['kafka events', 'pipeline settlement']);
  expect(sources()[0]).toBe(sources()[0]);
});

test('all switches that are to be watched have one source', () => {
  const nights = { cluster: 'one', tiers: [{ name: 'all', workloads: [{ namespace: 'shop' }] }] };
  const settings = readSettings(
    {
      clusters: { one: { environment: 'staging', inCluster: true } },
      switches: { nights, evenings: nights },
      alerts: {
        switches: ['nights', 'evenings'],
        routes: [{ name: 'all', channel: 'C0ALERTS' }],
      },
    },
    'test',
  );
  expect(createSources(partsOf(() => settings))().map(({ name }) => name)).toEqual(['switches']);
});

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
  expect(createSources(partsOf(() => settings))().map(({ name }) => name)).toEqual([
    'webhook logs',
  ]);
});

test('alerts of an Alertmanager that may be asked have a source that asks it', () => {
  const webhooks = { alerts: { kind: 'alertmanager', bearer: { variable: 'A' } } };
  const namesWith = (more: object) => {
    const settings = readSettings({ clusters: {}, webhooks, ...more }, 'test');
    return createSources(partsOf(() => settings))().map(({ name }) => name);
  };
  expect(namesWith({})).toEqual([]);
  expect(namesWith({ alertmanager: { url: 'http://127.0.0.1:9093' } })).toEqual(['webhook alerts']);
});

test('each cluster that is to be watched has a source, which stays while its settings do', () => {
  let settings = settingsOf('staging', ['one', 'two']);
  const sources = createSources(partsOf(() => settings));
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
