// One run's way to one cluster: it passes only requests that the run's accesses name, made as the right person, and hands
// on only answers without the values of Secrets.

import assert from 'node:assert/strict';
import type { Access } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  type KubernetesApi,
  type PublicPath,
  StatusError,
} from '../../kubernetes/api.ts';
import { describeRequest, names, UnnamedRequestError } from '../../kubernetes/guard.ts';
import { maskSecrets } from '../../kubernetes/secrets.ts';
import type { Impersonation } from '../../ports.ts';
import { readAnswer } from './answer.ts';
import { type Connection, explain, type OutgoingRequest } from './connection.ts';
import { AGGREGATED_DISCOVERY } from './discovery.ts';
import { writeJson } from './json.ts';
import { codeOf } from './network-error.ts';
import { readOnly } from './read-only.ts';
import { isWrite, publicTarget, targetOf } from './request-path.ts';
import type { ClusterLimits, ClusterLog, ClusterSettings } from './settings.ts';
import { maskWatch } from './watch-lines.ts';

export interface HandleOptions {
  readonly settings: ClusterSettings;
  readonly connection: Connection;
  readonly limits: ClusterLimits;
  readonly log: ClusterLog;
  readonly accesses: readonly Access[];
  readonly as: Impersonation | undefined;
  readonly signal: AbortSignal;
}

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

export function openHandle(options: HandleOptions): KubernetesApi {
  return {
    request: (request) => ask(request, options),
    stream: (request) => streamOf(request, options),
    read: (path) => readPublic(path, options),
  };
}

async function ask(request: ApiRequest, options: HandleOptions): Promise<ApiAnswer> {
  const outgoing = prepare(request, options);
  const response = await options.connection.send(outgoing);
  const { resource } = request.resource;
  const { text, ...answer } = await withinAnswer(outgoing, options, () =>
    readAnswer(response, answerOptions(request, outgoing, options)),
  );
  if (request.as === 'text' || !mayHoldSecret(resource, text)) return answer;
  const sized = request.secretSizes === true;
  return { ...answer, body: maskSecrets(answer.body, { resource, sized }) };
}

async function* streamOf(request: ApiRequest, options: HandleOptions): AsyncIterable<Uint8Array> {
  // What is neither a watch nor a log would pass by unmasked.
  assert(request.verb === 'watch' || request.subresource === 'log', 'not a stream');
  const outgoing = prepare(request, options);
  const response = await options.connection.send(outgoing);
  if (response.statusCode >= 300) {
    await readAnswer(response, answerOptions(request, outgoing, options));
  }
  const watch = {
    cluster: options.settings.name,
    resource: request.resource.resource,
    maxLineBytes: options.limits.answerBytes,
  };
  try {
    yield* request.verb === 'watch' ? maskWatch(response.body, watch) : response.body;
  } catch (error) {
    throw error instanceof OperatorError ? error : explain(watch.cluster, outgoing, error);
  }
}

async function readPublic(path: PublicPath, options: HandleOptions): Promise<ApiAnswer> {
  const isRoot = path === '/api' || path === '/apis';
  const outgoing: OutgoingRequest = {
    ...publicTarget(path),
    headers: {
      accept: isRoot ? AGGREGATED_DISCOVERY : 'application/json, */*',
      ...impersonationHeaders(options.as),
    },
    isChange: false,
    signal: options.signal,
  };
  const response = await options.connection.send(outgoing);
  const { text: _, ...answer } = await withinAnswer(outgoing, options, () =>
    readAnswer(response, {
      cluster: options.settings.name,
      maxBytes: options.limits.answerBytes,
      asText: path === '/livez',
      subject: { method: 'GET', group: '', resource: '', name: '' },
    }),
  );
  return answer;
}

/** @throws before anything is sent: UnnamedRequestError, or OperatorError for a cluster that is read-only. */
function prepare(request: ApiRequest, options: HandleOptions): OutgoingRequest {
  const { settings, log } = options;
  if (!names(options.accesses, request)) {
    log.error(
      { cluster: settings.name, request: describeRequest(request) },
      'refused a request that no access of its command names',
    );
    throw new UnnamedRequestError(request);
  }
  const target = targetOf(request);
  if (isWrite(request) && settings.readOnly) throw readOnly(settings.name);
  const body = request.body === undefined ? {} : { body: writeJson(bodyOf(request)) };
  return {
    ...target,
    ...body,
    headers: { ...contentHeaders(request), ...impersonationHeaders(options.as) },
    isChange: isWrite(request) && !request.dryRun,
    signal: options.signal,
  };
}

/** A deletion with options in its body is tried only when they say so: the server then reads no query. */
function bodyOf({ verb, body, dryRun }: ApiRequest): unknown {
  return verb === 'delete' && dryRun ? { ...(body as object), dryRun: ['All'] } : body;
}

function contentHeaders(request: ApiRequest): Record<string, string> {
  const accept = request.as?.startsWith('table')
    ? TABLE
    : request.as === 'text'
      ? '*/*'
      : 'application/json';
  if (request.body === undefined) return { accept };
  const isPatch = request.verb === 'patch';
  return {
    accept,
    'content-type': isPatch ? PATCH_TYPES[request.patch ?? 'merge'] : 'application/json',
  };
}

/** An empty user would mean no impersonation at all, which is more than anybody was given. */
function impersonationHeaders(as: Impersonation | undefined): Record<string, string | string[]> {
  if (!as) return {};
  for (const each of [as.user, ...as.groups]) {
    if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/u.test(each)) throw badIdentity(each);
  }
  return {
    'impersonate-user': as.user,
    ...(as.groups.length === 0 ? {} : { 'impersonate-group': [...as.groups] }),
  };
}

/** A failure while the body comes in is worded like one before; what `readAnswer` itself throws is worded already. */
async function withinAnswer<T>(
  outgoing: OutgoingRequest,
  options: HandleOptions,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const isWorded = error instanceof OperatorError || error instanceof StatusError;
    const isNetwork = !isWorded && (outgoing.signal.aborted || codeOf(error) !== '');
    throw isNetwork ? explain(options.settings.name, outgoing, error) : error;
  }
}

function answerOptions(request: ApiRequest, outgoing: OutgoingRequest, options: HandleOptions) {
  const { group, resource } = request.resource;
  return {
    cluster: options.settings.name,
    maxBytes: options.limits.answerBytes,
    asText: request.as === 'text',
    subject: { method: outgoing.method, group, resource, name: request.name ?? '' },
  };
}

/** Looking at the text first spares walking through every list of pods. */
function mayHoldSecret(resource: string, text: string): boolean {
  return resource === 'secrets' || text.includes('"Secret');
}

function badIdentity(identity: string): OperatorError {
  return new OperatorError({
    what: 'The command was not run.',
    why: `It would be made as ${JSON.stringify(identity)}, which is no name that a request header can carry.`,
    fix: 'Correct the impersonation in the configuration.',
  });
}
