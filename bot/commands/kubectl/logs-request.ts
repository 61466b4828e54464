// What `kubectl logs` asks of one container's log, as the query of its request.

import type { ApiRequest } from '../../kubernetes/api.ts';
import type { LogSource } from './logs-containers.ts';
import { PODS } from './logs-pods.ts';

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly sinceMs: number | undefined;
  /** RFC 3339. */
  readonly sinceTime: string | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
}

export function logRequest(source: LogSource, namespace: string, options: LogOptions): ApiRequest {
  return {
    verb: 'get',
    resource: PODS,
    subresource: 'log',
    namespace,
    name: source.pod,
    as: 'text',
    query: { container: source.container, ...queryOf(options) },
  };
}

function queryOf(options: LogOptions): Record<string, string> {
  const query: Record<string, string> = {};
  if (options.follow) query.follow = 'true';
  if (options.previous) query.previous = 'true';
  if (options.timestamps) query.timestamps = 'true';
  if (options.sinceMs) query.sinceSeconds = String(Math.round(options.sinceMs / 1000));
  if (options.sinceTime !== undefined) query.sinceTime = inWholeSeconds(options.sinceTime);
  if (options.tailLines !== undefined) query.tailLines = String(options.tailLines);
  if (options.limitBytes) query.limitBytes = String(options.limitBytes);
  return query;
}

/** As kubectl sends it: UTC, without fractions. */
function inWholeSeconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** What `--prefix` puts before each line. */
export function prefixOf(source: LogSource): string {
  return `[pod/${source.pod}/${source.container}] `;
}
