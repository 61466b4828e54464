// `kafka offsets`: the offset of each partition of a topic at its start, its end or a time, as kafka-get-offsets prints them.

import type { FoundOffset, OffsetWish } from '../../../pipeline/index.ts';
import { kafkaCommand } from '../../command.ts';
import { textFlag } from '../../grammar.ts';
import { kafkaFlag, TOPIC } from '../../kafka/flags.ts';
import { noSuchTopic } from '../../kafka/missing.ts';

const WORDS: Readonly<Record<string, OffsetWish>> = {
  earliest: 'earliest',
  latest: 'latest',
  'max-timestamp': 'newest',
};

export const offsets = kafkaCommand({
  name: 'kafka offsets',
  summary: 'Show the offsets of a topic at its start, its end or a time.',
  examples: [
    'kafka offsets orders',
    'kafka offsets orders --time earliest',
    'kafka offsets orders --time 2026-11-25T21:00:00Z',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: 'TOPIC', min: 1, max: 1, pattern: TOPIC },
    flags: {
      time: textFlag({
        summary: 'The first records of that time or later; the end of the log when unset.',
        placeholder: 'TIME',
        pattern: {
          expression: /^[A-Za-z0-9:.+-]{1,35}$/u,
          accepts: (text) => wishOf(text) !== undefined,
          description:
            'earliest, latest, max-timestamp, milliseconds since 1970, or a time such as 2026-11-25T21:00:00Z',
        },
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }) => ({
    topic: positionals[0] ?? '',
    at: wishOf(flags.time ?? 'latest') ?? 'latest',
  }),

  access: ({ topic }) => [{ operation: 'Describe', resourceType: 'Topic', name: topic }],

  run: async ({ topic, at }, { admin, kafka }) => {
    const found = await admin.topic(topic);
    if (found === undefined) throw noSuchTopic(topic, kafka.name);
    const partitions = found.partitions.map(({ partition }) => ({ topic, partition }));
    const all = await admin.offsets(partitions, at);
    const failed = all.filter(({ error }) => error !== 'NONE');
    return {
      stdout: all
        .filter(({ error, offset }) => error === 'NONE' && offset >= 0) // as the tool: no record, no line
        .map(lineOf)
        .join(''),
      stderr: failed
        .map(({ partition, error }) => `Partition ${partition}: ${reasonOf(error)}.\n`)
        .join(''),
      exitCode: failed.length === 0 ? 0 : 1,
    };
  },
});

function reasonOf(error: string): string {
  if (error === 'NO_ANSWER') {
    return 'its leader gave no answer (NO_ANSWER); when it stays silent another leads soon, so try again in a moment';
  }
  return error === 'LEADER_NOT_AVAILABLE'
    ? 'it has no leader (LEADER_NOT_AVAILABLE), so nobody knows where it ends'
    : `its leader said ${error}`;
}

function lineOf({ topic, partition, offset }: FoundOffset): string {
  return `${topic}:${partition}:${offset}\n`;
}

function wishOf(text: string): OffsetWish | undefined {
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u.test(text)) {
    return undefined;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) || at < 0 ? undefined : at;
}
