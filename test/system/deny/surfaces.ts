// Every way in which a person reaches the bot, each tried with something that an admin prepared and may do.

import { setTimeout as delay } from 'node:timers/promises';
import type { Json, World } from '../../world/world.ts';
import { type StoredMessage, words } from '../sandbox.ts';

/** What an admin left lying about: anybody in the channel sees it and can try its buttons. */
export interface Bait {
  /** A change that waits for its click. */
  readonly proposal: StoredMessage;
  /** A long output with its buttons. */
  readonly output: StoredMessage;
  /** Logs that are being followed. */
  readonly following: StoredMessage;
}

type Clickable = 'proposal' | 'output' | 'following';

export interface Attempt {
  readonly world: World;
  readonly bait: Bait;
  /** By name. */
  readonly user: string;
  /** Nothing is to come. */
  readonly ignored?: boolean;
}

/** All that the person could read as its outcome, and nothing else. */
export type Surface = (attempt: Attempt) => Promise<string>;

export const CHANNEL = '#shop-ops';
/** What somebody reads who is offered nothing. */
export const NOTHING = 'nothing';
const REPLY_MS = 60_000;
/** After an answer came, for what would come after it. */
const REST_MS = 100;
const IGNORED_MS = 1000;
const READ = 'kubectl get pods -n shop';
/** How far something is that goes on, such as logs that are followed: no outcome. */
const RUNNING = /^Running/u;

export const SURFACES: Readonly<Record<string, Surface>> = {
  'slash command, a read': (attempt) => told(attempt, () => type(attempt, `/${READ}`)),
  'slash command, a change': (attempt) =>
    told(attempt, () => type(attempt, '/kubectl scale deploy/web --replicas=9')),
  'slash command, an unknown cluster': (attempt) =>
    told(attempt, () => type(attempt, `/${READ} --cluster nowhere`)),
  'slash command, the record': (attempt) => told(attempt, () => type(attempt, '/qm audit')),
  mention: (attempt) => told(attempt, () => type(attempt, `@quartermaster ${READ}`)),
  'mention in a thread': (attempt) =>
    told(attempt, () =>
      type(attempt, `@quartermaster ${READ}`, { thread_ts: attempt.bait.output.ts }),
    ),
  'button Confirm': (attempt) => clicked(attempt, 'proposal', 'confirm'),
  'button Cancel': (attempt) => clicked(attempt, 'proposal', 'cancel'),
  'button Stop': (attempt) => clicked(attempt, 'following', 'stop'),
  'button Next': (attempt) => clicked(attempt, 'output', 'output_next'),
  'button Whole file': (attempt) => clicked(attempt, 'output', 'output_file'),
  'modal Filter': (attempt) =>
    told(
      attempt,
      async () => {
        await click(attempt, 'output', 'output_filter');
        await submit(attempt, await modalOf(attempt), { filter: 'web' });
      },
      'output',
    ),
  'builder, a read': (attempt) => told(attempt, () => build(attempt, 'kubectl get')),
  'builder, a change': (attempt) =>
    told(attempt, () => build(attempt, 'kubectl rollout restart', 'web')),
  'builder’s suggestions': async (attempt) => {
    const modal = await openBuilder(attempt);
    const kinds = await offered(attempt, modal, 'kind');
    const namespaces = await offered(attempt, modal, 'namespace');
    await choose(attempt, modal, 'kind', 'pods');
    const names = await offered(attempt, modal, 'name');
    await act(attempt, 'close', { view_id: modal });
    return [...kinds, ...namespaces, ...names].join(' ') || NOTHING;
  },
  'App Home': async (attempt) => {
    await act(attempt, 'home', {});
    return await within(async () => {
      const { home } = await attempt.world.sim(`views?user=${attempt.user}`);
      return home === null ? undefined : JSON.stringify(home);
    });
  },
};

function type(attempt: Attempt, text: string, more: object = {}): Promise<Json> {
  return act(attempt, 'command', { channel: CHANNEL, text, ...more });
}

function clicked(attempt: Attempt, on: Clickable, action: string): Promise<string> {
  return told(attempt, () => click(attempt, on, action), on);
}

function click(attempt: Attempt, on: Clickable, action: string): Promise<Json> {
  const { ts } = attempt.bait[on];
  return act(attempt, 'click', { channel: CHANNEL, ts, action_id: action });
}

async function build(attempt: Attempt, verb: string, name?: string): Promise<void> {
  const modal = await openBuilder(attempt);
  await choose(attempt, modal, 'kind', name === undefined ? 'pods' : 'deployments');
  await choose(attempt, modal, 'namespace', 'shop');
  if (name !== undefined) await choose(attempt, modal, 'name', name);
  await submit(attempt, modal, { verb });
}

async function openBuilder(attempt: Attempt): Promise<string> {
  await type(attempt, '/kubectl');
  return await modalOf(attempt);
}

/** What is typed whole can be chosen by anybody, whether it was offered or not. */
async function choose(attempt: Attempt, modal: string, field: string, value: string) {
  await offered(attempt, modal, field, value);
  await act(attempt, 'click', { view_id: modal, action_id: field, value });
}

async function offered(attempt: Attempt, modal: string, field: string, query = '') {
  const { options } = await act(attempt, 'options', { view_id: modal, action_id: field, query });
  return (options as { value: string }[]).map(({ value }) => value);
}

async function submit(attempt: Attempt, view: string, values: object): Promise<void> {
  await act(attempt, 'submit', { view_id: view, values });
}

function act({ world, user }: Attempt, route: string, body: object): Promise<Json> {
  return world.sim(route, { user, ...body });
}

/** The modal that is open for the person now. */
function modalOf({ world, user }: Attempt): Promise<string> {
  return within(async () => {
    const { modals } = (await world.sim(`views?user=${user}`)) as { modals: { id: string }[] };
    return modals.at(-1)?.id;
  });
}

/** What came for this person after they did it, with the new state of what they clicked on; empty when nothing came. */
async function told(
  attempt: Attempt,
  doIt: () => Promise<unknown>,
  on?: Clickable,
): Promise<string> {
  const watched = on === undefined ? undefined : attempt.bait[on].ts;
  const before = new Map((await visible(attempt)).map((one) => [one.ts, readingOf(one)]));
  await doIt();
  const news = async () =>
    (await visible(attempt))
      .map((one) => ({ ts: one.ts, reading: readingOf(one) }))
      .filter(({ ts, reading }) => (ts === watched ? reading !== before.get(ts) : !before.has(ts)));
  const isIgnored = attempt.ignored === true;
  if (isIgnored) await delay(IGNORED_MS);
  else {
    await within(async () => {
      const hasCome = (await news()).some(({ reading }) => !RUNNING.test(reading));
      return hasCome ? true : undefined;
    });
  }
  await delay(REST_MS);
  return (await news()).map(({ reading }) => reading).join('\n');
}

/** Of the bot, in the channel and its threads, as this person sees it. */
async function visible({ world, user }: Attempt): Promise<readonly BotMessage[]> {
  const where = `channel=${encodeURIComponent(CHANNEL)}&user=${user}`;
  const { messages } = (await world.sim(`messages?${where}`)) as { messages: BotMessage[] };
  return messages.filter(({ bot_id: botId }) => botId === 'B0QM');
}

interface BotMessage extends StoredMessage {
  readonly bot_id?: string;
  readonly files?: readonly { readonly name: string }[];
}

function readingOf(message: BotMessage): string {
  const files = (message.files ?? []).map(({ name }) => name);
  return [words(message), ...files].join('\n');
}

async function within<T>(find: () => Promise<T | undefined>): Promise<T> {
  const deadlineMs = Date.now() + REPLY_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadlineMs) throw new Error('Nothing came.');
    await delay(20);
  }
}
