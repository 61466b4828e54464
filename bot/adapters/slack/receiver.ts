// How deliveries come in: over a socket that the bot opens, or over HTTP with Slack's signature. It knows nothing of their content.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { OperatorError } from '../../errors.ts';
import { explainListening } from '../listening.ts';
import { createBoltLog } from './bolt-log.ts';
import type { SlackLog } from './receipt.ts';

export interface SlackSettings {
  readonly botToken: string;
  /** Given: Socket Mode. */
  readonly appToken?: string;
  /** For HTTP mode. */
  readonly signingSecret?: string;
  /** With a slash at the end. Absent: Slack's own. */
  readonly apiUrl?: string;
  /** For HTTP mode; 0 takes any free port. */
  readonly port?: number;
}

export interface Route {
  readonly path: string;
  readonly method: string;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Connection {
  readonly receiver: Receiver;
  readonly isConnected: () => boolean;
  /** The port that HTTP mode listens on; 0 in Socket Mode. */
  readonly start: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

export function createConnection(
  settings: SlackSettings,
  { routes, log }: { routes: readonly Route[]; log: SlackLog },
): Connection {
  if (settings.appToken !== undefined) return createSocket(settings.appToken, settings, log);
  if (settings.signingSecret !== undefined && settings.signingSecret !== '') {
    return createHttp(settings.signingSecret, settings.port ?? 8080, routes, log);
  }
  throw new OperatorError({
    what: 'Slack cannot be reached.',
    why: 'Neither an app-level token nor a signing secret is set.',
    fix: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  });
}

function createSocket(appToken: string, { apiUrl }: SlackSettings, log: SlackLog): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLog(log),
    // The many retries of the default stay: giving up would end the reconnecting for good.
    ...(apiUrl === undefined
      ? {}
      : { installerOptions: { clientOptions: { slackApiUrl: apiUrl } } }),
  });
  let isConnected = false;
  receiver.client.on('connected', () => {
    isConnected = true;
  });
  for (const event of ['close', 'reconnecting', 'disconnecting', 'disconnected']) {
    receiver.client.on(event, () => {
      isConnected = false;
    });
  }
  return {
    receiver,
    isConnected: () => isConnected,
    start: async () => {
      await receiver.start();
      return 0;
    },
    stop: async () => {
      isConnected = false;
      await receiver.stop();
    },
  };
}

function createHttp(
  signingSecret: string,
  port: number,
  routes: readonly Route[],
  log: SlackLog,
): Connection {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: '/slack/events',
    customRoutes: routes.map(({ path, method, handler }) => ({ path, method, handler })),
    logger: createBoltLog(log),
  });
  let isListening = false;
  return {
    receiver,
    isConnected: () => isListening,
    start: async () => {
      const server = await receiver.start(port).catch((error: unknown) => {
        throw explainListening(error, port);
      });
      isListening = true;
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    stop: async () => {
      if (!isListening) return;
      isListening = false;
      await receiver.stop();
    },
  };
}
