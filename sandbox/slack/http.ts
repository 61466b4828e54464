// Reads requests and writes answers of the loopback server. It knows no routes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Json, parseJson, toObject } from './json.ts';
import { CAPS } from './settings.ts';

/** @throws RangeError when the body is larger than the cap. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > CAPS.requestBytes) throw new RangeError('The request body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export async function readJsonBody(request: IncomingMessage): Promise<Json> {
  return toObject(parseJson((await readBody(request)).toString('utf8')));
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
