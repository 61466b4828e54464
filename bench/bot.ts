// Our side of the benchmark: the whole bot as a process of its own between the stand-in Slack and a cluster or a Kafka. A command is
// timed from its delivery to the arrival of its post.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { startBotProcess } from '../sandbox/bot-process.ts';
import { startSlack } from '../sandbox/slack/server.ts';

export interface Ours {
  /** Sends the command as this person, in their direct messages, and waits for the post that is its end. */
  ask(person: number, command: string): Promise<Posted>;
  /** Confirms the change that waits there, and waits for its end. */
  confirm(person: number, posted: Posted): Promise<Posted>;
  /** Resident memory of the bot's process, in MiB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export interface Posted {
  readonly ts: string;
  readonly text: string;
  readonly channel: string;
}

/** So many that nobody has to wait for Slack's limit of a message a second in each channel. */
export const PEOPLE = 60;
const READY = /^(?!Running)/u;
const TOO_LONG_MS = 30_000;

/** What the bot acts on. */
export type Acted = { readonly kubeconfig: string } | { readonly brokers: readonly string[] };

export async function startOurs(acted: Acted): Promise<Ours> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-bench-'));
  const slack = await startSlack({
    port: 0,
    manifestPath: 'manifest.yml',
    settings: { rate_limits: false },
  });
  const configFile = path.join(folder, 'quartermaster.yaml');
  await writeFile(configFile, stringify(settings(acted)), { mode: 0o600 });
  const { PATH, HOME } = process.env;
  const bot = await startBotProcess({
    ...{ PATH, HOME, PORT: '0', LOG_LEVEL: 'error', SLACK_API_URL: slack.apiUrl },
    ...{ QUARTERMASTER_CONFIG: configFile, DATA_DIR: path.join(folder, 'data') },
  });
  const act = async (route: string, body: object) => {
    const response = await fetch(`${slack.url}/sim/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { ok: boolean };
    if (!answer.ok) throw new Error(`${route}: ${JSON.stringify(answer)}`);
    return answer;
  };
  for (let index = 0; index < PEOPLE; index += 1) {
    await act('person', { name: `p${index}`, groups: ['S0ADMINS'] });
  }
  const listening = new AbortController();
  const arrivals = listen(slack.url, listening.signal);
  const channelOf = (person: number) => `D0P${person}`;
  const ended = (person: number, ts?: string) =>
    arrivals.next(
      ({ channel, text, ts: its }) =>
        channel === channelOf(person) && READY.test(text) && (ts === undefined || its === ts),
    );
  return {
    ask: async (person, command) => {
      const posted = ended(person);
      const text = `/${command}`;
      await act('command', { user: `p${person}`, channel: 'dm', text, wait: false });
      return await posted;
    },
    confirm: async (person, { channel, ts }) => {
      const posted = ended(person, ts);
      const click = { user: `p${person}`, channel, ts, action_id: 'confirm' };
      await act('click', { ...click, wait: false });
      return await posted;
    },
    memory: async () => {
      const status = await readFile(`/proc/${bot.id}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) / 1024);
    },
    stop: async () => {
      listening.abort();
      await bot.end('SIGTERM');
      await slack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Arrivals {
  next(matches: (posted: Posted) => boolean): Promise<Posted>;
}

/** What the bot posts, at the moment when the stand-in has it. */
function listen(url: string, signal: AbortSignal): Arrivals {
  const waiting = new Set<(posted: Posted) => void>();
  const read = async () => {
    const response = await fetch(`${url}/sim/stream`, { signal });
    let rest = '';
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = (rest + piece).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) tell(event);
    }
  };
  const tell = (event: string) => {
    if (!/^data: \{"type":"(?:message|update|ephemeral)"/u.test(event)) return;
    const { channel, message } = JSON.parse(event.slice('data: '.length)) as {
      channel: string;
      message: { bot_id?: string; text: string; ts: string };
    };
    if (message.bot_id === undefined) return;
    for (const hear of waiting) hear({ channel, ts: message.ts, text: message.text });
  };
  read().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    next: (matches) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('No post came.')), TOO_LONG_MS);
        const hear = (posted: Posted) => {
          if (!matches(posted)) return;
          clearTimeout(late);
          waiting.delete(hear);
          resolve(posted);
        };
        waiting.add(hear);
      }),
  };
}

function settings(acted: Acted): object {
  const environment = 'staging';
  const isCluster = 'kubeconfig' in acted;
  return {
    policies: path.resolve('policies', 'starter'),
    clusters: isCluster ? { bench: { environment, ...acted } } : {},
    kafkas: isCluster ? {} : { bench: { environment, ...acted } },
    ...(isCluster ? { defaultCluster: 'bench' } : { defaultKafka: 'bench' }),
    groups: { admin: { userGroups: ['S0ADMINS'] } },
  };
}
