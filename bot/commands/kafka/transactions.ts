// `kafka transactions`: transactional ids as kafka-transactions list, describe and find-hanging print them.

import type { PartitionProducer, TransactionState } from '../../../pipeline/index.ts';
import { type KafkaContext, kafkaCommand } from '../../command.ts';
import { OperatorError, UsageError } from '../../errors.ts';
import { countFlag, switchFlag } from '../../grammar.ts';
import { findHanging } from '../../kafka/find-hanging.ts';
import { kafkaFlag, TRANSACTIONAL_ID } from '../../kafka/flags.ts';
import { silentInWords } from '../../kafka/silent.ts';
import { tableOf } from '../../kafka/table.ts';

/** The longest that brokers let a transaction be open, by default (transaction.max.timeout.ms). */
const MOST_MINUTES = 15;
const MINUTE_MS = 60_000;

interface TransactionsArgs {
  readonly id: string | undefined;
  readonly hangingMs: number | undefined;
}

export const transactions = kafkaCommand({
  name: 'kafka transactions',
  summary: 'List transactional ids, describe one, or find transactions that hang.',
  examples: [
    'kafka transactions',
    'kafka transactions settlement-0',
    'kafka transactions --hanging',
    'kafka transactions --hanging --max-transaction-timeout 60',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: '[TRANSACTIONAL-ID]', min: 0, max: 1, pattern: TRANSACTIONAL_ID },
    flags: {
      hanging: switchFlag('Partitions with an open transaction that nobody will end.'),
      'max-transaction-timeout': countFlag({
        summary: `With --hanging: the longest that a transaction may be open; ${MOST_MINUTES} unless said.`,
        placeholder: 'MINUTES',
        max: 100_000,
      }),
      ...kafkaFlag,
    },
  },

  read: ({ positionals, flags }): TransactionsArgs => {
    const minutes = flags['max-transaction-timeout'];
    if (flags.hanging && positionals[0] !== undefined) {
      throw misused('--hanging cannot be given with a transactional id.');
    }
    if (!flags.hanging && minutes !== undefined) {
      throw misused('--max-transaction-timeout is of --hanging.');
    }
    return {
      id: positionals[0],
      hangingMs: flags.hanging ? (minutes ?? MOST_MINUTES) * MINUTE_MS : undefined,
    };
  },

  access: ({ id, hangingMs }) => [
    {
      operation: 'Describe',
      resourceType: 'TransactionalId',
      ...(id === undefined ? {} : { name: id }),
    },
    ...(hangingMs === undefined ? [] : [{ operation: 'Describe', resourceType: 'Topic' } as const]),
  ],

  run: async ({ id, hangingMs }, context) => {
    if (id !== undefined) return await describeOne(id, context);
    return hangingMs === undefined ? await list(context) : await showHanging(hangingMs, context);
  },
});

function misused(what: string): UsageError {
  return new UsageError({
    what,
    why: 'It looks through every partition, whatever id wrote there.',
    fix: 'Leave one of them out.',
    usage: '',
  });
}

async function list({ admin }: KafkaContext) {
  const { found, silent } = await admin.transactions();
  const lines = found.map(({ transactionalId, coordinator, producerId, state }) => [
    ...[transactionalId, String(coordinator), String(producerId), state],
  ]);
  return {
    stdout: tableOf([
      ['TransactionalId', 'Coordinator', 'ProducerId', 'TransactionState'],
      ...lines,
    ]),
    stderr: silentInWords(silent, 'the ids that it coordinates are missing'),
    exitCode: 0,
  };
}

const DESCRIBED = [
  ...['CoordinatorId', 'TransactionalId', 'ProducerId', 'ProducerEpoch', 'TransactionState'],
  ...['TransactionTimeoutMs', 'CurrentTransactionStartTimeMs', 'TransactionDurationMs'],
  'TopicPartitions',
];

async function describeOne(id: string, { admin, kafka, nowMs }: KafkaContext) {
  const state = await admin.transaction(id);
  if (state === undefined) {
    throw new OperatorError({
      what: `There is no transactional id "${id}" on Kafka ${kafka.name}.`,
      why: 'Its coordinator does not know it; an id that was not used for days is forgotten.',
      fix: '"kafka transactions" lists those that there are.',
    });
  }
  return { stdout: tableOf([DESCRIBED, stateCells(state, nowMs())]), stderr: '', exitCode: 0 };
}

function stateCells(state: TransactionState, nowMs: number): readonly string[] {
  const { startedAtMs } = state;
  const partitions = state.partitions.map(({ topic, partition }) => `${topic}-${partition}`);
  return [
    ...[String(state.coordinator), state.transactionalId, String(state.producerId)],
    ...[String(state.producerEpoch), state.state, String(state.timeoutMs)],
    startedAtMs < 0 ? 'None' : String(startedAtMs),
    startedAtMs < 0 ? 'None' : String(nowMs - startedAtMs),
    partitions.sort().join(','),
  ];
}

const HANGING = [
  ...['Topic', 'Partition', 'ProducerId', 'ProducerEpoch', 'CoordinatorEpoch', 'StartOffset'],
  ...['LastTimestamp', 'Duration(min)'],
];

async function showHanging(mostMs: number, { admin, nowMs }: KafkaContext) {
  const { hanging, unknown, nowMs: now } = await findHanging(admin, mostMs, nowMs);
  return {
    stdout: tableOf([HANGING, ...hanging.map((each) => hangingCells(each, now))]),
    stderr: `${hanging.length + unknown.length === 0 ? 'No transaction hangs.\n' : ''}${unknownInWords(unknown)}`,
    exitCode: 0,
  };
}

function hangingCells(producer: PartitionProducer, nowMs: number): readonly string[] {
  const { topic, partition, producerId, producerEpoch, coordinatorEpoch } = producer;
  return [
    ...[topic, String(partition), String(producerId), String(producerEpoch)],
    ...[String(coordinatorEpoch), String(producer.startOffset), String(producer.lastTimestamp)],
    String(Math.floor((nowMs - producer.lastTimestamp) / MINUTE_MS)),
  ];
}

function unknownInWords(unknown: readonly { readonly code: string }[]): string {
  return [...Map.groupBy(unknown, ({ code }) => code)]
    .map(([code, some]) => `${some.length} partitions could not be looked at: ${code}.\n`)
    .join('');
}
