// The Socket Mode end: tickets, open sockets, pings and disconnects. It carries frames and reads no payloads.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { Journal } from './journal.ts';
import { isObject, type Json, parseJson } from './json.ts';
import type { Settings } from './settings.ts';
import type { Stream } from './stream.ts';
import { APP_ID } from './workspace.ts';

export const DISCONNECT_REASONS = [
  'warning',
  'refresh_requested',
  'link_disabled',
  'too_many_websockets',
];

export interface Sockets {
  /** A ticket that opens one connection, once, within 30 s. */
  mintTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sockets that may be given envelopes. */
  count(): number;
  /** Resolves true as soon as a socket is open, false after so many milliseconds without. */
  waitForOne(ms: number): Promise<boolean>;
  /** Sends to one random socket; its number, or undefined when none is open. */
  send(frame: Json): number | undefined;
  disconnect(reason: string): number;
  /** Takes leave of each client before cutting it: the client's library leaks timers otherwise. */
  close(): Promise<void>;
}

const MOST_SOCKETS = 10;
const TICKET_MS = 30_000;
/** Slack warns before it closes; a client that does not go by itself is closed after this long. */
const WARNING_MS = 2000;
const PARTING_MS = 500;

interface Link {
  id: number;
  socket: WebSocket;
  leaving: boolean;
}

export function createSockets(needs: {
  clock: Clock;
  ids: Ids;
  journal: Journal;
  settings: Settings;
  stream: Stream;
  onFrame: (frame: Json) => void;
}): Sockets {
  const { clock, ids, journal, settings, stream, onFrame } = needs;
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const links = new Set<Link>();
  const waiting = new Set<() => void>();
  let lastId = 0;

  return {
    mintTicket() {
      const ticket = ids.secret();
      tickets.set(ticket, clock.now());
      clock.after(TICKET_MS, () => tickets.delete(ticket));
      return ticket;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        journal.add('socket', { event: 'refused', reason: 'unknown or used ticket' });
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, accept);
    },
    count: () => ready().length,
    waitForOne(ms) {
      if (ready().length > 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const done = (found: boolean) => {
          waiting.delete(onOpen);
          cancel();
          resolve(found);
        };
        const onOpen = () => done(true);
        const cancel = clock.after(ms, () => done(false));
        waiting.add(onOpen);
      });
    },
    send(frame) {
      const open = ready();
      const link = open[Math.floor(Math.random() * open.length)];
      link?.socket.send(JSON.stringify(frame));
      return link?.id;
    },
    disconnect(reason) {
      const leaving = [...links].filter((link) => !link.leaving);
      for (const link of leaving) dismiss(link, reason);
      return leaving.length;
    },
    async close() {
      const parting = Promise.all([...links].map(({ socket }) => once(socket, 'close')));
      for (const { socket } of links) socket.close(1001);
      await Promise.race([
        parting,
        new Promise<void>((done) => void clock.after(PARTING_MS, done)),
      ]);
      for (const { socket } of links) socket.terminate();
      server.close();
    },
  };

  function ready(): Link[] {
    return [...links].filter((link) => !link.leaving && link.socket.readyState === 1);
  }

  function accept(socket: WebSocket): void {
    lastId += 1;
    const link: Link = { id: lastId, socket, leaving: false };
    const isOverCap = ready().length >= MOST_SOCKETS;
    links.add(link);
    journal.add('socket', { socket: link.id, event: 'open' });
    socket.on('message', (data) => {
      const frame = parseJson(String(data));
      if (isObject(frame)) onFrame(frame);
    });
    socket.on('error', (error) =>
      journal.add('socket', { socket: link.id, event: 'error', reason: error.message }),
    );
    socket.on('close', (code) => {
      links.delete(link);
      journal.add('socket', { socket: link.id, event: 'close', reason: String(code) });
      stream.send({ type: 'state', connected: ready().length });
    });
    if (isOverCap) dismiss(link, 'too_many_websockets');
    else {
      keepAlive(link);
      greet(link);
    }
  }

  function greet(link: Link): void {
    const connections = ready().length;
    link.socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: APP_ID },
      }),
    );
    journal.add('socket', { socket: link.id, event: 'hello' });
    stream.send({ type: 'state', connected: connections });
    for (const resolve of [...waiting]) resolve();
  }

  function keepAlive(link: Link): void {
    let cancel = () => {};
    const ping = () => {
      if (link.socket.readyState !== 1) return;
      link.socket.ping('Ping from sandbox');
      cancel = clock.after(settings.ping_ms, ping);
    };
    link.socket.on('close', () => cancel());
    ping();
  }

  function dismiss(link: Link, reason: string): void {
    link.leaving = true;
    journal.add('socket', { socket: link.id, event: 'disconnect', reason });
    if (reason === 'destroy') {
      link.socket.terminate();
      return;
    }
    link.socket.send(
      JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }),
    );
    const isWarned = reason === 'warning' || reason === 'refresh_requested';
    clock.after(isWarned ? WARNING_MS : 0, () => link.socket.close(1000));
  }
}
