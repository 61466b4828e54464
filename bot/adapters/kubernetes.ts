// The clusters of the configuration, as the port Clusters. It opens one pool of connections to each, keeps their discovery
// for a while, and hands out handles that are bound to one command's accesses.

import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import { type Catalog, type KubectlBinary, StatusError } from '../kubernetes/api.ts';
import { createCatalog } from '../kubernetes/catalog.ts';
import type { Clock, Clusters } from '../ports.ts';
import { type Connection, openConnection } from './kubernetes/connection.ts';
import { discover } from './kubernetes/discovery.ts';
import { openHandle } from './kubernetes/handle.ts';
import type { ClusterLimits, ClusterLog, ClusterSettings } from './kubernetes/settings.ts';

export type { ClusterLimits, ClusterLog, ClusterSettings } from './kubernetes/settings.ts';

export interface ClustersOptions {
  readonly clusters: readonly ClusterSettings[];
  readonly limits: ClusterLimits;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: ClusterLog;
  readonly kubectl?: KubectlBinary | undefined;
}

export interface OpenClusters extends Clusters {
  close(): Promise<void>;
}

interface Member {
  readonly settings: ClusterSettings;
  readonly connection: Connection;
  catalog?: { readonly promise: Promise<Catalog>; readonly atMs: number };
}

/** @throws OperatorError for a cluster whose settings cannot work; nothing is sent yet. */
export function createClusters(options: ClustersOptions): OpenClusters {
  const members = new Map<string, Member>(
    options.clusters.map((settings) => [
      settings.name,
      { settings, connection: openConnection(settings) },
    ]),
  );
  const member = (name: string): Member => {
    const found = members.get(name);
    if (!found) throw unknownCluster(name, [...members.keys()]);
    return found;
  };
  return {
    all: [...members.values()].map(({ settings, connection }) => ({
      name: settings.name,
      environment: settings.environment,
      server: connection.server,
    })),
    kubectl: options.kubectl,
    catalog: (name, { fresh = false } = {}) => catalogOf(member(name), fresh, options),
    open: (name, accesses, as, signal) =>
      openHandle({ ...options, ...member(name), accesses, as, signal }),
    check: (name, signal) => checkMember(member(name), signal, options),
    close: async () => {
      await Promise.all([...members.values()].map(({ connection }) => connection.close()));
    },
  };
}

/** Whoever asks at the same time shares one answer; a failure is not kept. */
async function catalogOf(
  member: Member,
  fresh: boolean,
  options: ClustersOptions,
): Promise<Catalog> {
  const nowMs = options.clock.nowMs();
  const kept = member.catalog;
  if (kept && !fresh && nowMs - kept.atMs < options.limits.catalogCacheMs)
    return await kept.promise;
  const entry = { promise: discoverMember(member, options), atMs: nowMs };
  member.catalog = entry;
  try {
    return await entry.promise;
  } catch (error) {
    if (member.catalog === entry) delete member.catalog;
    throw error;
  }
}

async function discoverMember(member: Member, options: ClustersOptions): Promise<Catalog> {
  const { settings } = member;
  const signal = deadline(settings.name, options.limits.discoveryMs);
  const handle = openHandle({ ...options, ...member, accesses: [], as: undefined, signal });
  const onFailure = (path: string, error: unknown) =>
    options.log.warn({ cluster: settings.name, path, error }, 'left out of discovery');
  try {
    return createCatalog(await discover(async (path) => (await handle.read(path)).body, onFailure));
  } catch (error) {
    throw error instanceof z.ZodError ? noDiscovery(settings.name, error) : error;
  }
}

async function checkMember(
  member: Member,
  signal: AbortSignal,
  options: ClustersOptions,
): Promise<string | undefined> {
  const within = AbortSignal.any([
    signal,
    deadline(member.settings.name, options.limits.discoveryMs),
  ]);
  const handle = openHandle({ ...options, ...member, accesses: [], as: undefined, signal: within });
  try {
    await handle.read('/version');
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error.why;
    if (error instanceof StatusError) return error.status.message;
    throw error;
  }
}

/** A signal whose reason is the sentence that a person is told. */
function deadline(cluster: string, ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(tooSlow(cluster, ms)), ms).unref();
  return controller.signal;
}

function tooSlow(cluster: string, ms: number): OperatorError {
  return new OperatorError({
    what: `Cannot ask the API server of cluster ${cluster}.`,
    why: `It did not answer within ${Math.round(ms / 1000)} seconds.`,
    fix: 'Ask again in a while; if it stays so, look at the load of the API server.',
    isOutage: true,
  });
}

function noDiscovery(cluster: string, cause: unknown): OperatorError {
  return new OperatorError({
    what: `Cannot learn what cluster ${cluster} serves.`,
    why: 'What answers at its address does not speak the discovery of an API server.',
    fix: 'Check the address that the configuration names for this cluster.',
    cause,
    isOutage: true,
  });
}

function unknownCluster(name: string, known: readonly string[]): OperatorError {
  return new OperatorError({
    what: `There is no cluster named ${name}.`,
    why: `The configuration names ${known.length === 0 ? 'none' : known.join(', ')}.`,
    fix: 'Use one of these, or add it to the configuration.',
  });
}
