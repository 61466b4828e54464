// Reads a few committed records of one partition for people to look at: bounded in count, bytes and time. No group is touched.

import type { KafkaRecord, Position, ReadBounds, ReadRecords } from '../../admin-records.ts';
import { KafkaError } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { throwOnError } from './error-codes.ts';
import { groupByLeader } from './leaders.ts';
import { createRecordCursor } from './record-cursor.ts';
import { nameOf } from './request.ts';
import { type Fetched, fetchRequest } from './requests/fetch.ts';

/** Of one batch, unpacked: a small one may be made to grow beyond all memory. */
const MOST_UNPACKED = 16 * 1024 * 1024;

export async function readRecords(
  connections: Connections,
  from: Position,
  { count, maxBytes, withinMs }: ReadBounds,
): Promise<ReadRecords> {
  const endMs = Date.now() + withinMs;
  const [leader = -1] = (await groupByLeader(connections, [from])).keys();
  if (leader < 0) throw new KafkaError('LEADER_NOT_AVAILABLE', `read from ${nameOf(from)}`);
  const records: KafkaRecord[] = [];
  let { offset } = from;
  let left = maxBytes;
  for (;;) {
    const answer = await fetchOnce(connections, leader, { ...from, offset }, left);
    const seen = { stableEnd: answer.lastStableOffset, end: answer.highWatermark };
    left -= answer.records.length;
    const options = { from: offset, aborted: answer.aborted, mostBytes: MOST_UNPACKED };
    const cursor = createRecordCursor(answer.records, options);
    while (records.length < count && cursor.next()) {
      const { offset: at, timestamp } = cursor;
      const [key, value, headers] = [cursor.key(), cursor.value(), cursor.headers()];
      records.push({ ...from, offset: at, timestamp, key, value, headers });
    }
    if (records.length >= count) return { records, ended: 'enough', ...seen };
    if (cursor.position >= seen.stableEnd) return { records, ended: 'end', ...seen };
    if (cursor.position === offset || left <= 0 || Date.now() >= endMs) {
      return { records, ended: 'bound', ...seen };
    }
    offset = cursor.position;
  }
}

async function fetchOnce(
  connections: Connections,
  leader: number,
  position: Position,
  maxBytes: number,
): Promise<Fetched> {
  const request = fetchRequest({
    isolation: 'read_committed',
    ...{ maxWaitMs: 0, minBytes: 0, maxBytes },
    positions: [{ ...position, maxBytes }],
  });
  const { errorCode, partitions } = await connections.send(leader, request);
  const [answer] = partitions;
  throwOnError(answer?.errorCode ?? errorCode, `read from ${nameOf(position)}`);
  if (answer === undefined) throw new KafkaError('NO_ANSWER', `read from ${nameOf(position)}`);
  return answer;
}
