// Starts a stand-in Slack for a test and speaks its control API. It asserts nothing.

import { fileURLToPath } from 'node:url';
import { App, type Logger, LogLevel } from '@slack/bolt';
import { type RunningSlack, type SlackOptions, startSlack } from '../../../sandbox/slack/server.ts';

export type Body = { [field: string]: unknown };

export interface Workspace {
  slack: RunningSlack;
  /** POST to the control API; the status is under `http`. */
  act(path: string, body?: Body): Promise<Body>;
  look(path: string): Promise<Body>;
  /** Calls a Web API method with the bot's token. */
  call(method: string, args: Body, token?: string): Promise<Body>;
  messages(channel?: string, user?: string): Promise<Body[]>;
  journal(type: string): Promise<Body[]>;
  close(): Promise<void>;
}

const MANIFEST = fileURLToPath(new URL('./manifest.fixture.yml', import.meta.url));

export async function startWorkspace(options: Partial<SlackOptions> = {}): Promise<Workspace> {
  const slack = await startSlack({ port: 0, manifestPath: MANIFEST, ...options });
  const look = async (path: string) => asBody(await fetch(`${slack.url}/sim/${path}`));
  return {
    slack,
    look,
    act: async (path, body = {}) =>
      asBody(
        await fetch(`${slack.url}/sim/${path}`, { method: 'POST', body: JSON.stringify(body) }),
      ),
    call: async (method, args, token = 'xoxb-sandbox') =>
      asBody(
        await fetch(`${slack.apiUrl}${method}`, {
          method: 'POST',
          body: JSON.stringify(args),
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        }),
      ),
    messages: async (channel = 'shop-ops', user = '') => {
      const reader = user === '' ? '' : `&user=${user}`;
      const { messages } = await look(`messages?channel=${channel}${reader}`);
      return messages as Body[];
    },
    journal: async (type) => {
      const response = await fetch(`${slack.url}/sim/journal?type=${type}`);
      const lines = (await response.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Body);
    },
    close: () => slack.close(),
  };
}

/** A real Bolt app in Socket Mode, not yet started. */
export function createSocketApp(workspace: Workspace, appToken = 'xapp-sandbox'): App {
  return new App({
    token: 'xoxb-sandbox',
    appToken,
    socketMode: true,
    logger: QUIET,
    clientOptions: { slackApiUrl: workspace.slack.apiUrl, retryConfig: { retries: 0 } },
  });
}

/** Bolt's reconnects are wanted here and need no words. */
export const QUIET: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Waits until something is true, up to a minute. */
export async function until<Value>(
  what: string,
  probe: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  for (let tries = 0; tries < 2400; tries += 1) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Waited a minute in vain for: ${what}`);
}

async function asBody(response: Response): Promise<Body> {
  const retryAfter = response.headers.get('retry-after');
  const body = (await response.json()) as Body;
  return {
    ...body,
    http: response.status,
    ...(retryAfter === null ? {} : { retry_after: Number(retryAfter) }),
  };
}
