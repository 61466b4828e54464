// One list of a cluster, as all that switches read is asked for: what may not be there is no error then.

import type { KubectlContext } from '../command.ts';
import type { ApiRequest } from '../kubernetes/api.ts';

/** @throws StatusError for what the API server refuses */
export async function listObjects<T>(
  resource: ApiRequest['resource'],
  where: Pick<ApiRequest, 'namespace' | 'query'>,
  { api }: Pick<KubectlContext, 'api'>,
): Promise<readonly T[]> {
  const { body } = await api.request({ verb: 'list', resource, ...where });
  return (body as { readonly items?: readonly T[] }).items ?? [];
}
