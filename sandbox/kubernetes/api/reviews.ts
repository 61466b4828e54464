// Answers access reviews: may this user do that, and what may it do at all. Nothing is kept of them.
import type { Cluster } from '../cluster.ts';
import { isObject, type JsonObject } from '../patch/json.ts';
import { badRequest, invalid } from '../status.ts';
import { decodeObject } from '../write/decode.ts';
import { type Attributes, decide, rulesOf } from './access.ts';
import type { Answer, ResourceCall, User } from './call.ts';

export function answerReview(cluster: Cluster, call: ResourceCall): Answer {
  const { type, user } = call;
  const apiVersion = `${type.group}/${type.version}`;
  const given = decodeObject(call, type.kind, apiVersion);
  // Decoded from JSON.
  const spec = (isObject(given.spec) ? given.spec : {}) as JsonObject;
  const frame = { kind: type.kind, apiVersion, metadata: given.metadata };
  if (type.kind === 'SelfSubjectReview')
    return created({
      ...frame,
      metadata: { creationTimestamp: cluster.clock.stamp() },
      status: { userInfo: { username: user.name, groups: user.groups } },
    });
  if (type.kind === 'SelfSubjectRulesReview') return rules(cluster, user, frame, spec);
  const about = type.kind.startsWith('Self') ? user : userOf(spec, type.kind);
  const verdict = decide(cluster, about, attributesOf(spec));
  const status = {
    allowed: verdict.allowed,
    ...(verdict.reason === '' ? {} : { reason: verdict.reason }),
  };
  return created({ ...frame, spec, status });
}

function created(body: unknown): Answer {
  return { kind: 'json', code: 201, body };
}

function userOf({ user, groups }: JsonObject, kind: string): User {
  const names = Array.isArray(groups) ? groups.map(String) : [];
  if (typeof user === 'string' || names.length > 0)
    return { name: typeof user === 'string' ? user : '', groups: names };
  const message = 'Invalid value: "": at least one of user or group must be specified';
  throw invalid(kind, 'authorization.k8s.io', '', [
    { reason: 'FieldValueInvalid', message, field: 'spec.user' },
  ]);
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: JsonObject): Attributes {
  if (isObject(nonResourceAttributes))
    return { verb: textOf(nonResourceAttributes.verb), path: textOf(nonResourceAttributes.path) };
  if (!isObject(resourceAttributes)) {
    const message =
      'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
    // The server says the group alone.
    throw invalid('', 'authorization.k8s.io', '', [
      { reason: 'FieldValueInvalid', message, field: 'spec.resourceAttributes' },
    ]);
  }
  const { verb, group, resource, subresource, namespace, name } = resourceAttributes;
  return {
    verb: textOf(verb),
    group: textOf(group),
    resource: textOf(resource),
    ...(subresource ? { subresource: textOf(subresource) } : {}),
    ...(namespace ? { namespace: textOf(namespace) } : {}),
    ...(name ? { name: textOf(name) } : {}),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function rules(cluster: Cluster, user: User, frame: object, { namespace }: JsonObject): Answer {
  if (typeof namespace !== 'string' || namespace === '')
    throw badRequest('no namespace on request');
  const all = user.groups.includes('system:masters')
    ? EVERYTHING
    : rulesOf(cluster, user, namespace);
  const resourceRules = all.filter(({ resources }) => resources !== undefined);
  const nonResourceRules = all.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined);
  const status = { resourceRules, nonResourceRules, incomplete: false };
  return created({ ...frame, spec: {}, status });
}

const EVERYTHING = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];
