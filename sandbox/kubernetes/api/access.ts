// Decides as the API server's RBAC does: what the roles bound to a user and its groups allow; nothing else is allowed.
import type { Cluster } from '../cluster.ts';
import type { PolicyRule, Role, RoleBinding, Subject } from '../objects.ts';
import { builtIn } from '../resources.ts';
import type { User } from './call.ts';

export interface Attributes {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** For paths outside resources. */
  readonly path?: string;
}

export interface Verdict {
  readonly allowed: boolean;
  /** RBAC's reason when a role allows it. */
  readonly reason: string;
}

interface Grant {
  readonly rules: readonly PolicyRule[];
  readonly reason: string;
}

const ROLE = builtIn('Role');
const CLUSTER_ROLE = builtIn('ClusterRole');
const ROLE_BINDING = builtIn('RoleBinding');
const CLUSTER_ROLE_BINDING = builtIn('ClusterRoleBinding');

export function decide(cluster: Cluster, user: User, attributes: Attributes): Verdict {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
  const grant = grantsOf(cluster, user, attributes.namespace).find(({ rules }) =>
    rules.some((rule) => covers(rule, attributes)),
  );
  return { allowed: grant !== undefined, reason: grant?.reason ?? '' };
}

/** Every rule that holds for the user in a namespace, for SelfSubjectRulesReview. */
export function rulesOf(cluster: Cluster, user: User, namespace: string): PolicyRule[] {
  return grantsOf(cluster, user, namespace).flatMap(({ rules }) => rules);
}

function grantsOf(cluster: Cluster, user: User, namespace: string | undefined): Grant[] {
  const { store } = cluster;
  const everywhere = store.list(CLUSTER_ROLE_BINDING) as RoleBinding[];
  const here = namespace ? (store.list(ROLE_BINDING, namespace) as RoleBinding[]) : [];
  return [...everywhere, ...here].flatMap((binding) => {
    const subject = (binding.subjects ?? []).find((one) => isMeant(one, user));
    if (subject === undefined) return [];
    const role = roleOf(cluster, binding);
    return [{ rules: role?.rules ?? [], reason: reasonOf(binding, subject) }];
  });
}

function roleOf({ store }: Cluster, { roleRef, metadata }: RoleBinding): Role | undefined {
  const found =
    roleRef.kind === 'ClusterRole'
      ? store.get(CLUSTER_ROLE, undefined, roleRef.name)
      : store.get(ROLE, metadata.namespace, roleRef.name);
  // Only roles are kept under those kinds.
  return found as Role | undefined;
}

function isMeant(subject: Subject, user: User): boolean {
  if (subject.kind === 'User') return subject.name === user.name;
  if (subject.kind === 'Group') return user.groups.includes(subject.name);
  return user.name === `system:serviceaccount:${subject.namespace}:${subject.name}`;
}

function reasonOf({ kind, metadata, roleRef }: RoleBinding, subject: Subject): string {
  const binding =
    metadata.namespace === undefined
      ? `"${metadata.name}"`
      : `"${metadata.name}/${metadata.namespace}"`;
  const about =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace}` : subject.name;
  return `RBAC: allowed by ${kind} ${binding} of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${about}"`;
}

function covers(rule: PolicyRule, attributes: Attributes): boolean {
  if (!includes(rule.verbs, attributes.verb)) return false;
  const { path } = attributes;
  if (path !== undefined)
    return (rule.nonResourceURLs ?? []).some(
      (url) =>
        url === path || url === '*' || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
    );
  const names = rule.resourceNames ?? [];
  return (
    includes(rule.apiGroups, attributes.group ?? '') &&
    coversResource(rule.resources ?? [], attributes) &&
    (names.length === 0 || (attributes.name !== undefined && names.includes(attributes.name)))
  );
}

function coversResource(
  resources: readonly string[],
  { resource = '', subresource }: Attributes,
): boolean {
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  return resources.some(
    (one) =>
      one === '*' || one === wanted || (subresource !== undefined && one === `*/${subresource}`),
  );
}

function includes(values: readonly string[] | undefined, value: string): boolean {
  return values?.some((one) => one === '*' || one === value) ?? false;
}
