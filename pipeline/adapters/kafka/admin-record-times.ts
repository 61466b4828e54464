// The times of records at offsets: a few bytes of each log, from their leaders, within a time.

import type { Position, RecordTime } from '../../admin-records.ts';
import { KafkaError } from '../../kafka-error.ts';
import type { Connections } from './connections.ts';
import { errorName } from './error-codes.ts';
import { askLeaders } from './leaders.ts';
import { createRecordCursor } from './record-cursor.ts';
import { nameOf } from './request.ts';
import { type Fetched, fetchRequest } from './requests/fetch.ts';

/** Brokers send whole batches: one of each partition fits in mostly, and the first of a request always does. */
const BYTES = { ofPartition: 64 * 1024, ofAnswer: 4 * 1024 * 1024 };
const AT_ONCE = 200;

export async function findRecordTimes(
  connections: Connections,
  positions: readonly Position[],
  withinMs: number,
): Promise<readonly RecordTime[]> {
  const endMs = Date.now() + withinMs;
  const found = await askLeaders(connections, positions, {
    ask: (leader, led) => askLeader(connections, leader, led, endMs),
    isSettled: ({ error }: RecordTime) => SETTLED.includes(error),
  });
  return positions.map((each) => found.get(nameOf(each)) ?? unknownAt(each, 'NONE'));
}

/** A leader knows whether there is such a record. */
const SETTLED = ['NONE', 'OFFSET_OUT_OF_RANGE'];

async function askLeader(
  connections: Connections,
  leader: number,
  positions: readonly Position[],
  endMs: number,
): Promise<readonly RecordTime[]> {
  if (leader < 0) return positions.map((each) => unknownAt(each, 'LEADER_NOT_AVAILABLE'));
  const found: RecordTime[] = [];
  let waiting = positions.map((each) => ({ ...each, asked: each.offset }));
  while (waiting.length > 0 && Date.now() < endMs) {
    const some = waiting.slice(0, AT_ONCE);
    try {
      const answers = await fetchSome(connections, leader, some);
      const next: typeof waiting = [];
      for (const each of some) {
        const answer = answers.get(nameOf(each));
        const time = answer === undefined ? undefined : timeIn(answer, each.offset, each.asked);
        if (time === undefined) next.push(each);
        else if (typeof time === 'number') next.push({ ...each, offset: time });
        else found.push(time);
      }
      // The first of a request is always answered: those that were not come to be the first.
      waiting = [...next, ...waiting.slice(AT_ONCE)];
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      found.push(
        ...waiting.map(({ asked, ...each }) => unknownAt({ ...each, offset: asked }, error.code)),
      );
      waiting = [];
    }
  }
  return [
    ...found,
    ...waiting.map(({ asked, ...each }) => unknownAt({ ...each, offset: asked }, 'NONE')),
  ];
}

async function fetchSome(
  connections: Connections,
  leader: number,
  positions: readonly Position[],
): Promise<ReadonlyMap<string, Fetched>> {
  const request = fetchRequest({
    isolation: 'read_uncommitted',
    ...{ maxWaitMs: 0, minBytes: 0, maxBytes: BYTES.ofAnswer },
    positions: positions.map((each) => ({ ...each, maxBytes: BYTES.ofPartition })),
  });
  const { errorCode, partitions } = await connections.send(leader, request);
  if (errorCode !== 0) throw new KafkaError(errorName(errorCode), `fetch from broker ${leader}`);
  return new Map(partitions.map((each) => [nameOf(each), each]));
}

/** The time; or the offset to ask at next, where what came holds only what is passed over; undefined where nothing came yet. */
function timeIn(answer: Fetched, from: number, asked: number): RecordTime | number | undefined {
  const { topic, partition, errorCode, records, highWatermark } = answer;
  const at = { topic, partition, offset: asked };
  if (errorCode !== 0) return { ...at, timestamp: -1, error: errorName(errorCode) };
  if (from >= highWatermark) return { ...at, timestamp: -1, error: 'NONE' };
  const cursor = createRecordCursor(records, { from });
  if (cursor.next()) return { ...at, timestamp: cursor.timestamp, error: 'NONE' };
  return cursor.position > from ? cursor.position : undefined;
}

function unknownAt({ topic, partition, offset }: Position, error: string): RecordTime {
  return { topic, partition, offset, timestamp: -1, error };
}
