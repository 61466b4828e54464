// A stand-in for Elasticsearch, as far as ElastAlert asks it: searches of log lines by their time, and what ElastAlert writes down of itself. It knows no other
// query: every log line that is put into it is one that the rule looks for.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type Document = Readonly<Record<string, unknown>>;

export interface Elasticsearch {
  readonly port: number;
  /** @param line without its time, which is now */
  log(line: Document): void;
  /** What ElastAlert has written into one of its own indices, such as `elastalert`. */
  written(index: string): readonly Document[];
  close(): Promise<void>;
}

interface Kept {
  readonly id: string;
  readonly source: Document;
}

/** Its version decides how ElastAlert asks. */
const VERSION = '7.17.29';
const KEPT_OPEN_MS = 3_600_000;
const LOGS = 'logs';
const OWN = 'elastalert';

export async function startElasticsearch(): Promise<Elasticsearch> {
  const indices = new Map<string, Kept[]>();
  let documents = 0;
  const add = (index: string, source: Document): string => {
    documents += 1;
    const id = String(documents);
    indices.set(index, [...(indices.get(index) ?? []), { id, source }]);
    return id;
  };
  const answerTo = async (request: IncomingMessage): Promise<object | undefined> => {
    const [index = '', action, id] = (request.url ?? '').split('?')[0]?.slice(1).split('/') ?? [];
    if (index === '') return { version: { number: VERSION } };
    if (action === undefined) return {}; // whether there is such an index
    if (request.method === 'DELETE') {
      indices.set(
        index,
        (indices.get(index) ?? []).filter((each) => each.id !== id),
      );
      return { _id: id, result: 'deleted' };
    }
    const body = (await json(request)) as Document;
    if (action === '_doc') return { _id: add(index, body), result: 'created' };
    if (action !== '_search') return undefined;
    const found = search(
      index.startsWith(OWN) ? (indices.get(index) ?? []) : (indices.get(LOGS) ?? []),
      body,
    );
    const hits = found.map(({ id: _id, source }) => ({ _id, _index: index, _source: source }));
    return { hits: { total: { value: hits.length, relation: 'eq' }, hits } };
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(
      (answer) => {
        response.writeHead(answer === undefined ? 501 : 200, {
          'content-type': 'application/json',
        });
        response.end(request.method === 'HEAD' ? undefined : JSON.stringify(answer ?? {}));
      },
      () => response.writeHead(400).end(),
    );
  });
  // A connection that is cut as it is used again would lose what ElastAlert writes down, on a slow machine.
  server.keepAliveTimeout = KEPT_OPEN_MS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    log: (line) => void add(LOGS, { ...line, '@timestamp': new Date().toISOString() }),
    written: (index) => (indices.get(index) ?? []).map(({ source }) => source),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The queries of elastalert.py: by time, what waits to be sent, what belongs to an aggregate, and by the name of a rule, the newest first. */
function search(all: readonly Kept[], body: Document): readonly Kept[] {
  const text = JSON.stringify(body);
  const range =
    /"(@timestamp|alert_time)":\{"(?:gt|from)":"([^"]+)","(?:lte|to)":"([^"]+)"\}/u.exec(text);
  const name = /"rule_name":"([^"]+)"/u.exec(text)?.[1];
  if (text.includes('aggregate_id:\\"')) return [];
  return all
    .filter(({ source }) => {
      if (text.includes('alert_sent:false') && source.alert_sent !== false) return false;
      if (name !== undefined && source.rule_name !== name) return false;
      if (range === null) return true;
      const [, field = '', from = '', to = ''] = range;
      const atMs = Date.parse(String(source[field]));
      return atMs > Date.parse(from) && atMs <= Date.parse(to);
    })
    .toSorted((one, other) => (name === undefined ? 1 : -1) * (Number(one.id) - Number(other.id)));
}
