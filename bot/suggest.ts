// What the builder offers while somebody picks: the kinds, namespaces and names that this person may list, nothing else. It
// only reads, through the same decision and the same guard as the command itself. Which names a verb of a Kafka takes, and what lists
// them, stands in kafka/suggestions.ts.

import { askerOf, authorizeDeeds, authorizeEntry, type Case, demandsOf } from './authorize.ts';
import { type BuilderRoot, namedFields, type SuggestedField } from './builder.ts';
import type { Call, Request } from './command.ts';
import type { Bot } from './dispatch/rooms.ts';
import { OperatorError } from './errors.ts';
import type { Named } from './grammar.ts';
import { listingOf } from './kafka/suggestions.ts';
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
  readonly root: BuilderRoot;
  readonly field: SuggestedField;
  readonly values: Readonly<Record<string, string>>;
  readonly text: string;
}

/** At most a hundred that contain the text, those that begin with it first; none where policy allows none. */
export async function suggest(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const text = wish.text.toLowerCase();
  const options = await optionsOf(wish, bot);
  return options
    .filter((option) => option.toLowerCase().includes(text))
    .sort((left, right) => rank(left, text) - rank(right, text) || left.localeCompare(right))
    .slice(0, 100);
}

function rank(option: string, text: string): number {
  return option.toLowerCase().startsWith(text) ? 0 : 1;
}

async function optionsOf(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  if (wish.root === 'kafka') return await ofKafka(wish, bot);
  if (wish.field === 'kafka') return [];
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
  const stdout = await listed(admitted.bound, bot);
  return stdout
    .split('\n')
    .map((line) => line.slice(line.indexOf('/') + 1))
    .filter(Boolean);
}

async function listed(bound: BoundCall, { clock, services }: Bot): Promise<string> {
  const run = (signal: AbortSignal) => bound.run({ signal, services, show: () => {} });
  return (await inTime(clock, run)).stdout;
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

async function ofKafka(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  if (wish.field === 'kafka') return await openKafkas(wish, bot);
  const { verb = '', kafka = '' } = wish.values;
  const grammar = bot.commands.find(({ name }) => name === verb)?.grammar;
  const named: Readonly<Record<string, Named | undefined>> =
    grammar === undefined ? {} : namedFields(grammar);
  const names = named[wish.field];
  const listing = names === undefined ? undefined : listingOf(names, wish.values);
  if (listing === undefined) return [];
  if (!('words' in listing)) return listing;
  const where = kafka === '' ? [] : ['--kafka', kafka];
  try {
    const admitted = await mayList(wish, joinWords([...listing.words, ...where]), bot);
    return admitted === undefined ? [] : listing.read(await listed(admitted.bound, bot));
  } catch (error) {
    if (error instanceof OperatorError) return []; // what stands in another field is not there, or no name yet
    throw error;
  }
}

/** Those where this person may use the chosen verb, or what lists topics. */
async function openKafkas(wish: SuggestWish, bot: Bot): Promise<readonly string[]> {
  const verb = bot.commands.find(({ name }) => name === wish.values.verb);
  const command = verb?.on === 'kafka' ? verb : bot.commands.find(({ name }) => name === LISTED);
  if (command === undefined) return [];
  const { context } = await caseOf(
    wish,
    { command, args: undefined, words: NO_WORDS, text: '' },
    bot,
  );
  return placeKindOf(command, bot)
    .all()
    .filter((place) => authorizeEntry({ ...context, place }).allowed)
    .map(({ name }) => name);
}

const LISTED = 'kafka topics';
const NO_WORDS: Call['words'] = { positionals: [], flags: {} };

/** The same decision as for the command itself, without a refusal on the record: nobody asked for anything yet. */
async function mayList(
  wish: SuggestWish,
  text: string,
  bot: Bot,
): Promise<{ readonly place: Place; readonly bound: BoundCall } | undefined> {
  const call = parse(text, bot.commands);
  const { request, context } = await caseOf(wish, call, bot);
  const kind = placeKindOf(call.command, bot);
  const wanted = await kind.wanted(request, call);
  const place = kind.all().find(({ name }) => name === wanted);
  if (place === undefined) return undefined;
  const here: Case = { ...context, place };
  const entry = authorizeEntry(here);
  if (!entry.allowed) return undefined;
  const { asker } = context;
  const plan = await kind.plan({ request, call, place, asker, isOpen: () => false });
  const { decision } = authorizeDeeds(here, plan.deeds, plan.facts);
  // What others would have to agree to first is not read to suggest something.
  if (!decision.allowed || demandsOf([entry, decision]).length > 0) return undefined;
  return { place, bound: plan.bind() };
}

/** Who asks for what, without the place. */
async function caseOf(
  { teamId, userId, channelId }: SuggestWish,
  call: Call,
  bot: Bot,
): Promise<{ readonly request: Request; readonly context: Omit<Case, 'place'> }> {
  const settings = bot.settings();
  const nowMs = bot.clock.nowMs();
  const request: Request = {
    id: '',
    surface: 'modal',
    ask: { kind: 'command', text: call.text },
    address: { teamId, userId, channelId },
    receivedAtMs: nowMs,
  };
  const asker = askerOf(await bot.directory.person(teamId, userId), settings);
  const { policies } = bot;
  return { request, context: { asker, request, call, settings, policies, nowMs, freezes: [] } };
}
