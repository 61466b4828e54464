// Who a request is from: the sandbox's one token, and whoever it asks to act as. It decides nothing about resources.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { badRequest, forbidden, unauthorized } from '../status.ts';
import { decide } from './access.ts';
import type { User } from './call.ts';

/** The stand-in listens on loopback and holds made-up data: its token is known. */
export const SANDBOX_TOKEN = 'sandbox-token';

const ADMIN: User = { name: 'sandbox-admin', groups: ['system:masters', 'system:authenticated'] };
const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** @throws Refusal: 401 for a wrong token, 400 and 403 for an impersonation that may not be. */
export function authenticate(cluster: Cluster, headers: IncomingHttpHeaders): User {
  const user = userOfToken(headers.authorization);
  return impersonate(cluster, user, headers);
}

function userOfToken(authorization: string | undefined): User {
  if (authorization === undefined) return ANONYMOUS;
  const [, token] = /^Bearer\s+(.+)$/i.exec(authorization) ?? [];
  if (token === undefined || !isSame(token, SANDBOX_TOKEN)) throw unauthorized();
  return ADMIN;
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function impersonate(cluster: Cluster, user: User, headers: IncomingHttpHeaders): User {
  const name = textOf(headers['impersonate-user']);
  const groups = listOf(headers['impersonate-group']);
  if (name === undefined) {
    if (groups.length === 0) return user;
    const list = groups.map((group) => JSON.stringify(group)).join(', ');
    throw badRequest(
      `requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{${list}}, Extra:map[string][]string(nil)} without impersonating a user name`,
    );
  }
  assertMayImpersonate(cluster, user, 'users', name);
  for (const group of groups) assertMayImpersonate(cluster, user, 'groups', group);
  const all = groups.includes('system:authenticated')
    ? groups
    : [...groups, 'system:authenticated'];
  return { name, groups: all, impersonatedBy: user.name };
}

function assertMayImpersonate(cluster: Cluster, user: User, resource: string, name: string): void {
  if (decide(cluster, user, { verb: 'impersonate', group: '', resource, name }).allowed) return;
  throw forbidden(
    `${resource} "${name}"`,
    `User "${user.name}" cannot impersonate resource "${resource}" in API group "" at the cluster scope`,
    { name, kind: resource },
  );
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Node joins repeated headers with a comma. */
function listOf(header: string | string[] | undefined): string[] {
  const texts = header === undefined ? [] : Array.isArray(header) ? header : header.split(',');
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
