// What a command was about, as its audit rows carry it, and how a person asks for it. Pure.

import type { Access } from '../command.ts';
import type { AuditResource, AuditRow } from './row.ts';

/** A command that names more is about many things: the row says how many more. */
const MOST = 20;

/** The part of a row's detail that says what the command was about: `{}` where it was about nothing outside. */
export function resourcesDetail(about: readonly AuditResource[]): {
  readonly resources?: readonly AuditResource[];
  readonly moreResources?: number;
} {
  const all = new Map(about.map((one) => [JSON.stringify(one), one]));
  if (all.size === 0) return {};
  const resources = [...all.values()].slice(0, MOST);
  return {
    resources,
    ...(all.size > MOST ? { moreResources: all.size - MOST } : {}),
  };
}

/** What an access is about, as kubectl writes it in full. */
export function resourceOf({ group, resource, namespace, name }: Access): AuditResource {
  return {
    resource: group === '' ? resource : `${resource}.${group}`,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Those that a row names; a row that was written before rows carried them has none. */
export function resourcesOf({ detail }: Pick<AuditRow, 'detail'>): readonly AuditResource[] {
  const { resources } = detail;
  return Array.isArray(resources) ? resources.filter(isResource) : [];
}

/** `shop/deployments.apps/web`, `nodes/worker-1`, `pods` in all namespaces. */
export function describeResource({ namespace, resource, name }: AuditResource): string {
  return [namespace, resource, name].filter((part) => part !== undefined).join('/');
}

/** @param wanted `pods`, `deploy/web`, `deployments.apps/web`. */
export function isOfResource(one: AuditResource, wanted: string): boolean {
  const [kind = '', name] = wanted.split('/');
  return isOfKind(one.resource, kind.toLowerCase()) && (name === undefined || one.name === name);
}

function isOfKind(resource: string, wanted: string): boolean {
  const plural = resource.split('.')[0] ?? '';
  const [word = '', ...group] = wanted.split('.');
  if (group.length > 0 && resource !== `${plural}.${group.join('.')}`) return false;
  return SHORT_NAMES[word] === plural || spellingsOf(word).includes(plural);
}

/** English plurals, as the names of Kubernetes' resources are. */
function spellingsOf(word: string): readonly string[] {
  return [word, `${word}s`, `${word}es`, word.replace(/y$/u, 'ies')];
}

/** https://kubernetes.io/docs/reference/kubectl/#resource-types */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  ...{ cm: 'configmaps', ep: 'endpoints', ev: 'events', limits: 'limitranges', no: 'nodes' },
  ...{ ns: 'namespaces', po: 'pods', pv: 'persistentvolumes', pvc: 'persistentvolumeclaims' },
  ...{ quota: 'resourcequotas', rc: 'replicationcontrollers', sa: 'serviceaccounts' },
  ...{ svc: 'services', crd: 'customresourcedefinitions', ds: 'daemonsets', rs: 'replicasets' },
  ...{ deploy: 'deployments', sts: 'statefulsets', hpa: 'horizontalpodautoscalers' },
  ...{ cj: 'cronjobs', ing: 'ingresses', netpol: 'networkpolicies', pdb: 'poddisruptionbudgets' },
  ...{ pc: 'priorityclasses', sc: 'storageclasses' },
};

function isResource(value: unknown): value is AuditResource {
  if (typeof value !== 'object' || value === null) return false;
  const { resource, namespace, name } = value as Readonly<Record<string, unknown>>;
  return [resource, namespace ?? '', name ?? ''].every((part) => typeof part === 'string');
}
