// Reads partitions straight from their leaders, without a group: inputs, changelogs to restore from, standbys. Committed
// records alone.

import { isRetriable } from '../../kafka-error.ts';
import type { Fetched, LogReader } from '../../ports.ts';
import type { Connections } from './connections.ts';
import { errorName, throwOnError } from './error-codes.ts';
import { createRecordCursor, endOfRecords } from './record-cursor.ts';
import { nameOf, type TopicPartition } from './request.ts';
import { deleteRecordsRequest } from './requests/delete-records.ts';
import { type Fetched as Answered, fetchRequest, type Isolation } from './requests/fetch.ts';
import { LOG_END, LOG_START, listOffsetsRequest } from './requests/list-offsets.ts';
import { metadataRequest } from './requests/metadata.ts';
import { retrying } from './retry.ts';

const LIST_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** After a leader could not be asked: the time in which another is found. */
const PAUSE_MS = 100;

export function createLogReader(connections: Connections): LogReader {
  const list =
    (at: number, isolation: Isolation) => async (partitions: readonly TopicPartition[]) =>
      await Promise.all(
        partitions.map((partition) =>
          retrying(
            async () => {
              const leader = await connections.leaderOf(partition);
              const request = listOffsetsRequest({ isolation, at, partitions: [partition] });
              const [found] = await connections.send(leader, request);
              throwOnError(found?.errorCode ?? -1, `list offsets of ${nameOf(partition)}`);
              return found?.offset ?? 0;
            },
            { withinMs: LIST_MS, lookAgain: () => connections.refresh() },
          ),
        ),
      );
  const fetch: LogReader['fetch'] = async (from, { maxWaitMs, maxBytesPerPartition }) => {
    const leaders = await Promise.allSettled(from.map((each) => connections.leaderOf(each)));
    const byLeader = Map.groupBy(from, (each) => {
      const leader = leaders[from.indexOf(each)];
      return leader?.status === 'fulfilled' ? leader.value : undefined;
    });
    // Several leaders: the first with records must not wait for the others, which have none.
    const waitMs = byLeader.size > 1 ? Math.min(maxWaitMs, PAUSE_MS) : maxWaitMs;
    const answers = await Promise.all(
      [...byLeader].map(async ([leader, group]): Promise<readonly Fetched[]> => {
        if (leader === undefined) return await lookAgain();
        const positions = group.map((each) => ({ ...each, maxBytes: maxBytesPerPartition }));
        const request = fetchRequest({
          isolation: 'read_committed',
          ...{ maxWaitMs: waitMs, minBytes: 1, maxBytes: MAX_BYTES, positions },
        });
        try {
          const { errorCode, partitions } = await connections.send(leader, request, waitMs);
          throwOnError(errorCode, `fetch from broker ${leader}`);
          return partitions.map((each) => {
            if (errorName(each.errorCode) === 'OFFSET_OUT_OF_RANGE') return outOfRange(each);
            throwOnError(each.errorCode, `fetch from ${nameOf(each)}`);
            const offset = positions.find((one) => nameOf(one) === nameOf(each))?.offset ?? 0;
            return toFetched(each, offset);
          });
        } catch (error) {
          if (!isRetriable(error)) throw error;
          return await lookAgain();
        }
      }),
    );
    return answers.flat();
  };
  /** A leader has moved or is down: the next fetch asks whoever leads then. */
  const lookAgain = async (): Promise<readonly Fetched[]> => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await connections.refresh().catch((error: unknown) => {
      if (!isRetriable(error)) throw error; // asked again by the next fetch
    });
    return [];
  };
  return {
    fetch,
    logStart: list(LOG_START, 'read_uncommitted'),
    logEnd: list(LOG_END, 'read_uncommitted'),
    firstAt: async (partition, timestampMs) => {
      const [found] = await list(timestampMs, 'read_uncommitted')([partition]);
      return found === undefined || found < 0 ? undefined : found;
    },
    deleteBefore: (partition, offset) =>
      retrying(
        async () => {
          const leader = await connections.leaderOf(partition);
          const request = deleteRecordsRequest({
            ...{ timeoutMs: LIST_MS, partitions: [{ ...partition, offset }] },
          });
          const [found] = await connections.send(leader, request, LIST_MS);
          throwOnError(found?.errorCode ?? -1, `delete records of ${nameOf(partition)}`);
        },
        { withinMs: LIST_MS, lookAgain: () => connections.refresh() },
      ),
    topicId: (topic) =>
      retrying(
        async () => {
          const leader = await connections.leaderOf({ topic, partition: 0 });
          const [found] = await connections.send(leader, metadataRequest([topic]));
          throwOnError(found?.errorCode ?? -1, `look up the id of topic ${topic}`);
          return found?.id ?? '';
        },
        { withinMs: LIST_MS, lookAgain: () => connections.refresh() },
      ),
    close: () => connections.close(),
  };
}

function toFetched(answered: Answered, from: number): Fetched {
  const { topic, partition, records, aborted, lastStableOffset, highWatermark } = answered;
  return {
    ...{ topic, partition, lastStableOffset, highWatermark },
    nextOffset: endOfRecords(records, from),
    bytes: records.length,
    isOutOfRange: false,
    records: createRecordCursor(records, { from, aborted }),
  };
}

function outOfRange({ topic, partition }: TopicPartition): Fetched {
  return {
    ...{ topic, partition, lastStableOffset: -1, highWatermark: -1, nextOffset: -1, bytes: 0 },
    isOutOfRange: true,
    records: createRecordCursor(Buffer.alloc(0), { from: -1 }),
  };
}
