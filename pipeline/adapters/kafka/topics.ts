// Looks at topics and makes them, through kafkajs's admin client. It changes none that exists.
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
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
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
      await admin.createTopics({ waitForLeaders: true, topics: [wanted] });
    },
    close: async () => {
      if (connected !== undefined) await admin.disconnect();
    },
  };
}
