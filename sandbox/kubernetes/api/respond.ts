// Writes an answer as HTTP: JSON, a Table where one was asked for, text, or a stream that ends with its caller.
import type { ServerResponse } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { findType } from '../cluster.ts';
import { parseIncludeObject, renderTable } from '../table/table.ts';
import { type Answer, type Call, wantsMetadata, wantsTable } from './call.ts';
import { parseRoute } from './route.ts';

export async function respond(
  cluster: Cluster,
  call: Call,
  answer: Answer,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('cache-control', 'no-cache, private');
  switch (answer.kind) {
    case 'text':
      response.writeHead(
        answer.code,
        answer.code === 204 ? {} : { 'content-type': 'text/plain; charset=utf-8' },
      );
      response.end(answer.text);
      return;
    case 'stream':
      return await sendStream(answer, response);
    case 'json':
      sendJson(response, answer.code, answer.body, answer);
      return;
    case 'object':
      sendJson(response, answer.code, shapeObject(cluster, call, answer), answer);
  }
}

/** Public for what fails before a call can be made. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  {
    warnings = [],
    headers = {},
  }: { warnings?: readonly string[]; headers?: Readonly<Record<string, string>> } = {},
): void {
  if (response.headersSent || response.destroyed) return;
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningHeader));
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

/** RFC 7234: 299 is a persistent warning of whoever made the answer. */
function warningHeader(text: string): string {
  return `299 - "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function shapeObject(
  cluster: Cluster,
  call: Call,
  { object, printedAs }: Extract<Answer, { kind: 'object' }>,
): unknown {
  if (wantsTable(call)) {
    const route = parseRoute(call.method, call.path, call.query);
    const type = route === undefined ? undefined : findType(cluster, route);
    const include = parseIncludeObject(call.query.get('includeObject'));
    const printed = {
      storedAs: printedAs ?? type?.storedAs ?? '',
      version: type?.version ?? '',
      ...(type?.definition === undefined ? {} : { definition: type.definition }),
    };
    return renderTable(printed, [object], { include, now: cluster.clock.now() });
  }
  if (wantsMetadata(call))
    return {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: object.metadata,
    };
  return object;
}

async function sendStream(
  { contentType, chunks }: Extract<Answer, { kind: 'stream' }>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': contentType });
  // A follower must see that its request was taken before there is anything to show.
  response.flushHeaders();
  for await (const chunk of chunks) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
