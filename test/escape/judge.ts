// Holds one performance against the specification and the rules that always hold, and says what is wrong with it. Empty
// means: no escape, no leak, no crash, one visible outcome.

import type { Command } from '../../bot/command.ts';
import { parse } from '../../bot/parse.ts';
import type { Seen } from '../contract/adapter/fake-server.ts';
import { type Allowed, DISCOVERY, type Permit, permitOf, RULES, type Rule } from './allowed.ts';
import { permitOfSuggestion } from './allowed-suggestions.ts';
import { crashProblems } from './crashes.ts';
import { deniedProblems } from './denied.ts';
import type { Input } from './inputs.ts';
import { callsIn, secretIn } from './leaks.ts';
import { DECLARER } from './memory-incidents.ts';
import { neverOfRequest, neverOfStarted } from './never.ts';
import { outcomesOf } from './outcomes.ts';
import { otherThan, type Performance, type Phase, secondOf } from './perform.ts';
import { type ClusterName, PEOPLE, type Player } from './world.ts';

export interface Judgement {
  readonly problems: readonly string[];
  /** The verb that was understood, '' where none was. */
  readonly verb: string;
  readonly outcome: string;
  readonly reached: boolean;
}

export interface JudgeOptions {
  readonly commands: readonly Command[];
  readonly rules?: Readonly<Record<string, Rule>>;
}

export function judge(input: Input, played: Performance, options: JudgeOptions): Judgement {
  const { ask, after } = played;
  const player = playerOf(input.person);
  const problems: string[] = [];
  const { permit, problem } = permitFor(input, played, options);
  if (problem !== undefined) problems.push(problem);
  const isPlanted = input.act.on === 'proposal';
  problems.push(
    ...requestProblems(ask, permit, player, { earnest: [], isConfirmed: false }).map(
      inPhase('asked'),
    ),
  );
  problems.push(...deniedProblems(ask, input.person, input.policies));
  if (after !== undefined) {
    const isOwnClick = ['confirm', 'confirm-twice'].includes(input.follow);
    const isForeign = /-foreign$/u.test(input.follow);
    // What is approved runs as whoever asked for it.
    const clicker = isForeign && !played.isAsked ? otherThan(input.person) : input.person;
    const isConfirmed = played.followed === 'proposal' && isOwnClick;
    const tried = ask.requests
      .filter(({ seen }) => isDryRun(seen))
      .map(({ seen }) => earnestOf(seen));
    problems.push(
      ...requestProblems(
        after,
        isConfirmed || played.isAsked ? permit : undefined,
        playerOf(clicker),
        {
          earnest: isConfirmed ? tried : [],
          isConfirmed: isConfirmed || played.isAsked,
        },
      ).map(inPhase(input.follow)),
    );
    problems.push(...deniedProblems(after, clicker, input.policies));
    if (isConfirmed) problems.push(...doneProblems(after, tried));
  }
  const phases = after === undefined ? [ask] : [ask, after];
  for (const phase of phases) {
    problems.push(
      ...leakProblems(phase, input, { isAsked: played.isAsked, verb: permit?.verb }),
      ...crashProblems(phase, isPlanted),
    );
  }
  const kept = secretIn(played.kept);
  if (kept !== undefined) problems.push(`a stored output holds ${kept} of a Secret`);
  const outcomes = outcomesOf(input, played);
  problems.push(...outcomes.problems);
  return {
    problems,
    verb: permit?.verb ?? '',
    outcome: outcomes.outcome,
    reached: phases.some(
      ({ requests, started, asked }) =>
        requests.some(isNoDiscovery) || started.length > 0 || asked.length > 0,
    ),
  };
}

function inPhase(phase: string): (problem: string) => string {
  return (problem) => `${phase}: ${problem}`;
}

function playerOf(person: string): Player {
  const player = PEOPLE[person];
  if (player === undefined) throw new Error(`nobody is called ${person}`);
  return player;
}

/** What the command permits, from how the bot itself spells it out for people. */
function permitFor(
  input: Input,
  { ask, proposal }: Performance,
  { commands, rules = RULES }: JudgeOptions,
): { readonly permit?: Permit; readonly problem?: string } {
  const { act, channel } = input;
  if (act.on === 'suggest') return { permit: permitOfSuggestion(act, channel, rules) };
  const text = act.on === 'proposal' ? proposal?.command : ask.texts[0];
  const shown = text === undefined ? undefined : spelled(text, commands);
  if (shown === undefined) return {};
  try {
    const again = spelled(shown, commands);
    if (again !== shown) return { problem: `${shown} is read again as ${again}` };
    if (text !== undefined && !isTyped(shown, text)) return { problem: `${shown} was not typed` };
    const permit = permitOf(shown, channel, rules);
    if (act.on !== 'proposal') return { permit };
    const { cluster, kafka } = permit;
    return { permit: { ...permit, cluster: cluster && 'staging', kafka: kafka && 'staging' } };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function spelled(text: string, commands: readonly Command[]): string | undefined {
  try {
    return parse(text, commands).text;
  } catch {
    return undefined; // Refused: then nothing at all may be asked.
  }
}

/**
 * Nothing is shown that was not typed, but for long flags that are shown short and quotes; and for `qm help`, which is asked for in
 * kubectl's ways too, and which may ask nothing of any cluster; a bare `incident` asks what is open now.
 */
function isTyped(shown: string, text: string): boolean {
  const plain = (each: string) =>
    each
      .replaceAll(/[\u2018\u2019\u201c\u201d'"\\]/gu, '')
      .replaceAll(/[\u2014\u2013]/gu, '-')
      .replaceAll(/\s/gu, ' ');
  const typed = plain(text);
  return shown
    .replace(/^qm help(?= |$)/u, '')
    .replace(/^incident now$/u, typed.trim() === 'incident' ? 'incident' : '$&')
    .split(' ')
    .every((word) => /^-\w$/u.test(word) || typed.includes(plain(word).replace(/^--/u, '-')));
}

// --- requests -------------------------------------------------------------------------------------------------------

function requestProblems(
  { requests, started, asked }: Phase,
  permit: Permit | undefined,
  player: Player,
  { earnest, isConfirmed }: { readonly earnest: readonly string[]; readonly isConfirmed: boolean },
): readonly string[] {
  const problems: string[] = [];
  for (const { cluster, seen } of requests) {
    const told = `${seen.method} ${seen.url} ${seen.body} on ${cluster}`;
    problems.push(...neverOfRequest(seen, cluster, player).map((what) => `${what} in ${told}`));
    if (!isPermitted(seen, cluster, permit, earnest))
      problems.push(`not named by the command: ${told}`);
  }
  for (const each of started) {
    problems.push(...neverOfStarted(each));
    const argv = permit?.argv ?? [];
    const isNamed = argv.some((one) => JSON.stringify(one) === JSON.stringify(each.args));
    if (!isNamed) problems.push(`kubectl was started with ${JSON.stringify(each.args)}`);
  }
  for (const { kafka, question } of asked) {
    const isDoctor = permit?.verb === 'qm doctor' && question === 'check';
    const isListed = permit?.verb === 'pipeline list' && question === 'status';
    const named = [...(permit?.asks ?? []), ...(isConfirmed ? (permit?.does ?? []) : [])];
    const isNamed = permit?.kafka === kafka && named.includes(question);
    if (!isNamed && !isDoctor && !isListed)
      problems.push(`not named by the command: ${question} of ${kafka}`);
  }
  return problems;
}

function isPermitted(
  seen: Seen,
  cluster: ClusterName,
  permit: Permit | undefined,
  earnest: readonly string[],
): boolean {
  if (DISCOVERY.some((allowed) => fits(seen, allowed))) return true;
  if (permit === undefined) return false;
  const isElsewhere = permit.cluster !== cluster && permit.verb !== 'qm doctor';
  if (isElsewhere) return false;
  if (permit.reads.some((allowed) => fits(seen, allowed))) return true;
  // kubectl reads OpenAPI documents and discovery through its door, group by group.
  if (permit.argv.length > 0 && isDocument(seen)) return true;
  if (!permit.writes.some((allowed) => fits(seen, asWrite(allowed)))) return false;
  return isDryRun(seen) || earnest.includes(earnestOf(seen));
}

function isDocument({ method, url, body }: Seen): boolean {
  return (
    method === 'GET' &&
    body === '' &&
    /^\/(?:version|openapi\/v[23](?:\/[a-z0-9./-]+)?(?:\?hash=\w+)?|api\/v1|apis\/[a-z0-9.-]+(?:\/v\w+)?)$/u.test(
      url,
    )
  );
}

function asWrite(allowed: Allowed): Allowed {
  return { ...allowed, query: { ...allowed.query, dryRun: 'All', fieldManager: 'quartermaster' } };
}

/** A deletion with options in its body is tried only if they say so: the server then does not read the query. */
function isDryRun({ url, method, body }: Seen): boolean {
  if (method === 'GET') return false;
  if (method === 'DELETE' && body !== '') return /"dryRun":\["All"\]/u.test(body);
  return new URL(url, 'https://server').searchParams.get('dryRun') === 'All';
}

/** A write as it is in earnest: what was tried must be what is done. */
function earnestOf({ method, url, headers, body }: Seen): string {
  const { pathname, searchParams } = new URL(url, 'https://server');
  searchParams.delete('dryRun');
  const done = method === 'DELETE' ? body.replace(/,"dryRun":\["All"\](?=\}$)/u, '') : body;
  return JSON.stringify([method, pathname, searchParams.toString(), headers['content-type'], done]);
}

function isNoDiscovery({ seen }: { readonly seen: Seen }): boolean {
  return seen.url !== '/api' && seen.url !== '/apis';
}

function fits({ method, url, headers, body }: Seen, allowed: Allowed): boolean {
  const [path = '', query = ''] = url.split('?');
  if (method !== allowed.method || decodeURIComponent(path) !== allowed.path) return false;
  const keys = [...new URLSearchParams(query)];
  if (new Set(keys.map(([key]) => key)).size !== keys.length) return false;
  const isQuery = keys.every(([key, value]) => {
    const wanted = Object.hasOwn(allowed.query ?? {}, key) ? allowed.query?.[key] : undefined;
    return wanted instanceof RegExp ? wanted.test(value) : wanted === value;
  });
  if (!isQuery) return false;
  const accept = headers.accept ?? '';
  const forms = { table: /application\/json/u, text: /^\*\/\*$/u };
  if (allowed.as !== undefined && !forms[allowed.as].test(accept)) return false;
  if (allowed.as === undefined && !accept.startsWith('application/json')) return false;
  if (headers['content-type'] !== allowed.contentType) return false;
  if (allowed.body === undefined) return body === '';
  return allowed.body(JSON.parse(body));
}

/** Exactly what the preview tried and no oftener, however often the button was pressed. What is named twice may be gone by then. */
function doneProblems({ requests }: Phase, tried: readonly string[]): readonly string[] {
  const done = requests
    .filter(({ seen }) => seen.method !== 'GET' && !isDryRun(seen))
    .map(({ seen }) => earnestOf(seen));
  const isMissing = tried.some((each) => !done.includes(each));
  const isMore = done.some((each) => countOf(done, each) > countOf(tried, each));
  return isMissing || isMore
    ? [`previewed ${tried.join(' ')} and did ${done.join(' ') || 'nothing'}`]
    : [];
}

function countOf(all: readonly string[], wanted: string): number {
  return all.filter((each) => each === wanted).length;
}

const USER_IDS = /\bU0[A-Z]+\b/gu;

// --- leaks ----------------------------------------------------------------------------------------------

function leakProblems(
  { outgoing, audit, sent }: Phase,
  input: Input,
  { isAsked, verb }: { readonly isAsked: boolean; readonly verb: string | undefined },
): readonly string[] {
  const asker = playerOf(input.person).userId;
  // Whoever approved is named beside whoever asked.
  const second = isAsked ? [playerOf(secondOf(input.person)).userId] : [];
  const other = playerOf(otherThan(input.person)).userId;
  const problems: string[] = [];
  const written = JSON.stringify([outgoing, audit, sent]);
  const piece = secretIn(written);
  if (piece !== undefined) problems.push(`${piece} of a Secret came out`);
  // Whoever is asked to look after an alert is told so, in its thread alone.
  const assigned =
    verb === 'incident assign' ? (JSON.stringify(input.act).match(USER_IDS) ?? []) : [];
  // Whoever leads an incident is named by its message; whom its words name is not.
  const leading =
    verb === 'incident lead'
      ? (JSON.stringify(input.act).match(USER_IDS) ?? [])
      : [
          ...JSON.stringify(input.act).matchAll(/(?:--|[—–])commander[= ](?:<@)?([UW][A-Z0-9]+)/gu),
        ].map(([, userId = '']) => userId);
  for (const { kind, message, address, key } of outgoing) {
    const isOfAlert = kind === 'message' && key.startsWith('alert:');
    const isOfIncident = kind === 'message' && key.startsWith('incident:');
    const mayName =
      kind === 'ephemeral'
        ? [asker, other, address.userId]
        : [
            asker,
            address.userId,
            ...second,
            ...(isOfAlert ? assigned : []),
            ...(isOfIncident ? [DECLARER, ...leading] : []),
          ];
    problems.push(...callsIn(message, mayName).map((call) => `a message calls ${call}`));
  }
  for (const { payload } of sent) {
    problems.push(
      ...callsIn(payload, []).map((call) => `what was sent beside the queue calls ${call}`),
    );
  }
  return problems;
}
