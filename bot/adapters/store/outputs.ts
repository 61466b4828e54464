// Stored outputs of commands: what pages, filters and downloads read. Long ones are compressed, off the main thread.

import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Chart } from '../../chart.ts';
import type { Output } from '../../command.ts';
import type { StoredOutput } from '../../ports.ts';
import type { Connection, OutputTable } from './schema.ts';
import { fromColumn, toColumn } from './text.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Below this a hop to the thread pool costs more than the bytes. */
const COMPRESS_FROM_BYTES = 4096;
const FAST = { level: 1 };

export async function saveOutput({ db }: Connection, stored: StoredOutput): Promise<void> {
  const packed = await pack(stored.output);
  await db
    .insertInto('outputs')
    .values({
      id: toColumn(stored.id),
      request_id: toColumn(stored.requestId),
      team_id: toColumn(stored.teamId),
      channel_id: toColumn(stored.channelId),
      user_id: toColumn(stored.userId),
      command: toColumn(stored.command),
      cluster: toColumn(stored.cluster),
      namespace: toColumn(stored.namespace),
      verdict: toColumn(stored.verdict),
      exit_code: stored.output.exitCode,
      duration_ms: Math.round(stored.durationMs),
      created_at_ms: stored.createdAtMs,
      expires_at_ms: stored.expiresAtMs,
      ...packed,
    })
    .execute();
}

export async function readOutput(
  { db }: Connection,
  id: string,
): Promise<StoredOutput | undefined> {
  const row = await db
    .selectFrom('outputs')
    .selectAll()
    .where('id', '=', toColumn(id))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const unpacked = await unpack(row);
  return {
    id: fromColumn(row.id),
    requestId: fromColumn(row.request_id),
    teamId: fromColumn(row.team_id),
    channelId: fromColumn(row.channel_id),
    userId: fromColumn(row.user_id),
    command: fromColumn(row.command),
    cluster: fromColumn(row.cluster),
    namespace: fromColumn(row.namespace),
    output: { ...unpacked, exitCode: row.exit_code },
    verdict: fromColumn(row.verdict),
    durationMs: row.duration_ms,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}

type Unpacked = [stdout: string, stderr: string, charts?: Chart | Chart[] | null];

type Packed = Pick<OutputTable, 'encoding' | 'content'>;

/** As JSON, which carries every string; as bytes, so that neither database looks at the text. */
async function pack({ stdout, stderr, charts }: Output): Promise<Packed> {
  const content = Buffer.from(JSON.stringify([stdout, stderr, charts]), 'utf8');
  if (content.length < COMPRESS_FROM_BYTES) return { encoding: 'plain', content };
  return { encoding: 'deflate', content: await deflate(content, FAST) };
}

async function unpack({ encoding, content }: Packed): Promise<Omit<Output, 'exitCode'>> {
  const bytes = encoding === 'deflate' ? await inflate(content) : Buffer.from(content);
  const [stdout, stderr, charts] = JSON.parse(bytes.toString('utf8')) as Unpacked;
  // Earlier versions kept one graph at most.
  return { stdout, stderr, ...(charts == null ? {} : { charts: [charts].flat() }) };
}
