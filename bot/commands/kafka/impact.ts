// `kafka impact`: what a restart of one broker would do, before somebody restarts it.

import { kafkaCommand } from '../../command.ts';
import { minInSyncOf } from '../../kafka/describe-topic.ts';
import { BROKER, kafkaFlag } from '../../kafka/flags.ts';
import { impactOf } from '../../kafka/impact.ts';
import { silentInWords } from '../../kafka/silent.ts';
import { noSuchBroker } from './configs.ts';

export const impact = kafkaCommand({
  name: 'kafka impact',
  summary: 'Say what a restart of one broker would do.',
  examples: ['kafka impact 2', 'kafka impact broker 2'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'BROKER', min: 1, max: 1, pattern: BROKER },
    flags: kafkaFlag,
  },
  read: ({ positionals }) => ({ broker: Number(positionals[0]) }),

  access: () => [
    { operation: 'Describe', resourceType: 'Cluster' },
    { operation: 'Describe', resourceType: 'Topic' },
    { operation: 'DescribeConfigs', resourceType: 'Topic' },
    { operation: 'Describe', resourceType: 'Group' },
  ],

  run: async ({ broker }, { admin, kafka }) => {
    const [cluster, topics, groups] = await Promise.all([
      admin.cluster(),
      admin.topics(),
      admin.groups(),
    ]);
    const found = cluster.brokers.find(({ id }) => id === broker);
    if (found === undefined) throw noSuchBroker(String(broker), kafka.name);
    const configs = await admin.configs(topics.map(({ name }) => ({ type: 'topic', name })));
    const withMinimum = topics.map((topic, index) => ({
      ...topic,
      minInSync: minInSyncOf(configs[index] ?? []),
    }));
    const {
      led,
      unavailable,
      belowMinimum,
      groups: coordinated,
    } = impactOf(broker, withMinimum, groups.found);
    // What hurts comes first: a list may be longer than a page.
    const sections = [
      section('Unavailable, with no other replica in sync:', 'partition', unavailable),
      section('Writes with acks=all fail, below min.insync.replicas:', 'partition', belowMinimum),
      section('A new coordinator for', 'group', coordinated),
      section('Leadership moves of', 'partition', led),
    ];
    return {
      stdout: `While broker ${broker} (${found.host}:${found.port}) restarts, as things are now\n${sections.join('')}`,
      stderr: silentInWords(groups.silent, 'the groups that it coordinates are not counted'),
      exitCode: 0,
    };
  },
});

function section(title: string, noun: string, names: readonly string[]): string {
  return `\n${title} ${names.length} ${noun}${names.length === 1 ? '' : 's'}\n${names.map((name) => `  ${name}\n`).join('')}`;
}
