import { describe, expect, test } from '@jest/globals';
import { createSettlement } from '../../pipeline/pipelines/settlement.ts';
import type { TopicSettings, Topics } from '../../pipeline/ports.ts';
import { prepareTopics } from '../../pipeline/prepare-topics.ts';

const PIPELINE = createSettlement();
const BUDGETS = 'settlement-budgets-changelog';
const INPUT: TopicSettings = {
  ...{ partitions: 4, replicationFactor: 3 },
  settings: {
    ...{ 'cleanup.policy': 'delete', 'unclean.leader.election.enable': 'false' },
    ...{ 'min.insync.replicas': '2', 'message.timestamp.after.max.ms': '3600000' },
  },
};

/** A broker of which topics alone are known. */
function brokerWith(given: Readonly<Record<string, TopicSettings>>) {
  const existing = new Map(Object.entries(given));
  const topics: Topics = {
    describe: async (topic) => existing.get(topic),
    create: async (topic, wanted) => void existing.set(topic, wanted),
    close: async () => {},
  };
  return { topics, existing };
}

function changed(settings: Readonly<Record<string, string>>, more: Partial<TopicSettings> = {}) {
  return { ...INPUT, ...more, settings: { ...INPUT.settings, ...settings } };
}

test('topics that do not exist are made as the inputs are, changelogs so that nothing of the state is lost', async () => {
  const { topics, existing } = brokerWith({ 'ad.clicks': INPUT, 'ad.charges': INPUT });
  expect(await prepareTopics(PIPELINE, topics)).toBe(4);
  expect(existing.get('ad.deductions')).toMatchObject({
    ...{ partitions: 4, replicationFactor: 3 },
    settings: { 'cleanup.policy': 'delete', 'min.insync.replicas': '2' },
  });
  expect(existing.get(BUDGETS)?.settings).toMatchObject({
    ...{ 'cleanup.policy': 'compact', 'message.timestamp.type': 'CreateTime' },
    'delete.retention.ms': '86400000',
  });
  expect(existing.get('settlement-clicks-changelog')?.settings).toMatchObject({
    ...{ 'cleanup.policy': 'delete', 'retention.ms': '-1' },
  });
  // What it has made it takes.
  expect(await prepareTopics(PIPELINE, topics)).toBe(4);
});

describe('refuses, with the command that mends it,', () => {
  const good = { 'ad.clicks': INPUT, 'ad.charges': INPUT };
  const made = async () => {
    const { topics, existing } = brokerWith(good);
    await prepareTopics(PIPELINE, topics);
    return Object.fromEntries(existing);
  };
  test.each<[string, Readonly<Record<string, TopicSettings>>, RegExp]>([
    [
      'an input that is missing',
      { 'ad.clicks': INPUT },
      /kafka-topics --create --topic ad\.charges/,
    ],
    [
      'inputs of different partition counts',
      { ...good, 'ad.clicks': changed({}, { partitions: 6 }) },
      /ad\.clicks --partitions 4/,
    ],
    [
      'an input that is compacted',
      { ...good, 'ad.clicks': changed({ 'cleanup.policy': 'compact' }) },
      /--entity-name ad\.clicks --add-config cleanup\.policy=delete/,
    ],
    [
      'an input that could lose what was acknowledged',
      { ...good, 'ad.clicks': changed({ 'unclean.leader.election.enable': 'true' }) },
      /unclean\.leader\.election\.enable=false/,
    ],
    [
      'an input that takes records from the far future',
      { ...good, 'ad.clicks': changed({ 'message.timestamp.after.max.ms': `${2 ** 53}` }) },
      /message\.timestamp\.after\.max\.ms=3600000/,
    ],
    [
      'an input that one broker alone may hold',
      { ...good, 'ad.clicks': changed({ 'min.insync.replicas': '1' }) },
      /min\.insync\.replicas=2/,
    ],
  ])('%s', async (_title, given, fix) => {
    const { topics, existing } = brokerWith(given);
    await expect(prepareTopics(PIPELINE, topics)).rejects.toMatchObject({
      fix: expect.stringMatching(fix),
    });
    expect([...existing.keys()]).toEqual(Object.keys(given));
  });

  test.each<[string, string, Partial<TopicSettings>, RegExp]>([
    [
      'an output of another partition count',
      'ad.deductions',
      { partitions: 5 },
      /make the topic anew/,
    ],
    ['a changelog with fewer replicas', BUDGETS, { replicationFactor: 1 }, /reassign-partitions/],
  ])('%s', async (_title, topic, difference, fix) => {
    const all = await made();
    const { topics } = brokerWith({ ...all, [topic]: { ...INPUT, ...all[topic], ...difference } });
    await expect(prepareTopics(PIPELINE, topics)).rejects.toMatchObject({
      fix: expect.stringMatching(fix),
    });
  });

  test('a changelog whose times are the broker’s', async () => {
    const all = await made();
    const budgets = all[BUDGETS] ?? INPUT;
    const settings = { ...budgets.settings, 'message.timestamp.type': 'LogAppendTime' };
    const { topics } = brokerWith({ ...all, [BUDGETS]: { ...budgets, settings } });
    await expect(prepareTopics(PIPELINE, topics)).rejects.toMatchObject({
      fix: expect.stringContaining(`${BUDGETS} --add-config message.timestamp.type=CreateTime`),
    });
  });
});
