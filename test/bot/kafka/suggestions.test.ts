import { describe, expect, test } from '@jest/globals';
import { builderView, commandOf, isWord, verbsOf } from '../../../bot/builder.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { LISTINGS } from '../../../bot/kafka/suggestions.ts';
import { tableOf } from '../../../bot/kafka/table.ts';

const verbs = verbsOf(COMMANDS, 'kafka');
const named = (kind: string) =>
  verbs.filter(({ names }) => names === kind).map(({ name }) => name.replace(/^kafka /u, ''));

describe('names are suggested', () => {
  test('of topics, groups and connectors to the commands that take one that there is', () => {
    expect(named('topic').toSorted()).toEqual([
      ...['add partitions', 'alter topic', 'cancel reassignment', 'offsets', 'peek', 'reassign'],
      'topic',
    ]);
    expect(named('group').toSorted()).toEqual([
      ...['delete offsets', 'group', 'remove member', 'reset offsets'],
    ]);
    expect(named('connector').toSorted()).toEqual([
      ...['connector', 'pause connector', 'restart connector', 'restart task', 'resume connector'],
    ]);
  });

  test('by commands that list them and are there', () => {
    for (const { words } of Object.values(LISTINGS)) {
      expect(COMMANDS.map(({ name }) => name)).toContain(words.join(' '));
    }
  });

  test('as they stand in what those print, and not where a space is in them', () => {
    expect(LISTINGS.topic.read('orders\n__consumer_offsets\n')).toEqual([
      ...['orders', '__consumer_offsets'],
    ]);
    const groups = tableOf([
      ['GROUP', 'TYPE', 'STATE'],
      ['billing', 'Classic', 'Stable'],
      ['two words', 'Classic', 'Empty'],
      ['reports_v2', '-', '-'],
    ]);
    expect(LISTINGS.group.read(groups)).toEqual(['billing', 'reports_v2']);
    expect(LISTINGS.group.read('')).toEqual([]);
  });
});

describe('the builder of a Kafka', () => {
  const labels = (verb: string) =>
    JSON.stringify(builderView({ root: 'kafka', verbs, values: { verb }, metadata: '{}' }));

  test('asks for what the chosen command names, and for nothing where it names nothing', () => {
    expect(labels('kafka peek')).toContain('"Topic"');
    expect(labels('kafka group')).toContain('"Group"');
    expect(labels('kafka pause connector')).toContain('"Connector"');
    expect(labels('kafka brokers')).not.toContain('"block_id":"name"');
    expect(labels('')).toContain('"Name"');
    expect(labels('kafka peek')).not.toContain('Namespace');
  });

  test('makes the line that one would type', () => {
    const values = { verb: 'kafka peek', name: 'orders_v1', kafka: 'staging', flags: '-p 2' };
    expect(commandOf(values)).toBe('kafka peek orders_v1 -p 2 --kafka staging');
  });

  test('takes names with an underscore, and none that could be a flag', () => {
    expect(['orders_v1', '__consumer_offsets', 'a.b-c'].every(isWord)).toBe(true);
    expect(['-p', '--kafka', 'two words', '', ' a'].some(isWord)).toBe(false);
  });
});
