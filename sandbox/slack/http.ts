// Reads requests and writes answers of the loopback server. It knows no routes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type Json, parseJson } from './json.ts';
import { CAPS } from './settings.ts';

/** A body larger than the cap. */
export class BodyTooLarge extends Error {}

/** @throws BodyTooLarge when the body is larger than the cap. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > CAPS.requestBytes) throw new BodyTooLarge('The request body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The body as an object; an empty body is an empty object, anything else that is none is undefined. */
export async function readJsonBody(request: IncomingMessage): Promise<Json | undefined> {
  const body = (await readBody(request)).toString('utf8');
  const value = body.trim() === '' ? {} : parseJson(body);
  return isObject(value) ? value : undefined;
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
