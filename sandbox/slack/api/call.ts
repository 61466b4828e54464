// Answers one Web API call: token, faults, rates, scopes, then the method. It always journals the call.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import { readBody, sendJson } from '../http.ts';
import { type Json, parseJson, toObject, toText } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import type { Method } from './method.ts';
import { METHODS } from './methods.ts';

interface Answer {
  status: number;
  body: Json;
  headers: Record<string, string>;
}

export async function answerCall(
  slack: Slack,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const start = slack.clock.now();
  const args = await readArguments(request);
  const token = tokenOf(request, args);
  const known = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  const fault = slack.faults.take(name, toText(args.channel ?? args.channel_id));
  if (fault?.delay_ms !== undefined) await pause(slack, fault.delay_ms);
  const answer = faultyAnswer(fault) ?? (await answerOf(slack, name, known, token, args));
  slack.journal.add('call', {
    method: name,
    args,
    token,
    status: answer.status,
    ok: answer.body.ok,
    ...(answer.body.ok === true ? {} : { error: answer.body.error }),
    ...(fault === undefined ? {} : { fault: { ...fault } }),
    answer: answer.body,
    ms: slack.clock.now() - start,
  });
  if (fault?.drop === true) return void response.destroy();
  sendJson(response, answer.status, answer.body, answer.headers);
}

async function answerOf(
  slack: Slack,
  name: string,
  known: Method | undefined,
  token: string,
  args: Json,
): Promise<Answer> {
  try {
    if (known === undefined) throw new SlackRefusal('unknown_method', { req_method: name });
    assertToken(slack, known, token);
    const wait = slack.rates.take(name, known.tier, bucketOf(slack, args));
    if (wait > 0) return tooMany(wait);
    assertScopes(slack, known);
    const body = { ok: true, ...(await known.run(slack, args)) };
    return { status: 200, body, headers: scopeHeaders(slack, known) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const body = { ok: false, error: error.code, ...error.fields };
    return { status: 200, body, headers: known === undefined ? {} : scopeHeaders(slack, known) };
  }
}

/** A channel has one bucket, whether it is named or given by id. */
function bucketOf(slack: Slack, args: Json): string {
  const wanted = toText(args.channel).replace(/^#/, '');
  const named = [...slack.world.channels.values()].find((c) => !c.is_im && c.name === wanted);
  return named?.id ?? wanted;
}

/** Fields the official client sends as JSON text inside a form. Nothing else is ever parsed. */
const JSON_FIELDS = ['blocks', 'view', 'attachments', 'metadata', 'files', 'message', 'unfurls'];

async function readArguments(request: IncomingMessage): Promise<Json> {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  const body = (await readBody(request)).toString('utf8');
  if (request.headers['content-type']?.startsWith('application/json') === true)
    return { ...query, ...toObject(parseJson(body)) };
  const args: Json = { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  for (const name of JSON_FIELDS) {
    const value = args[name];
    if (typeof value === 'string' && value !== '') args[name] = parseJson(value) ?? value;
  }
  return args;
}

function tokenOf(request: IncomingMessage, args: Json): string {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? toText(args.token);
  delete args.token;
  return token;
}

function assertToken(slack: Slack, known: Method, token: string): void {
  if (known.token === 'any') return;
  if (token === '') throw new SlackRefusal('not_authed');
  const { app, bot } = slack.tokens;
  if (token !== app && token !== bot) throw new SlackRefusal('invalid_auth');
  if ((known.token === 'app') !== (token === app)) throw new SlackRefusal('not_allowed_token_type');
}

function assertScopes(slack: Slack, known: Method): void {
  const { scopes } = slack.manifest;
  if (known.scopes.length === 0 || known.scopes.some((scope) => scopes.has(scope))) return;
  throw new SlackRefusal('missing_scope', {
    needed: known.scopes.join(','),
    provided: [...scopes].join(','),
  });
}

function scopeHeaders(slack: Slack, known: Method): Record<string, string> {
  return {
    'x-oauth-scopes': [...slack.manifest.scopes].join(','),
    'x-accepted-oauth-scopes': known.scopes.join(','),
  };
}

function tooMany(seconds: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  };
}

/** What an armed fault answers instead of the method; nothing when it only delays or drops. */
function faultyAnswer(fault: Fault | undefined): Answer | undefined {
  if (fault?.status !== undefined) {
    const answer = tooMany(fault.retry_after ?? 1);
    if (fault.status === 429) return answer;
    const body = { ok: false, error: fault.error ?? 'internal_error' };
    return { status: fault.status, body, headers: {} };
  }
  if (fault?.error !== undefined)
    return { status: 200, body: { ok: false, error: fault.error }, headers: {} };
  return undefined;
}

function pause(slack: Slack, ms: number): Promise<void> {
  return new Promise((resolve) => void slack.clock.after(ms, resolve));
}
