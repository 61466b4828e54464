import { describe, expect, test } from '@jest/globals';
import { builderView, commandOf, isWord, verbsOf } from '../../../bot/builder.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import type { Named } from '../../../bot/grammar.ts';
import { listingOf } from '../../../bot/kafka/suggestions.ts';
import { tableOf } from '../../../bot/kafka/table.ts';
import { parse } from '../../../bot/parse.ts';

const verbs = verbsOf(COMMANDS, 'kafka');
/** Commands and fields that name such a thing. */
const naming = (kind: Named) =>
  verbs
    .flatMap(({ name, named = {} }) =>
      Object.entries(named)
        .filter(([, each]) => each === kind)
        .map(([field]) => `${name.replace(/^kafka /u, '')} ${field}`),
    )
    .toSorted();
const read = (named: Named, stdout: string, values = { name: 'orders' }) => {
  const listing = listingOf(named, values);
  if (listing === undefined || !('words' in listing)) throw new Error('nothing is listed');
  return listing.read(stdout);
};

describe('names are suggested', () => {
  test('to every word and flag of a command that takes one that there is', () => {
    expect(naming('topic')).toEqual([
      ...['acls flag-topic', 'add partitions name', 'alter topic name', 'cancel reassignment name'],
      ...['delete offsets flag-topic', 'elect leaders flag-topic', 'offsets name', 'peek name'],
      ...['reassign name', 'reset offsets flag-topic', 'topic name'],
    ]);
    expect(naming('group')).toEqual([
      ...['acls flag-group', 'delete offsets name', 'group name', 'remove member name'],
      'reset offsets name',
    ]);
    expect(naming('connector')).toEqual([
      ...['connector name', 'pause connector name', 'restart connector name'],
      ...['restart task name', 'resume connector name'],
    ]);
    expect(naming('broker')).toEqual(['impact name', 'reassign flag-to']);
    expect(naming('member')).toEqual(['remove member second']);
    expect(naming('task')).toEqual(['restart task second']);
    expect(naming('setting')).toEqual(['alter topic flag-add-config']);
    expect(naming('override')).toEqual(['alter topic flag-delete-config']);
    expect(naming('resource')).toEqual(['configs second']);
  });

  test.each([
    ...(['topic', 'group', 'connector', 'broker', 'member', 'task', 'setting'] as const),
    'override',
  ] as const)('by a command that can be typed: %s', (named) => {
    const listing = listingOf(named, { name: 'orders' });
    if (listing === undefined || !('words' in listing)) throw new Error('nothing is listed');
    expect(parse(listing.words.join(' '), COMMANDS).command.effect).toBe('read');
  });

  test('of what another field says, and none while that is empty', () => {
    expect(listingOf('resource type', {})).toEqual(['topic', 'broker', 'group']);
    expect(listingOf('resource', { name: 'broker' })).toMatchObject({
      words: ['kafka', 'brokers'],
    });
    expect(listingOf('resource', { name: 'nonsense' })).toBeUndefined();
    expect(listingOf('member', {})).toBeUndefined();
  });

  test('as they stand in what those print, and not where a space is in them', () => {
    expect(read('topic', 'orders\n__consumer_offsets\n')).toEqual(['orders', '__consumer_offsets']);
    const groups = tableOf([
      ['GROUP', 'TYPE', 'STATE'],
      ['billing', 'Classic', 'Stable'],
      ['two words', 'Classic', 'Empty'],
      ['reports_v2', '-', '-'],
    ]);
    expect(read('group', groups)).toEqual(['billing', 'reports_v2']);
    expect(read('group', '')).toEqual([]);
  });

  test('of members by their own names where they have some', () => {
    const members = tableOf([
      ['GROUP', 'CONSUMER-ID', 'GROUP-INSTANCE-ID', 'HOST', 'CLIENT-ID', '#PARTITIONS'],
      ['billing', 'a-1234', 'billing-a', '/10.0.0.1', 'a', '2'],
      ['billing', 'b-5678', '-', '/10.0.0.2', 'b', '1'],
    ]);
    expect(read('member', members)).toEqual(['billing-a', 'b-5678']);
  });

  test('of tasks, below what else is said of their connector', () => {
    const said = 'archive: sink, RUNNING on w:1\nconnector.class=File\n\n';
    const tasks = tableOf([
      ['TASK', 'STATE', 'WORKER'],
      ['0', 'RUNNING', 'w:1'],
      ['1', 'FAILED', 'w:1'],
    ]);
    expect(read('task', `${said}${tasks}\nTask 1 failed:\njava.lang.Error: no\n`)).toEqual([
      ...['0', '1'],
    ]);
  });

  test('of settings as they are now, and of those that can be taken away', () => {
    const printed =
      'All configs for topic orders are:\n  cleanup.policy=delete sensitive=false synonyms={DEFAULT_CONFIG:log.cleanup.policy=delete}\n  retention.ms=60000 sensitive=false synonyms={}\n';
    expect(read('setting', printed)).toEqual(['cleanup.policy=delete', 'retention.ms=60000']);
    expect(read('override', printed)).toEqual(['cleanup.policy', 'retention.ms']);
  });
});

describe('the builder of a Kafka', () => {
  const labels = (verb: string) =>
    JSON.stringify(builderView({ root: 'kafka', verbs, values: { verb }, metadata: '{}' }));

  test('asks for what the chosen command names, and for nothing where it names nothing', () => {
    expect(labels('kafka peek')).toContain('"Topic"');
    expect(labels('kafka group')).toContain('"Group"');
    expect(labels('kafka pause connector')).toContain('"Connector"');
    expect(labels('kafka remove member')).toContain('"Member"');
    expect(labels('kafka alter topic')).toContain('"--add-config"');
    expect(labels('kafka alter topic')).toContain('"block_id":"flag-delete-config"');
    expect(labels('kafka brokers')).not.toContain('"block_id":"name"');
    expect(labels('')).toContain('"Name"');
    expect(labels('kafka peek')).not.toContain('Namespace');
  });

  test('makes the line that one would type', () => {
    const values = { verb: 'kafka peek', name: 'orders_v1', kafka: 'staging', flags: '-p 2' };
    expect(commandOf(values)).toBe('kafka peek orders_v1 -p 2 --kafka staging');
    const reset = { verb: 'kafka reset offsets', name: 'billing', 'flag-topic': 'orders:0' };
    expect(commandOf({ ...reset, flags: '--to-earliest' })).toBe(
      'kafka reset offsets billing --topic orders:0 --to-earliest',
    );
    expect(commandOf({ verb: 'kafka remove member', name: 'billing', second: 'a-1' })).toBe(
      'kafka remove member billing a-1',
    );
  });

  test('takes names with an underscore, and none that could be a flag', () => {
    expect(['orders_v1', '__consumer_offsets', 'a.b-c'].every(isWord)).toBe(true);
    expect(['retention.ms=60000', 'cleanup.policy=[compact,delete]'].every(isWord)).toBe(true);
    expect(['-p', '--kafka', 'two words', '', ' a'].some(isWord)).toBe(false);
  });
});
