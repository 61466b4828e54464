// Starts the whole product as a person does (`npm start` without tokens) and drives it through the sandbox's control API.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PATIENT } from '../sandbox/slack/patient.ts';

export interface StoredMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly ephemeral_to?: string;
  readonly thread_ts?: string;
}

export interface Sandbox {
  readonly url: string;
  readonly dataDirectory: string;
  /** What it has written to the terminal. */
  said(): string;
  post(route: string, body: object): Promise<Record<string, unknown>>;
  messages(channel: string): Promise<readonly StoredMessage[]>;
  /** Types a command and waits for the first message that is about it and matches. */
  answer(
    wish: { user: string; channel: string; text: string; thread_ts?: string },
    matches?: RegExp,
  ): Promise<StoredMessage>;
  /** Waits until a message of the channel matches. */
  until(channel: string, matches: (message: StoredMessage) => boolean): Promise<StoredMessage>;
  /** Waits for a modal that is open for the person. @returns the id of the topmost */
  modal(user: string): Promise<string>;
  /** Ends only the bot, at once. */
  killBot(): Promise<void>;
  stop(): Promise<void>;
}

/** Nobody waits for it but a test that fails. */
const ANSWER_MS = 100_000;

export async function startSandbox(
  environment: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const dataDirectory =
    environment.DATA_DIR ?? (await mkdtemp(path.join(tmpdir(), 'quartermaster-')));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/start.ts'],
    {
      env: {
        ...withoutTokens(process.env),
        SANDBOX_PORT: '0',
        PORT: '0',
        DATA_DIR: dataDirectory,
        KAFKA_BROKERS: 'none', // of those that need one, each says which
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { url, said } = await addressOf(child);
  const sandbox: Sandbox = {
    url,
    dataDirectory,
    said,
    post: (route, body) => post(`${url}${route}`, body),
    messages: (channel) => messages(url, channel),
    answer: (wish, matches = /./u) => answer(sandbox, wish, matches),
    until: (channel, matches) => until(() => messages(url, channel), matches),
    modal: (user) => modal(url, user),
    killBot: async () => {
      const pids = await botsOf(child.pid ?? 0);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
    },
    stop: async () => {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      if (environment.DATA_DIR === undefined) {
        await rm(dataDirectory, { recursive: true, force: true });
      }
    },
  };
  await sandbox.post('/sim/settings', PATIENT);
  return sandbox;
}

/** All that a person reads of a message. */
export function words(message: StoredMessage): string {
  return `${message.text}\n${collect(message.blocks ?? []).join('\n')}`;
}

/** The texts of the preformatted blocks: what the command printed. */
export function printed(message: StoredMessage): readonly string[] {
  const found: string[] = [];
  visit(message.blocks ?? [], (value) => {
    if (value.type === 'rich_text_preformatted') found.push(collect(value.elements).join(''));
  });
  return found;
}

async function answer(
  sandbox: Sandbox,
  wish: { user: string; channel: string; text: string; thread_ts?: string },
  matches: RegExp,
): Promise<StoredMessage> {
  const before = new Set((await sandbox.messages(wish.channel)).map(({ ts }) => ts));
  const sent = await sandbox.post('/sim/command', wish);
  if (sent.ok !== true) throw new Error(`not accepted: ${JSON.stringify(sent)}`);
  return await sandbox.until(
    wish.channel,
    (message) =>
      !before.has(message.ts) &&
      !isOfPerson(message) &&
      matches.test(words(message)) &&
      !/^Running/iu.test(message.text),
  );
}

function isOfPerson(message: StoredMessage): boolean {
  return !('bot_id' in message);
}

async function until(
  read: () => Promise<readonly StoredMessage[]>,
  matches: (message: StoredMessage) => boolean,
): Promise<StoredMessage> {
  const deadline = Date.now() + ANSWER_MS;
  let seen: readonly StoredMessage[] = [];
  while (Date.now() < deadline) {
    seen = await read();
    const found = seen.find(matches);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const last = seen.slice(-4).reverse().map(words).join('\n---\n');
  throw new Error(`no such message; the last were, newest first: ${last}`);
}

async function modal(url: string, user: string): Promise<string> {
  for (const deadline = Date.now() + ANSWER_MS; Date.now() < deadline; ) {
    const response = await fetch(`${url}/sim/views?user=${user}`);
    const { modals = [] } = (await response.json()) as { modals?: readonly { id: string }[] };
    const id = modals.at(-1)?.id;
    if (id !== undefined) return id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no modal was opened for ${user}`);
}

async function messages(url: string, channel: string): Promise<readonly StoredMessage[]> {
  const response = await fetch(`${url}/sim/messages?channel=${encodeURIComponent(channel)}`);
  const body = (await response.json()) as { messages?: readonly StoredMessage[] };
  return body.messages ?? [];
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

function addressOf(child: ChildProcess): Promise<{ url: string; said: () => string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: string) => {
      said += text;
      const found = /Open (http:\/\/\S+)/u.exec(said);
      if (found?.[1] !== undefined) {
        resolve({ url: found[1].replace(/\/$/u, ''), said: () => said });
      }
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => reject(new Error(`the sandbox ended (code ${code}): ${said}`)));
  });
}

async function botsOf(parent: number): Promise<readonly number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

export function withoutTokens(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([key, value]) =>
        value !== undefined && !/^(SLACK_|KUBECONFIG$|QUARTERMASTER_|DATABASE_URL$)/u.test(key),
    ),
  ) as Record<string, string>;
}

type Visited = Record<string, unknown>;

function visit(value: unknown, look: (value: Visited) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, look);
  else if (typeof value === 'object' && value !== null) {
    look(value as Visited);
    for (const one of Object.values(value)) visit(one, look);
  }
}

function collect(value: unknown): string[] {
  const texts: string[] = [];
  visit(value, (one) => {
    if (typeof one.text === 'string') texts.push(one.text);
  });
  return texts;
}
