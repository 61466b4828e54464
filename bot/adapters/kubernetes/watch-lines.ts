// Passes a watch on line by line, each event masked before it goes on. A line that grows past the limit ends the watch.

import { OperatorError } from '../../errors.ts';
import { maskSecrets } from '../../kubernetes/secrets.ts';
import { parseJson, writeJson } from './json.ts';

export interface WatchOptions {
  readonly cluster: string;
  readonly resource: string;
  readonly maxLineBytes: number;
}

export async function* maskWatch(
  chunks: AsyncIterable<Uint8Array>,
  options: WatchOptions,
): AsyncIterable<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    if (rest.length > options.maxLineBytes) throw tooLong(options);
    const end = rest.lastIndexOf(0x0a);
    if (end < 0) continue;
    yield Buffer.from(maskLines(rest.subarray(0, end + 1).toString('utf8'), options));
    rest = rest.subarray(end + 1);
  }
  if (rest.length > 0) yield Buffer.from(maskLines(rest.toString('utf8'), options));
}

function maskLines(text: string, { resource }: WatchOptions): string {
  if (resource !== 'secrets' && !text.includes('"Secret')) return text;
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : writeJson(maskSecrets(parseJson(line), { resource }))))
    .join('\n');
}

function tooLong({ cluster, maxLineBytes }: WatchOptions): OperatorError {
  return new OperatorError({
    what: `The watch on cluster ${cluster} was ended.`,
    why: `One event is larger than ${Math.round(maxLineBytes / 1_000_000)} MB, the limit for one answer.`,
    fix: 'Ask for less: one namespace, a selector, or single names.',
  });
}
