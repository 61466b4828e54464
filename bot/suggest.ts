// What the builder offers while somebody picks: the kinds, namespaces and names that this person may list, nothing else. It
// only reads, through the same decision and the same guard as the command itself.

import { askerOf, authorizeDeeds, authorizeEntry, type Case, demandsOf } from './authorize.ts';
import type { Request } from './command.ts';
import type { Bot } from './dispatch/rooms.ts';
import { LIMITS } from './limits.ts';
import { parse } from './parse.ts';
import type { BoundCall, Place } from './place.ts';
import { placeKindOf } from './places.ts';
import type { Clock } from './ports.ts';
import { joinWords } from './words.ts';

export interface SuggestWish {
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly field: 'kind' | 'namespace' | 'name';
  readonly values: Readonly<Record<string, string>>;
  readonly text: string;
}

/** At most a hundred that contain the text, those that begin with it first; none where policy allows none. */
export async function suggest(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const text = wish.text.toLowerCase();
  const options = await optionsOf(wish, bot);
  return options
    .filter((option) => option.includes(text))
    .sort((left, right) => rank(left, text) - rank(right, text) || left.localeCompare(right))
    .slice(0, 100);
}

function rank(option: string, text: string): number {
  return option.startsWith(text) ? 0 : 1;
}

async function optionsOf(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const { kind = '', namespace = '' } = wish.values;
  if (wish.field === 'name' && kind === '') return [];
  const words = ['kubectl', 'get', wish.field === 'name' ? kind : 'namespaces', '-o', 'name'];
  if (wish.field === 'name' && namespace !== '') words.push('-n', namespace);
  const admitted = await mayList(wish, joinWords(words), bot);
  if (admitted === undefined) return [];
  if (wish.field === 'kind') {
    const { resources } = await bot.clusters().catalog(admitted.place.name);
    return resources.filter(({ verbs }) => verbs.includes('list')).map(({ resource }) => resource);
  }
  const { services } = bot;
  const { stdout } = await inTime(bot.clock, (signal) =>
    admitted.bound.run({ signal, services, show: () => {} }),
  );
  return stdout
    .split('\n')
    .map((line) => line.slice(line.indexOf('/') + 1))
    .filter(Boolean);
}

/** Slack waits no longer than for a receipt. */
async function inTime<T>(clock: Clock, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [late, done] = [new AbortController(), new AbortController()];
  clock.sleep(LIMITS.receiptMs, done.signal).then(
    () => late.abort(),
    () => {}, // it was in time
  );
  try {
    return await act(late.signal);
  } finally {
    done.abort();
  }
}

/** The same decision as for the command itself, without a refusal on the record: nobody asked for anything yet. */
async function mayList(
  wish: SuggestWish,
  text: string,
  bot: Bot,
): Promise<{ readonly place: Place; readonly bound: BoundCall } | undefined> {
  const settings = bot.settings();
  const call = parse(text, bot.commands);
  const { teamId, userId, channelId } = wish;
  const nowMs = bot.clock.nowMs();
  const request: Request = {
    id: '',
    surface: 'modal',
    ask: { kind: 'command', text },
    address: { teamId, userId, channelId },
    receivedAtMs: nowMs,
  };
  const kind = placeKindOf(call.command, bot);
  const wanted = kind.wanted(request, call);
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) return undefined;
  const asker = askerOf(await bot.directory.person(teamId, userId), settings);
  const { policies } = bot;
  const context: Case = { asker, request, call, place, settings, policies, nowMs, freezes: [] };
  const entry = authorizeEntry(context);
  if (!entry.allowed) return undefined;
  const plan = await kind.plan({ request, call, place, asker, isOpen: () => false });
  const { decision } = authorizeDeeds(context, plan.deeds, plan.facts);
  // What others would have to agree to first is not read to suggest something.
  if (!decision.allowed || demandsOf([entry, decision]).length > 0) return undefined;
  return { place, bound: plan.bind() };
}
