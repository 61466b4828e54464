// Leaders and coordinators are remembered from one question to the next. When they move, on three real brokers, the answer is that of the new
// ones.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAdmin, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import { runTool } from '../../kafka/tool.ts';
import { uniqueName } from '../../kafka/unique-name.ts';
import { until } from '../../kafka/until.ts';

const MINUTES = 60_000;
const PARTITIONS = [0, 1, 2];

let kafka: Kafka;
let admin: OpenAdmin;
const topic = uniqueName('moving');
const group = uniqueName('reader');

beforeAll(async () => {
  kafka = await startOwnKafka({ brokers: 3 });
  admin = createAdmin({ brokers: kafka.bootstrap.split(','), clientId: 'moved' });
  await runTool(kafka, 'kafka-topics', [
    ...['--create', '--topic', topic, '--replica-assignment', '1:2,2:1,3:1'],
  ]);
}, 5 * MINUTES);

afterAll(async () => {
  await admin?.close();
  await kafka?.stop();
}, 2 * MINUTES);

test(
  'offsets and a group are found where they have moved to',
  async () => {
    const committed = PARTITIONS.map((partition) => ({ topic, partition, offset: 0 }));
    await until(async () => await isCommitted(committed));
    await until(async () => (await offsets()).every(({ error }) => error === 'NONE'));
    const before = await admin.committed(group);
    const state = await admin.group(group);
    // Each of them may lead, and one of them coordinates.
    for (const broker of kafka.brokers) {
      await broker.stop();
      await until(async () => !(await leaders()).includes(broker.id));
      expect((await offsets()).map(({ error }) => error)).toEqual(['NONE', 'NONE', 'NONE']);
      expect(inOrder(await admin.committed(group))).toEqual(inOrder(before));
      expect((await admin.group(group))?.state).toBe(state?.state);
      await broker.start();
      await until(async () => (await inSync()) === 2 * PARTITIONS.length);
    }
  },
  5 * MINUTES,
);

test(
  'a group that changes its protocol is told as it is then, both ways',
  async () => {
    const groupId = uniqueName('changing');
    await runTool(kafka, 'kafka-console-producer', ['--topic', topic], 'one\ntwo\nthree\n');
    for (const protocol of ['classic', 'consumer', 'classic']) {
      await runTool(kafka, 'kafka-console-consumer', [
        ...['--topic', topic, '--group', groupId, '--from-beginning', '--timeout-ms', '20000'],
        ...['--max-messages', '1', '--command-property', `group.protocol=${protocol}`],
      ]);
      const listed = (await admin.groups()).found.find((each) => each.groupId === groupId);
      expect(listed?.type.toLowerCase()).toBe(protocol);
      expect(await admin.group(groupId)).toMatchObject({ state: 'Empty', members: [] });
    }
  },
  5 * MINUTES,
);

async function isCommitted(offsetsToCommit: Parameters<OpenAdmin['changes']['commitOffsets']>[1]) {
  return await admin.changes.commitOffsets(group, offsetsToCommit).then(
    () => true,
    () => false, // the topic of groups has yet to be made
  );
}

async function offsets() {
  return await admin.offsets(
    PARTITIONS.map((partition) => ({ topic, partition })),
    'latest',
  );
}

async function leaders(): Promise<readonly number[]> {
  return ((await admin.topic(topic))?.partitions ?? []).map(({ leader }) => leader);
}

async function inSync(): Promise<number> {
  const partitions = (await admin.topic(topic))?.partitions ?? [];
  return partitions.reduce((sum, { isr }) => sum + isr.length, 0);
}

function inOrder(found: Awaited<ReturnType<OpenAdmin['committed']>>) {
  return found.map(({ partition, offset }) => `${partition} ${offset}`).sort();
}
