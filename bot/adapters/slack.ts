// The Slack edge: deliveries come in and become Requests, messages go out through the port Chat. Nothing after it knows Bolt,
// and nothing in it decides who may do what.

import { App, webApi } from '@slack/bolt';
import type { BuilderRoot, Verb } from '../builder.ts';
import { OperatorError } from '../errors.ts';
import type { Channels } from '../incidents/channels.ts';
import type { Chat, Clock, Directory } from '../ports.ts';
import type { UserGroups } from '../user-groups.ts';
import { createBoltLog } from './slack/bolt-log.ts';
import { channelProblem } from './slack/channel-problem.ts';
import { createChannels } from './slack/channels.ts';
import { createChat } from './slack/chat.ts';
import { createDirectory } from './slack/directory.ts';
import type { AuditForm, Edge, Suggest, View } from './slack/edge.ts';
import { takeEventsFirst } from './slack/events.ts';
import { listen } from './slack/listeners.ts';
import type { Handle, SlackLog } from './slack/receipt.ts';
import {
  type Connection,
  createConnection,
  type Route,
  type SlackSettings,
} from './slack/receiver.ts';
import { createUserGroups } from './slack/user-groups.ts';

export type { Suggest, SuggestQuery, View } from './slack/edge.ts';
export type { Handle, SlackLog } from './slack/receipt.ts';
export type { Route, SlackSettings } from './slack/receiver.ts';

export interface SlackOptions {
  readonly settings: SlackSettings;
  /** Slash commands without the slash: 'kubectl', 'qm'. */
  readonly commands: readonly string[];
  /** Of all commands, so that a mention may leave out the first word. Absent: it may not. */
  readonly names?: readonly string[];
  /** Writes the receipt durably and fast; the work goes on behind it. */
  readonly handle: Handle;
  /** What the builder offers. Absent or empty: a bare command is handled as typed. */
  readonly verbs?: (root: BuilderRoot) => readonly Verb[];
  readonly suggest?: Suggest;
  /** The view for App Home of one reader (`homeView`). */
  readonly home?: (reader: { teamId: string; userId: string }) => Promise<View>;
  /** The modal that searches the audit (`auditForm`). */
  readonly auditForm?: AuditForm;
  /** Further paths served in HTTP mode beside /slack/events. */
  readonly routes?: readonly Route[];
  readonly clock: Clock;
  readonly log: SlackLog;
}

export interface Slack {
  readonly chat: Chat;
  readonly directory: Directory;
  readonly userGroups: UserGroups;
  /** Why the bot could not write in a channel; undefined: nothing is known against it. */
  channelProblem(channelId: string): Promise<string | undefined>;
  readonly channels: Channels;
  /** @throws OperatorError when a token is wrong or Slack cannot be reached; it never waits without end. */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
  /** Asks Slack something and back. @throws when it does not answer. */
  reach(): Promise<void>;
  /** '' before start. */
  botUserId(): string;
  /** What HTTP mode listens on; 0 before start and in Socket Mode. */
  port(): number;
  /** @throws what Slack answers, for example when the trigger is older than three seconds. */
  openView(triggerId: string, view: View): Promise<void>;
  publishHome(userId: string, view: View): Promise<void>;
  /** Where Slack shows a message; undefined before start. */
  linkTo(channelId: string, ts: string): string | undefined;
}

/** Slack answers hello within a second or two. */
const START_MS = 20_000;
const CALL_MS = 10_000;

interface Identity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** Of the workspace, for example https://shop.slack.com/ */
  readonly url: string;
}

export function createSlack(options: SlackOptions): Slack {
  const { settings, clock, log } = options;
  const client = createClient(settings.botToken, options);
  const connection = createConnection(settings, { routes: options.routes ?? [], log });
  const directory = createDirectory(client, clock, () => identity.teamId);
  const chat = createChat(client);
  let identity: Identity = { teamId: '', botUserId: '', botId: '', url: '' };
  let port = 0;
  const openView = async (triggerId: string, view: View) => {
    await client.views.open({
      trigger_id: triggerId,
      view: view as unknown as webApi.ViewsOpenArguments['view'],
    });
  };
  const publishHome = async (userId: string, view: View) => {
    await client.views.publish({
      user_id: userId,
      view: view as unknown as webApi.ViewsPublishArguments['view'],
    });
  };
  const edge: Edge = {
    handle: options.handle,
    clock,
    log,
    client,
    chat,
    directory,
    roots: options.commands,
    names: options.names ?? [],
    verbs: options.verbs ?? (() => []),
    suggest: options.suggest,
    home: options.home,
    auditForm: options.auditForm,
    botUserId: () => identity.botUserId,
    openView,
    publishHome,
  };
  const app = createApp(options, connection, () => identity);
  takeEventsFirst(app, edge);
  listen(app, edge);
  return {
    chat,
    directory,
    userGroups: createUserGroups(client),
    channelProblem: (channelId) => channelProblem(client, channelId),
    channels: createChannels(client, () => identity.botUserId),
    start: async () => {
      identity = await identify(client);
      await assertSocketOpens(options);
      await app.init();
      port = await startInTime(connection, clock);
      log.info({ teamId: identity.teamId, port }, 'Slack is connected');
    },
    stop: () => connection.stop(),
    connected: connection.isConnected,
    reach: async () => {
      await client.auth.test();
    },
    botUserId: () => identity.botUserId,
    port: () => port,
    linkTo: (channelId, ts) =>
      identity.url === '' ? undefined : messageLink(identity.url, channelId, ts),
    openView,
    publishHome,
  };
}

/** As Slack's own "Copy link" makes it. */
function messageLink(workspace: string, channelId: string, ts: string): string {
  return new URL(`/archives/${channelId}/p${ts.replace('.', '')}`, workspace).href;
}

/** No retries and no waiting: what to try again, and when, is for the outbound loop to say. */
function createClient(token: string, { settings, log }: SlackOptions): webApi.WebClient {
  return new webApi.WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_MS,
    logger: createBoltLog(log),
    ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
  });
}

function createApp(
  { settings, log }: SlackOptions,
  { receiver }: Connection,
  identity: () => Identity,
): App {
  const app = new App({
    receiver,
    deferInitialization: true,
    logger: createBoltLog(log),
    authorize: async () => {
      const { teamId, botId, botUserId } = identity();
      return { botToken: settings.botToken, teamId, botId, botUserId };
    },
    clientOptions: {
      retryConfig: { retries: 0 },
      ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
    },
  });
  app.error(async (error) => {
    log.error({ err: error }, 'a delivery of Slack could not be worked on');
  });
  return app;
}

async function identify(client: webApi.WebClient): Promise<Identity> {
  try {
    const { team_id = '', user_id = '', bot_id = '', url = '' } = await client.auth.test();
    return { teamId: team_id, botUserId: user_id, botId: bot_id, url };
  } catch (error) {
    throw cannotStart(error, 'SLACK_BOT_TOKEN', 'the bot token (xoxb-...)');
  }
}

/** Asked once without retries, because the socket client itself would try a dead address for a very long time. */
async function assertSocketOpens(options: SlackOptions): Promise<void> {
  const { appToken } = options.settings;
  if (appToken === undefined) return;
  try {
    await createClient(appToken, options).apps.connections.open({});
  } catch (error) {
    throw cannotStart(
      error,
      'SLACK_APP_TOKEN',
      'the app-level token (xapp-..., connections:write)',
    );
  }
}

function cannotStart(cause: unknown, variable: string, token: string): OperatorError {
  if (cause instanceof webApi.WebAPIPlatformError) {
    return new OperatorError({
      what: 'Quartermaster cannot start on Slack.',
      why: `Slack does not take ${token}: ${cause.data.error}.`,
      fix: `Set ${variable} to the token on the app’s page at api.slack.com and start again.`,
      cause,
    });
  }
  return new OperatorError({
    what: 'Quartermaster cannot start on Slack.',
    why: 'Slack’s Web API does not answer.',
    fix: 'Look at the network and at SLACK_API_URL, then start again.',
    cause,
  });
}

async function startInTime(connection: Connection, clock: Clock): Promise<number> {
  const timer = new AbortController();
  const late = clock.sleep(START_MS, timer.signal).then(
    (): 'late' => 'late',
    (): 'late' => 'late', // aborted: the race is over
  );
  try {
    const port = await Promise.race([connection.start(), late]);
    if (port !== 'late') return port;
    throw new Error(`Slack did not say hello within ${START_MS} ms.`);
  } catch (cause) {
    await connection.stop();
    if (cause instanceof OperatorError) throw cause;
    throw new OperatorError({
      what: 'Quartermaster cannot start on Slack.',
      why: 'The connection for deliveries could not be opened.',
      fix: 'Look at the network, then start again.',
      cause,
    });
  } finally {
    timer.abort();
  }
}
