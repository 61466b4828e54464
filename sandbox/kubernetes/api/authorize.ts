// Refuses what the user's roles do not allow, in the API server's words.
import type { Cluster } from '../cluster.ts';
import { forbidden, groupAndKind, qualify, type StatusDetails } from '../status.ts';
import { decide } from './access.ts';
import type { Route, User } from './call.ts';

/** @throws Refusal (403). */
export function assertMayCall(cluster: Cluster, user: User, route: Route): void {
  const { verb, group, plural, namespace, name, subresource } = route;
  const verdict = decide(cluster, user, {
    verb,
    group,
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  });
  if (verdict.allowed) return;
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  const place =
    namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const details: StatusDetails = {
    ...(name === undefined ? {} : { name }),
    ...groupAndKind({ plural, group }),
  };
  throw forbidden(
    `${qualify({ plural, group })}${name === undefined ? '' : ` "${name}"`}`,
    `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${place}`,
    details,
  );
}

/** For paths outside resources. @throws Refusal (403). */
export function assertMayRead(cluster: Cluster, user: User, method: string, path: string): void {
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  if (decide(cluster, user, { verb, path }).allowed) return;
  const status = forbidden('', `User "${user.name}" cannot ${verb} path "${path}"`, {});
  // Of a path the server says only "forbidden: ...".
  status.status.message = `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
  throw status;
}
