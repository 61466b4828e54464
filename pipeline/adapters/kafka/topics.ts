// Looks at topics and makes them, through kafkajs's admin client. It changes none that exists.
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Topics } from '../../ports.ts';
import { createAdminClient, type KafkaAddress } from './kafkajs-cluster.ts';

export function createTopics(address: KafkaAddress): Topics {
  const admin = createAdminClient(address);
  let connected: Promise<void> | undefined;
  const connect = async () => {
    connected ??= admin.connect();
    await connected;
  };
  return {
    describe: async (topic, settings) => {
      await connect();
      if (!(await admin.listTopics()).includes(topic)) return undefined;
      const { topics } = await onceKnown(() => admin.fetchTopicMetadata({ topics: [topic] }));
      const partitions = topics[0]?.partitions ?? [];
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [
          { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: [...settings] },
        ],
      });
      const found = resources[0]?.configEntries ?? [];
      return {
        partitions: partitions.length,
        replicationFactor: partitions[0]?.replicas.length ?? 0,
        settings: Object.fromEntries(
          found.map(({ configName, configValue }) => [configName, configValue]),
        ),
      };
    },
    create: async (topic, { partitions, replicationFactor, settings }) => {
      await connect();
      const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
      const wanted = { topic, numPartitions: partitions, replicationFactor, configEntries };
      // False when somebody else was quicker: it is looked at like any other then.
      await admin.createTopics({ waitForLeaders: false, topics: [wanted] });
      await onceKnown(async () => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const found = topics[0]?.partitions ?? [];
        if (found.length < partitions || found.some(({ leader }) => leader < 0)) throw NOT_YET;
      });
    },
    close: async () => {
      if (connected !== undefined) await admin.disconnect();
    },
  };
}

const KNOWN_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 100;
const NOT_YET = Object.assign(new Error('its partitions have no leaders yet'), {
  type: 'LEADER_NOT_AVAILABLE',
});
const NOT_KNOWN_YET: readonly unknown[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** Of several brokers, some know of a new topic a moment later than others. */
async function onceKnown<T>(look: () => Promise<T>): Promise<T> {
  for (const deadlineMs = Date.now() + KNOWN_WITHIN_MS; ; ) {
    try {
      return await look();
    } catch (error) {
      const { type } = error as { readonly type?: unknown };
      if (!NOT_KNOWN_YET.includes(type) || Date.now() > deadlineMs) throw error;
      await delay(LOOK_AGAIN_MS);
    }
  }
}
