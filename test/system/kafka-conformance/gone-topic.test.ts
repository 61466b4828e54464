// A group that has committed offsets of a topic that is gone, in Slack beside Apache Kafka's own tool. Kafka drops such offsets where it sees the
// deletion: they stay where nobody looked after the group meanwhile, because its broker was stopped and the topic of groups has no replicas.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { until } from '../../kafka/until.ts';
import { ask } from '../conformance/ask.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';

const MINUTES = 60_000;
const GONE = 'shop.gone';
const KEPT = 'shop.kept';

let kafka: Kafka;
let admin: OpenAdmin;
let sandbox: Sandbox;
let group = '';

beforeAll(async () => {
  kafka = await startOwnKafka({
    brokers: 3,
    settings: { 'offsets.topic.replication.factor': '1' },
  });
  admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'gone-topic' });
  for (const topic of [GONE, KEPT]) {
    await runTool(kafka, 'kafka-topics', [
      ...['--create', '--topic', topic, '--partitions', '2', '--replication-factor', '3'],
    ]);
  }
  const last = kafka.brokers.at(-1);
  if (last === undefined) throw new Error('there is no broker');
  group = await committedAt(last.id);
  await last.stop();
  await runTool(kafka, 'kafka-topics', ['--delete', '--topic', GONE]);
  await last.start();
  await until(async () => {
    const offsets = await admin.committed(group).catch(() => []); // its broker has just come back
    return offsets.some(({ topic }) => topic === GONE);
  });
  sandbox = await startSandbox({ KAFKA_BROKERS: kafka.bootstrap });
}, 8 * MINUTES);

afterAll(async () => {
  await sandbox?.stop();
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

test(
  'is described all the same, where the tool fails, and the topic that is gone is named',
  async () => {
    const of = ['--bootstrap-server', kafka.bootstrap, '--describe', '--group', group];
    const theirs = await kafka.tool('kafka-consumer-groups', { args: of });
    expect(`${theirs.stdout}${theirs.stderr}`).toContain('UnknownTopicOrPartitionException');
    const carol = { user: 'carol', channel: '#shop-ops' };
    const { said, output } = await ask(sandbox, carol, `/kafka group ${group}`);
    expect(output.stdout).toMatch(new RegExp(`^${group} +${GONE} +1 +0 +- +- `, 'mu'));
    expect(output.stdout).toMatch(new RegExp(`^${group} +${KEPT} +1 +0 +0 +0 `, 'mu'));
    expect(said).toContain(`Topic ${GONE} is not there any more`);
    expect(said).not.toContain(`Topic ${KEPT} is not there`);
  },
  3 * MINUTES,
);

/** Commits for groups of other names until one is looked after by that broker. */
async function committedAt(broker: number): Promise<string> {
  for (let number = 0; ; number += 1) {
    const name = `unseen-${number}`;
    const at = (topic: string) => [0, 1].map((partition) => ({ topic, partition, offset: 0 }));
    // The first of them waits for the topic of groups.
    await until(async () => {
      const commit = admin.changes.commitOffsets(name, [...at(GONE), ...at(KEPT)]);
      return await commit.then(
        () => true,
        () => false,
      );
    });
    const { found } = await admin.groups();
    if (found.find(({ groupId }) => groupId === name)?.coordinator === broker) return name;
  }
}
