// Puts the stand-in together and listens on loopback. It never imports the bot and never reaches out,
// but for the bot's request URL in HTTP mode.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCall } from './api/call.ts';
import { type Clock, createWallClock } from './clock.ts';
import { createDeliveries, type Transport } from './deliveries.ts';
import { createFaults } from './faults.ts';
import { BodyTooLarge, sendJson } from './http.ts';
import { createHttpTransport } from './http-transport.ts';
import { createIds } from './ids.ts';
import { createJournal } from './journal.ts';
import { loadManifest } from './manifest.ts';
import { sendPageFile } from './page-files.ts';
import { createRates } from './rates.ts';
import { answerResponseUrl } from './respond.ts';
import { createResponseUrls } from './response-urls.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { answerControl, type Control } from './sim/routes.ts';
import type { Slack } from './slack.ts';
import { createSocketTransport } from './socket-transport.ts';
import { createSockets } from './sockets.ts';
import { createStream } from './stream.ts';
import { sendDownload, takeUpload } from './transfer.ts';
import { createTriggers } from './triggers.ts';
import { createWorkspace, DEFAULT_SIGNING_SECRET, DEFAULT_TOKENS } from './workspace.ts';

const KEPT_OPEN_MS = 65_000;

export interface SlackOptions {
  /** 0 takes any free port. */
  port: number;
  manifestPath: string;
  /** The bot's request URL: given, events go there over HTTP; otherwise over Socket Mode. */
  botUrl?: string;
  tokens?: { bot: string; app: string };
  signingSecret?: string;
  settings?: Partial<Settings>;
  clock?: Clock;
}

export interface RunningSlack {
  /** Page and control API, without a slash at the end. */
  url: string;
  /** For SLACK_API_URL, with the slash at the end. */
  apiUrl: string;
  close(): Promise<void>;
}

/** Starts a stand-in Slack on 127.0.0.1. @throws when the manifest can't be read or the port is taken. */
export async function startSlack(options: SlackOptions): Promise<RunningSlack> {
  const manifest = await loadManifest(options.manifestPath);
  const server = createServer();
  // On a machine that stands still for some seconds a connection would be closed in the moment in which it is used again.
  server.keepAliveTimeout = KEPT_OPEN_MS;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const { control, close } = assemble(options, manifest, url);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void route(control, request, response).catch((error: unknown) =>
      fail(control, response, error),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/link') === true)
      return control.slack.sockets.upgrade(request, socket, head);
    socket.destroy();
  });
  return {
    url,
    apiUrl: `${url}/api/`,
    async close() {
      await close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function assemble(
  options: SlackOptions,
  manifest: Slack['manifest'],
  url: string,
): { control: Control; close: () => Promise<void> } {
  const clock = options.clock ?? createWallClock();
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const ids = createIds(clock);
  const journal = createJournal(clock);
  const stream = createStream();
  const triggers = createTriggers(clock, ids, settings);
  const socketTransport = createSocketTransport({
    clock,
    settings,
    triggers,
    sockets: () => sockets,
  });
  const { onFrame } = socketTransport;
  const sockets = createSockets({ clock, ids, journal, settings, stream, onFrame });
  const httpTransport =
    options.botUrl === undefined
      ? undefined
      : createHttpTransport({
          clock,
          journal,
          settings,
          triggers,
          requestUrl: options.botUrl,
          signingSecret: options.signingSecret ?? DEFAULT_SIGNING_SECRET,
          onVerified: () => stream.send({ type: 'state', connected: 1 }),
        });
  const transport: Transport = httpTransport?.carry ?? socketTransport.carry;
  const slack: Slack = {
    clock,
    ids,
    settings,
    manifest,
    journal,
    stream,
    triggers,
    sockets,
    faults: createFaults(),
    rates: createRates(clock, settings),
    responseUrls: createResponseUrls(clock, ids, settings),
    deliveries: createDeliveries({ clock, journal, settings, stream, transport }),
    tokens: options.tokens ?? DEFAULT_TOKENS,
    mode: httpTransport === undefined ? 'socket' : 'http',
    url,
    world: createWorkspace(),
  };
  const connected = () =>
    httpTransport === undefined ? sockets.count() : Number(httpTransport.isVerified());
  const close = async () => {
    slack.deliveries.clear();
    httpTransport?.close();
    await sockets.close();
    stream.close();
  };
  return { control: { slack, connected, initial: options.settings ?? {} }, close };
}

async function route(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { slack } = control;
  if (!isOwnOrigin(request)) {
    const detail = 'Only this page and programs on this machine may use the stand-in.';
    return sendJson(response, 403, { ok: false, error: 'foreign_origin', detail });
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', slack.url);
  const [, head = '', ...rest] = pathname.split('/');
  const tail = rest.join('/');
  if (head === 'api') return answerCall(slack, tail, request, response);
  if (head === 'response') return answerResponseUrl(slack, tail, request, response);
  if (head === 'upload') return takeUpload(slack, rest[1] ?? '', request, response);
  if (head === 'files') return sendDownload(slack, rest[0]?.split('-')[1] ?? '', request, response);
  if (head === 'sim') return answerControl(control, tail, searchParams, request, response);
  return sendPageFile(pathname, response);
}

/**
 * A page from elsewhere, open in the same browser, must not type commands here: its requests carry a foreign
 * Origin, or, when it rebinds a name to this machine, a foreign Host.
 */
function isOwnOrigin(request: IncomingMessage): boolean {
  const { host = '', origin } = request.headers;
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** A fault of the stand-in itself: said loudly, never taken for Slack's answer. */
function fail(control: Control, response: ServerResponse, error: unknown): void {
  if (error instanceof BodyTooLarge) {
    sendJson(response, 413, { ok: false, error: 'request_too_large' });
    return;
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The stand-in Slack failed: ${words}\n`);
  control.slack.journal.add('failure', { error: words });
  const detail = 'The stand-in Slack itself failed; see its log.';
  sendJson(response, 500, { ok: false, error: 'internal_error', detail });
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
