// The real Slack edge without a network: deliveries are handed to Bolt as a receiver would, and everything that would go to
// Slack beside the queue (acknowledgements, views, whispers) is recorded.

import { App, type webApi } from '@slack/bolt';
import type { SlackDirectory } from '../../bot/adapters/slack/directory.ts';
import type { Edge, Suggest, View } from '../../bot/adapters/slack/edge.ts';
import { takeEventsFirst } from '../../bot/adapters/slack/events.ts';
import { listen } from '../../bot/adapters/slack/listeners.ts';
import type { Handle, SlackLog } from '../../bot/adapters/slack/receipt.ts';
import { verbsOf } from '../../bot/builder.ts';
import type { Command } from '../../bot/command.ts';
import type { Chat, Clock, Delivery, Directory } from '../../bot/ports.ts';

export interface Sent {
  readonly kind: 'ack' | 'view' | 'home' | 'chat';
  readonly payload: unknown;
}

export interface SlackRecorder {
  readonly sent: Sent[];
  /** Deliveries that Bolt's listeners threw at. */
  readonly failures: unknown[];
  deliver(body: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface SlackRecorderOptions {
  readonly handle: Handle;
  readonly commands: readonly Command[];
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: SlackLog;
  readonly suggest: Suggest;
  readonly home: NonNullable<Edge['home']>;
}

export const BOT_USER = 'U0BOTSELF';

export async function createSlackRecorder(options: SlackRecorderOptions): Promise<SlackRecorder> {
  const { handle, commands, directory, clock, log } = options;
  const sent: Sent[] = [];
  const failures: unknown[] = [];
  const record = (kind: Sent['kind']) => async (payload: unknown) => {
    sent.push({ kind, payload });
  };
  const app = new App({
    receiver: { init() {}, start: async () => {}, stop: async () => {} },
    deferInitialization: true,
    authorize: async () => ({ botToken: 'xoxb-none', teamId: 'T0SHOP', botUserId: BOT_USER }),
    logger: SILENT,
  });
  app.error(async (error) => {
    failures.push(error);
  });
  const edge: Edge = {
    handle,
    clock,
    log,
    client: { views: { update: record('view') } } as unknown as webApi.WebClient,
    chat: recordingChat(record('chat')),
    directory: { ...directory, noteChannel() {} } satisfies SlackDirectory,
    roots: [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))],
    names: commands.map(({ name }) => name),
    verbs: (root) => verbsOf(commands, root),
    suggest: options.suggest,
    auditForm: undefined,
    home: options.home,
    botUserId: () => BOT_USER,
    openView: (_trigger: string, view: View) => record('view')(view),
    publishHome: (_user: string, view: View) => record('home')(view),
  };
  await app.init();
  takeEventsFirst(app, edge);
  listen(app, edge);
  return {
    sent,
    failures,
    deliver: (body) => app.processEvent({ body, ack: record('ack') }),
  };
}

function recordingChat(record: (payload: unknown) => Promise<void>): Chat {
  const note = async (...payload: unknown[]): Promise<Delivery> => {
    await record(payload);
    return { kind: 'delivered' };
  };
  return { post: note, update: note, ephemeral: note, file: note, direct: note };
}

const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'warn' as never,
  setName() {},
};
