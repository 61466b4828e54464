// A cluster in memory for a year that passes quickly: workloads with versions and with notes of who wrote what, an API that lists and patches them,
// fails when it is told to, and loses answers. Its controllers take no time.

import { OperatorError } from '../../../../bot/errors.ts';
import type {
  ApiRequest,
  Catalog,
  KubernetesApi,
  Resource,
} from '../../../../bot/kubernetes/api.ts';
import { StatusError } from '../../../../bot/kubernetes/api.ts';
import type { Workload } from '../../../../bot/switch/workload.ts';

export interface WorldWorkload {
  readonly name: string;
  readonly isOff: () => boolean;
  /** A CronJob has no pods of its own. */
  readonly hasPods: boolean;
  /** It carries the annotation of what is off. */
  readonly isMarked: () => boolean;
  /** Of a Deployment: how many pods it has. */
  readonly pods: () => number;
  /** As a person at a terminal, or a deploy, does it. */
  readonly set: (replicas: number, by: 'hand' | 'deploy') => void;
}

/** Before a request: it goes on, is refused, or is done and its answer is lost. */
export type Weather = () => 'fine' | 'refused' | 'lost';

export interface World {
  readonly api: KubernetesApi;
  readonly catalog: Catalog;
  readonly workloads: readonly WorldWorkload[];
}

const ORIGINAL = 'quartermaster.dev/original';
const DEPLOYMENTS = resource('apps', 'Deployment', 'deployments');
const CRON_JOBS = resource('batch', 'CronJob', 'cronjobs');

interface Entry {
  readonly resource: Resource;
  object: Workload & { status?: object };
}

export function createWorld(nowMs: () => number, weather: Weather): World {
  let version = 0;
  const entries: Entry[] = [
    ...Array.from({ length: 5 }, (_, index) => made(DEPLOYMENTS, `w${index}`, (index % 3) + 1)),
    made(CRON_JOBS, 'report', 0),
  ];
  const write = (entry: Entry, change: Change, by: object) => {
    version += 1;
    entry.object = written(entry.object, change, { version, by, atMs: nowMs() });
  };
  for (const entry of entries) write(entry, {}, { manager: 'helm', operation: 'Update' });
  const request = async (wish: ApiRequest) => {
    const how = weather();
    if (how === 'refused') throw refusal(500, 'the server is in trouble');
    const answer = handle(wish, entries, write);
    if (how === 'lost')
      throw new OperatorError({ what: 'No answer.', why: 'It is lost.', fix: '' });
    return { body: answer };
  };
  return {
    api: { request } as unknown as KubernetesApi,
    catalog: {
      byKind: (group: string, kind: string) =>
        [DEPLOYMENTS, CRON_JOBS].find((each) => each.group === group && each.kind === kind),
    } as unknown as Catalog,
    workloads: entries.map((entry) => ({
      name: entry.object.metadata?.name ?? '',
      hasPods: entry.resource !== CRON_JOBS,
      isOff: () =>
        entry.resource === CRON_JOBS
          ? entry.object.spec?.suspend === true
          : entry.object.spec?.replicas === 0,
      isMarked: () => entry.object.metadata?.annotations?.[ORIGINAL] !== undefined,
      pods: () => (entry.resource === CRON_JOBS ? 0 : (entry.object.spec?.replicas ?? 0)),
      set: (replicas, by) => {
        const writer =
          by === 'hand'
            ? { manager: 'kubectl', operation: 'Update', subresource: 'scale' }
            : { manager: 'helm', operation: 'Apply' };
        const isCronJob = entry.resource === CRON_JOBS;
        write(entry, { spec: isCronJob ? { suspend: false } : { replicas } }, writer);
      },
    })),
  };
}

interface Change {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string | null>> };
  readonly spec?: { readonly replicas?: number; readonly suspend?: boolean };
}

function made(of: Resource, name: string, replicas: number): Entry {
  const containers = [{ resources: { requests: { cpu: '500m', memory: '1Gi' } } }];
  const spec =
    of === CRON_JOBS
      ? { schedule: '0 3 * * *', suspend: false }
      : { replicas, selector: { matchLabels: { app: name } }, template: { spec: { containers } } };
  return { resource: of, object: { metadata: { name, namespace: 'shop', uid: name }, spec } };
}

/** A merge patch of what switches write, with who wrote it; its controller has seen it at once. */
function written(
  object: Workload,
  { metadata = {}, spec = {} }: Change,
  { version, by, atMs }: { readonly version: number; readonly by: object; readonly atMs: number },
): Workload {
  const annotations = { ...object.metadata?.annotations };
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    if (value === null) delete annotations[key];
    else annotations[key] = value;
  }
  const merged = { ...object.spec, ...spec };
  const fields = merged.schedule === undefined ? { 'f:replicas': {} } : { 'f:suspend': {} };
  const isOfSpec = Object.keys(spec).length > 0 || version <= 6;
  const owner = { ...by, time: new Date(atMs).toISOString(), fieldsV1: { 'f:spec': fields } };
  const generation = (object.metadata?.generation ?? 0) + 1;
  const replicas = merged.replicas ?? 0;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...{ name: object.metadata?.name ?? '', annotations, generation },
      resourceVersion: String(version),
      managedFields: isOfSpec ? [owner] : (object.metadata?.managedFields ?? []),
    },
    spec: merged,
    status: { observedGeneration: generation, replicas, readyReplicas: replicas },
  } as Workload;
}

function handle(
  wish: ApiRequest,
  entries: readonly Entry[],
  write: (entry: Entry, change: Change, by: object) => void,
): object {
  const own = entries.filter((entry) => entry.resource === wish.resource);
  if (wish.verb === 'list') {
    const name = wish.query?.fieldSelector?.split('=')[1];
    const found = own.filter(
      ({ object }) => (name ?? object.metadata?.name) === object.metadata?.name,
    );
    return { items: found.map(({ object }) => object) };
  }
  if (wish.verb !== 'patch') throw refusal(405, 'only lists and patches are known here');
  const entry = own.find(({ object }) => object.metadata?.name === wish.name);
  if (entry === undefined) throw refusal(404, 'not found');
  const body = wish.body as Change & { readonly metadata: { readonly resourceVersion?: string } };
  const { resourceVersion } = body.metadata;
  if (resourceVersion !== entry.object.metadata?.resourceVersion)
    throw refusal(409, 'it was changed');
  write(entry, body, { manager: 'quartermaster', operation: 'Update' });
  return entry.object;
}

function refusal(code: number, message: string): StatusError {
  return new StatusError({ code, message, reason: 'Unknown', details: {} } as never);
}

function resource(group: string, kind: string, plural: string): Resource {
  return { group, version: 'v1', kind, resource: plural, namespaced: true } as unknown as Resource;
}
