// Which tiers with brokers may be switched off, and what has no brokers to look after.

import { expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { kafkaInTheWay } from '../../../bot/switch/kafka-health.ts';
import { switchesOf } from '../../../bot/switch/of-settings.ts';
import type { Target } from '../../../bot/switch/plan.ts';

const tier = (name: string, kafka?: string) => ({
  ...{ name, workloads: [{ namespace: 'shop', selector: `app=${name}` }] },
  ...(kafka === undefined ? {} : { kafka }),
});
const document = (tiers: readonly object[]) => ({
  clusters: { staging: { environment: 'staging', kubeconfig: 'k' } },
  kafkas: { main: { environment: 'staging', brokers: ['k:9092'] } },
  switches: { nights: { cluster: 'staging', tiers } },
});

function wish(state: 'on' | 'off', tiers: readonly object[]) {
  const of = switchesOf(readSettings(document(tiers), 'the test')).nights;
  if (of === undefined) throw new Error('there is no switch');
  return { name: 'nights', state, of };
}

function target(tierName: string, isOff: boolean): Target {
  const mark = JSON.stringify({ switch: 'nights', kind: 'replicas', replicas: 3 });
  return {
    ...{ tier: tierName, kind: 'StatefulSet', namespace: 'shop', name: tierName },
    object: {
      metadata: { annotations: isOff ? { 'quartermaster.dev/original': mark } : {} },
      spec: { replicas: isOff ? 0 : 3 },
    },
  } as unknown as Target;
}

const TIERS = [tier('brokers', 'main'), tier('apps')];
const TROUBLE = async (kafka: string) => `trouble of ${kafka}`;

test.each<[string, 'on' | 'off', readonly object[], boolean, string | undefined]>([
  ['keeps brokers that run', 'off', TIERS, false, 'trouble of main'],
  ['ends what was begun', 'off', TIERS, true, undefined],
  ['is not asked to switch on', 'on', TIERS, false, undefined],
  ['is not asked where no tier has brokers', 'off', [tier('brokers')], false, undefined],
])('a Kafka in trouble %s', async (_, state, tiers, isBegun, found) => {
  const targets = [target('brokers', isBegun), target('apps', true)];
  expect(await kafkaInTheWay(wish(state, tiers), targets, TROUBLE)).toBe(found);
});

test('only tiers that are meant are looked at', async () => {
  const about = (name: string) => name === 'apps';
  expect(
    await kafkaInTheWay(wish('off', TIERS), [target('brokers', false)], TROUBLE, about),
  ).toBeUndefined();
});

test('a tier names a Kafka of the settings', () => {
  expect(() => readSettings(document([tier('brokers', 'moon')]), 'the test')).toThrow(
    /switches\.nights\.tiers\.0\.kafka: there is no Kafka "moon"/u,
  );
});
