// `kafka log-dirs`: the folders that brokers keep their logs in, how full they are, and which topics fill them.

import type { LogDirectory } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { NO_POSITIONALS } from '../../grammar.ts';
import { bytesInWords } from '../../kafka/bytes.ts';
import { kafkaFlag } from '../../kafka/flags.ts';
import { silentInWords } from '../../kafka/silent.ts';
import { tableOf } from '../../kafka/table.ts';

const HEADER = ['BROKER', 'LOG-DIR', 'REPLICAS', 'SIZE', 'FREE', 'DISK', 'STATE'];
const LARGEST = 10;

export const logDirs = kafkaCommand({
  name: 'kafka log-dirs',
  summary: 'Show how full the folders of the brokers are, and the largest topics in them.',
  examples: ['kafka log-dirs'],
  effect: 'read',
  grammar: { positionals: NO_POSITIONALS, flags: kafkaFlag },
  read: () => ({}),
  access: () => [{ operation: 'Describe', resourceType: 'Cluster' }],

  run: async (_args, { admin }) => {
    const { found, silent } = await admin.logDirectories();
    const directories = found.toSorted((one, other) => one.broker - other.broker);
    const tables = [
      tableOf([HEADER, ...directories.map(lineOf)]),
      tableOf([['TOPIC', 'REPLICAS', 'SIZE'], ...largestOf(directories)]),
    ];
    return {
      stdout: tables.join('\n'),
      stderr: silentInWords(silent, 'its folders are missing here'),
      exitCode: 0,
    };
  },
});

function lineOf(each: LogDirectory): readonly string[] {
  const size = each.replicas.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    String(each.broker),
    each.directory,
    String(each.replicas.length),
    bytesInWords(size),
    each.usableBytes < 0 ? '-' : bytesInWords(each.usableBytes),
    each.totalBytes < 0 ? '-' : bytesInWords(each.totalBytes),
    each.error === 'NONE' ? 'ok' : each.error,
  ];
}

function largestOf(directories: readonly LogDirectory[]): readonly (readonly string[])[] {
  const byTopic = Map.groupBy(
    directories.flatMap(({ replicas }) => replicas),
    ({ topic }) => topic,
  );
  return [...byTopic]
    .map(([topic, replicas]) => ({
      topic,
      count: replicas.length,
      size: replicas.reduce((sum, { bytes }) => sum + bytes, 0),
    }))
    .sort((one, other) => other.size - one.size || (one.topic < other.topic ? -1 : 1))
    .slice(0, LARGEST)
    .map(({ topic, count, size }) => [topic, String(count), bytesInWords(size)]);
}
