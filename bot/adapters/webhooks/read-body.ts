// Reads the body of a delivery: no more bytes than may be, and no longer than it may take.

import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too large' | 'too slow' | 'cut off' };

export interface BodyLimits {
  readonly bytes: number;
  readonly ms: number;
}

export async function readBody(request: IncomingMessage, { bytes, ms }: BodyLimits): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > bytes) return { kind: 'too large' };
  const { promise, resolve } = Promise.withResolvers<Body>();
  let chunks: Buffer[] = [];
  let size = 0;
  const slow = setTimeout(() => resolve({ kind: 'too slow' }), ms);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > bytes) resolve({ kind: 'too large' });
    else chunks.push(chunk);
  });
  request.once('end', () => resolve({ kind: 'whole', bytes: Buffer.concat(chunks) }));
  for (const event of ['error', 'close']) {
    request.once(event, () => resolve({ kind: 'cut off' }));
  }
  return await promise.finally(() => {
    clearTimeout(slow);
    request.removeAllListeners('data');
    chunks = [];
  });
}
