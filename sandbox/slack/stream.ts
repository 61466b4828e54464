// Sends what happens to open pages as server-sent events, to each only what its person may see.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './json.ts';

/** An event for pages. `to` names the one person who may see it; without it everyone may. */
export interface StreamEvent extends Json {
  type: string;
}

export interface Stream {
  open(request: IncomingMessage, response: ServerResponse, user: string): void;
  send(event: StreamEvent, to?: string): void;
  close(): void;
}

const KEEP_ALIVE_MS = 15_000;
/** A page that reads nothing is let go rather than kept in memory. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;

export function createStream(): Stream {
  const readers = new Map<ServerResponse, string>();
  const timer = setInterval(() => {
    for (const reader of readers.keys()) reader.write(': still here\n\n');
  }, KEEP_ALIVE_MS);
  timer.unref();
  return {
    open(request, response, user) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': connected\n\n');
      readers.set(response, user);
      request.on('close', () => readers.delete(response));
    },
    send(event, to) {
      if (readers.size === 0) return;
      const data = `data: ${JSON.stringify(event)}\n\n`;
      for (const [reader, user] of readers) {
        if (to !== undefined && user !== '' && user !== to) continue;
        if (reader.writableLength > MOST_UNREAD_BYTES) reader.destroy();
        else reader.write(data);
      }
    },
    close() {
      clearInterval(timer);
      for (const reader of readers.keys()) reader.destroy();
      readers.clear();
    },
  };
}
