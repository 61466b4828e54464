// Decides whether a request to a cluster is one that its command named beforehand. Pure. The adapter asks it before every
// request, so that no mistake in a verb can reach further than what policy was asked about.

import type { Access } from '../command.ts';
import type { ApiRequest } from './api.ts';

/** A request that no access of its command names: a mistake in a verb or an attempt to get around the grammar. */
export class UnnamedRequestError extends Error {
  constructor(request: ApiRequest) {
    super(`No access of the command names this request: ${describeRequest(request)}.`);
    this.name = 'UnnamedRequestError';
  }
}

/** Whether one of the accesses names the request. */
export function names(accesses: readonly Access[], request: ApiRequest): boolean {
  return accesses.some((access) => isNamedBy(access, request));
}

/** The request in words for logs: verb, resource, namespace and name, nothing of its body. */
export function describeRequest(request: ApiRequest): string {
  const { group, resource } = request.resource;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subresource = request.subresource === undefined ? '' : `/${request.subresource}`;
  const name = request.name === undefined ? '' : ` ${request.name}`;
  const where = request.namespace === undefined ? '' : ` in ${request.namespace}`;
  return `${request.verb} ${qualified}${subresource}${name}${where}`;
}

function isNamedBy(access: Access, request: ApiRequest): boolean {
  return (
    access.verb === request.verb &&
    access.group === request.resource.group &&
    access.resource === request.resource.resource &&
    access.subresource === request.subresource &&
    (access.namespace === undefined || access.namespace === request.namespace) &&
    (access.name === undefined || access.name === nameOfRequest(request))
  );
}

/** Lists name one object by a field selector, creations by their body; like Kubernetes' own resourceNames rules. */
export function nameOfRequest(request: ApiRequest): string | undefined {
  if (request.name !== undefined) return request.name;
  if (request.verb === 'list' || request.verb === 'watch') return selectedName(request);
  return request.verb === 'create' ? bodyName(request.body) : undefined;
}

function selectedName(request: ApiRequest): string | undefined {
  const requirements = request.query?.fieldSelector?.split(',') ?? [];
  return requirements.flatMap((each) => /^metadata\.name==?([^=]+)$/u.exec(each)?.[1] ?? [])[0];
}

function bodyName(body: unknown): string | undefined {
  const metadata = (body as { metadata?: { name?: unknown } } | undefined)?.metadata;
  return typeof metadata?.name === 'string' ? metadata.name : undefined;
}
