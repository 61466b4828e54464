// What may never be, whatever the command: rules over single requests and argument arrays that need no knowledge of verbs.

import type { Seen } from '../contract/adapter/fake-server.ts';
import type { Started } from './kubectl-recorder.ts';
import { type ClusterName, identityOn, OWN_TOKEN, type Player } from './world.ts';

const HEADERS = new Set(
  'host connection user-agent accept authorization content-type content-length impersonate-user impersonate-group'.split(
    ' ',
  ),
);
const SUBRESOURCES = new Set(['log', 'scale', 'status', 'eviction']);
const CLEAN_PATH = /^\/(?:api|apis|version|openapi)(?:$|\/(?!\/))[A-Za-z0-9._:/-]*$/u;

export function neverOfRequest(
  seen: Seen,
  cluster: ClusterName,
  player: Player,
): readonly string[] {
  const problems: string[] = [];
  const [rawPath = '', ...query] = seen.url.split('?');
  // A colon is all that may come encoded in a path.
  const path = rawPath.replaceAll('%3A', ':');
  if (!CLEAN_PATH.test(path) || /\/(?:\.{0,2}(?:\/|$))/u.test(path)) {
    problems.push(`path ${JSON.stringify(rawPath)}`);
  }
  const subresource = subresourceOf(path);
  if (subresource !== undefined && !SUBRESOURCES.has(subresource)) {
    problems.push(`subresource ${subresource}`);
  }
  if (query.length > 1) problems.push(`query ${query.join('?')}`);
  for (const header of Object.keys(seen.headers)) {
    if (!HEADERS.has(header)) problems.push(`header ${header}`);
  }
  const { authorization } = seen.headers;
  if (authorization !== `Bearer ${OWN_TOKEN}`) problems.push(`authorization ${authorization}`);
  const said = JSON.stringify([
    seen.headers['impersonate-user'],
    seen.headers['impersonate-group'],
  ]);
  const wanted =
    rawPath === '/api' || rawPath === '/apis' ? undefined : identityOn(cluster, player);
  const allowed = [
    JSON.stringify([wanted?.user, wanted?.groups.length ? wanted.groups.join(', ') : undefined]),
    // qm doctor asks as the bot itself.
    ...(rawPath === '/version' ? [JSON.stringify([undefined, undefined])] : []),
  ];
  if (!allowed.includes(said)) problems.push(`impersonation ${said}`);
  return problems;
}

/** What stands behind the name of an object. */
function subresourceOf(path: string): string | undefined {
  const [root, ...segments] = path.slice(1).split('/');
  if (root !== 'api' && root !== 'apis') return undefined;
  const inGroup = segments.slice(root === 'api' ? 1 : 2);
  const isWithin = inGroup[0] === 'namespaces' && inGroup.length > 2;
  const [, , ...behind] = isWithin ? inGroup.slice(2) : inGroup;
  return behind.length === 0 ? undefined : behind.join('/');
}

const FORBIDDEN_ARGUMENTS =
  /^(?:-[sfkvw]|--(?:server|token|as|as-group|as-uid|as-user-extra|user|username|password|kubeconfig|kuberc|context|cluster|cache-dir|filename|kustomize|raw|v|vmodule|profile|profile-output|log-file|insecure-skip-tls-verify|certificate-authority|client-key|client-certificate|tls-server-name|template|overwrite|force)(?:=|$))/u;

export function neverOfStarted({ args, process }: Started): readonly string[] {
  const problems: string[] = [];
  const end = args.indexOf('--');
  if (end === -1) problems.push(`no end of flags in ${JSON.stringify(args)}`);
  for (const word of args.slice(0, end)) {
    if (FORBIDDEN_ARGUMENTS.test(word)) problems.push(`argument ${word}`);
  }
  for (const word of args) {
    if (/\p{Cc}/u.test(word)) problems.push(`control character in ${JSON.stringify(word)}`);
  }
  for (const word of args.slice(end + 1)) {
    if (word.startsWith('-')) problems.push(`flag behind the end of flags: ${word}`);
  }
  if (process === undefined) return problems;
  if (JSON.stringify(process.argv) !== JSON.stringify(args)) {
    problems.push(`started with ${JSON.stringify(process.argv)}, not ${JSON.stringify(args)}`);
  }
  const environment = process.environment.map((each) => each.replace(FOLDER, '=FOLDER')).sort();
  if (JSON.stringify(environment) !== JSON.stringify(ENVIRONMENT)) {
    problems.push(`environment ${JSON.stringify(process.environment)}`);
  }
  return problems;
}

const FOLDER = /=\/[^:]*\/quartermaster-kubectl-\w{6}(?=\/|$)/u;
const ENVIRONMENT = [
  'HOME=FOLDER',
  'KUBECACHEDIR=FOLDER/cache',
  'KUBECONFIG=FOLDER/config',
  'KUBERC=off',
  'PATH=',
  'TZ=UTC',
];
