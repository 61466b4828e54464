// Clusters with the machines that AWS gives them: managed node groups of EKS and Auto Scaling groups, as objects that switches list and patch as all others.
// So each request to AWS is named by an access as each to the cluster, in the words of RBAC, and goes through the same guard. No command of
// kubectl's can name these kinds. AWS is asked as the bot itself, whoever asks: it knows nobody of Slack.

import { createHash } from 'node:crypto';
import type { Access } from '../command.ts';
import { type ApiAnswer, type ApiRequest, type Resource, StatusError } from '../kubernetes/api.ts';
import { describeRequest, nameOfRequest, names, UnnamedRequestError } from '../kubernetes/guard.ts';
import { AUTO_SCALING, EKS } from '../switch/kinds.ts';
import { type Mark, ORIGINAL, parseMark, writeMark } from '../switch/original.ts';
import { createAutoScalingGroups } from './aws/auto-scaling-groups.ts';
import type { Group, GroupChange, Groups, Sizes } from './aws/group.ts';
import { createNodeGroups } from './aws/node-groups.ts';
import { wordProblem } from './aws/problem.ts';
import { readOnly } from './kubernetes/read-only.ts';
import type { OpenClusters } from './kubernetes.ts';

export interface AwsSettings {
  readonly region: string;
  /** What EKS calls the cluster. */
  readonly eksCluster?: string | undefined;
  /** Of a private endpoint; that of the region unless said. */
  readonly endpoint?: string | undefined;
}

export interface AwsCluster {
  readonly aws?: AwsSettings | undefined;
  /** Every change is refused, whatever policy says. */
  readonly readOnly: boolean;
}

const NODE_GROUPS = resource(EKS, 'nodegroups', 'NodeGroup');
const AUTO_SCALING_GROUPS = resource(AUTO_SCALING, 'autoscalinggroups', 'AutoScalingGroup');

/** @param settings by the name of the cluster */
export function withAws(
  clusters: OpenClusters,
  settings: Readonly<Record<string, AwsCluster>>,
): OpenClusters {
  const groups = new Map(
    Object.entries(settings).flatMap(([name, { aws }]) =>
      aws === undefined ? [] : [[name, groupsOf(aws)] as const],
    ),
  );
  return {
    ...clusters,
    catalog: async (name, options) => {
      const catalog = await clusters.catalog(name, options);
      const own = groups.get(name);
      if (own === undefined) return catalog;
      return {
        ...catalog,
        byKind: (group, kind) =>
          [NODE_GROUPS, AUTO_SCALING_GROUPS].find(
            (each) => each.group === group && each.kind === kind && own.has(group),
          ) ?? catalog.byKind(group, kind),
      };
    },
    open: (name, accesses, as, signal) => {
      const api = clusters.open(name, accesses, as, signal);
      const own = groups.get(name);
      if (own === undefined) return api;
      const isReadOnly = settings[name]?.readOnly === true;
      return {
        ...api,
        request: async (request) => {
          const kind = own.get(request.resource.group);
          if (kind === undefined) return await api.request(request);
          assertNamed(accesses, request);
          return await handle(request, kind, { cluster: name, isReadOnly, signal });
        },
      };
    },
  };
}

function groupsOf(aws: AwsSettings): ReadonlyMap<string, Groups> {
  const all = new Map<string, Groups>([[AUTO_SCALING, createAutoScalingGroups(aws)]]);
  return aws.eksCluster === undefined ? all : all.set(EKS, createNodeGroups(aws));
}

/** @throws UnnamedRequestError before anything is sent. */
function assertNamed(accesses: readonly Access[], request: ApiRequest): void {
  if (!names(accesses, request)) throw new UnnamedRequestError(request);
}

interface Asking {
  readonly cluster: string;
  readonly isReadOnly: boolean;
  readonly signal: AbortSignal;
}

async function handle(request: ApiRequest, groups: Groups, asking: Asking): Promise<ApiAnswer> {
  const { cluster, isReadOnly, signal } = asking;
  signal.throwIfAborted();
  const name = nameOfRequest(request);
  if (name === undefined) throw new Error(`not for AWS: ${describeRequest(request)}`);
  try {
    const group = await groups.read(name, signal);
    if (request.verb === 'list') {
      return answer({ items: group === undefined ? [] : [objectOf(group)] });
    }
    if (request.verb !== 'patch') throw new Error(`not for AWS: ${describeRequest(request)}`);
    if (group === undefined) throw status(404, 'NotFound', `${name} not found`);
    const body = request.body as Patch;
    const version = body.metadata?.resourceVersion;
    // AWS itself holds a change to no version: what was changed since it was read is seen but for the time of one request.
    if (version !== undefined && version !== versionOf(group)) {
      throw status(409, 'Conflict', `${name} was changed since it was read`);
    }
    if (isReadOnly) throw readOnly(cluster);
    if (request.dryRun !== true) await groups.write(group, changeOf(body), signal);
    return answer({});
  } catch (error) {
    throw wordProblem(error, { cluster, name, isChange: request.verb === 'patch', signal });
  }
}

/** What switches send. */
interface Patch {
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  readonly spec?: { readonly sizes?: Sizes };
}

function changeOf({ metadata, spec }: Patch): GroupChange {
  const note = metadata?.annotations?.[ORIGINAL];
  return { sizes: spec?.sizes, mark: typeof note === 'string' ? markOf(note) : note };
}

function markOf(note: string): Mark {
  const mark = parseMark(note);
  if (mark === 'unreadable') throw new Error('a switch has written what it cannot read');
  return mark;
}

function objectOf(group: Group): object {
  const { name, uid, sizes, mark, machines } = group;
  const note = typeof mark === 'object' ? writeMark(mark) : mark;
  return {
    metadata: {
      ...{ name, uid, resourceVersion: versionOf(group) },
      ...(note === undefined ? {} : { annotations: { [ORIGINAL]: note } }),
    },
    spec: { sizes },
    ...(machines === undefined ? {} : { status: { nodes: machines.length, machines } }),
  };
}

function versionOf({ uid, sizes: { min, max, desired }, mark }: Group): string {
  const note = typeof mark === 'object' ? writeMark(mark) : (mark ?? '');
  const text = JSON.stringify([uid, min, max, desired, note]);
  return createHash('sha256').update(text).digest('base64url');
}

function answer(body: object): ApiAnswer {
  return { status: 200, body, warnings: [] };
}

function status(code: number, reason: string, message: string): StatusError {
  return new StatusError({ code, reason, message });
}

function resource(group: string, plural: string, kind: string): Resource {
  return {
    ...{ group, version: 'v1', resource: plural, singular: kind.toLowerCase(), kind },
    ...{ namespaced: false, shortNames: [], categories: [], verbs: ['list', 'patch'] },
  };
}
