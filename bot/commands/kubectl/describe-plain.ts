// What `describe` shows where no kubectl is installed: the object's fields, its conditions and its events, in a form of our
// own that says so. It asks for nothing that kubectl would not ask for.

import type { KubectlContext, Output } from '../../command.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { type KubectlError, type Resource, StatusError } from '../../kubernetes/api.ts';
import { KubectlErrors, kubectlText } from '../../kubernetes/errors.ts';
import { encodeYaml } from '../../kubernetes/print-yaml.ts';
import type { ResolvedTargets } from '../../kubernetes/targets.ts';
import type { DescribeArgs } from './describe.ts';
import { type EventObject, eventCells, sortEvents } from './events-table.ts';

const NOTICE = 'This is a plain form: the kubectl program is not installed where the bot runs.\n';

interface DescribedObject {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string };
  readonly spec?: unknown;
  readonly status?: { readonly conditions?: readonly Condition[] } & Record<string, unknown>;
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Found {
  readonly resource: Resource;
  readonly object: DescribedObject;
}

export async function describePlainly(
  targets: ResolvedTargets,
  args: DescribeArgs,
  context: KubectlContext,
): Promise<Output> {
  const { found, errors } = await findObjects(targets, args, context);
  if (found.length === 0 && errors.length === 0) {
    const where = args.allNamespaces ? '' : ` in ${context.namespace} namespace.`;
    return { stdout: '', stderr: `No resources found${where}\n`, exitCode: 0 };
  }
  const withEvents = (args.showEvents ?? (found.length === 1 ? 'true' : 'false')) === 'true';
  const parts = await Promise.all(
    found.map(async (each) =>
      describeObject(each, withEvents ? await eventsOf(each, context) : undefined, context),
    ),
  );
  const stderr = errors.length === 0 ? '' : kubectlText(new KubectlErrors(errors));
  const stdout = parts.length === 0 ? '' : NOTICE + parts.join('\n\n');
  return { stdout, stderr, exitCode: errors.length === 0 ? 0 : 1 };
}

async function findObjects(targets: ResolvedTargets, args: DescribeArgs, context: KubectlContext) {
  const found: Found[] = [];
  const errors: (StatusError | KubectlError)[] = [];
  const collect = async (read: () => Promise<readonly Found[]>) => {
    try {
      found.push(...(await read()));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      errors.push(error);
    }
  };
  if (targets.kind === 'lists') {
    for (const resource of targets.resources) {
      await collect(() => listObjects(resource, args, context));
    }
  } else {
    const isPrefix = args.targets.kind === 'types' && targets.objects.length === 1;
    for (const { resource, name } of targets.objects) {
      await collect(() => getObject({ resource, name, isPrefix }, args, context));
    }
  }
  return { found, errors };
}

async function listObjects(
  resource: Resource,
  args: DescribeArgs,
  context: KubectlContext,
): Promise<readonly Found[]> {
  const { body } = await context.api.request({
    verb: 'list',
    resource,
    ...placeOf(resource, args.allNamespaces ? undefined : context.namespace),
    query: { limit: '500', ...(args.selector === '' ? {} : { labelSelector: args.selector }) },
    secretSizes: true,
  });
  const { items = [] } = body as { items?: readonly DescribedObject[] };
  return items.map((object) => ({ resource, object }));
}

async function getObject(
  { resource, name, isPrefix }: { resource: Resource; name: string; isPrefix: boolean },
  args: DescribeArgs,
  context: KubectlContext,
): Promise<readonly Found[]> {
  const place = placeOf(resource, context.namespace);
  try {
    const { body } = await context.api.request({
      verb: 'get',
      resource,
      ...place,
      name,
      secretSizes: true,
    });
    return [{ resource, object: body as DescribedObject }];
  } catch (error) {
    const isMissing = error instanceof StatusError && error.status.reason === 'NotFound';
    if (!isMissing || !isPrefix) throw error;
    const all = await listObjects(resource, args, context);
    const matching = all.filter(({ object }) => object.metadata.name.startsWith(name));
    if (matching.length === 0) throw error;
    return matching;
  }
}

/** Events are an extra: a refusal leaves them out, as kubectl does. */
async function eventsOf(
  { resource, object }: Found,
  context: KubectlContext,
): Promise<readonly EventObject[]> {
  const { name, namespace, uid = '' } = object.metadata;
  const fields = [
    `involvedObject.name=${name}`,
    `involvedObject.uid=${uid}`,
    `involvedObject.kind=${resource.kind}`,
  ];
  try {
    const { body } = await context.api.request({
      verb: 'list',
      resource: { group: '', version: 'v1', resource: 'events' },
      ...(namespace === undefined ? {} : { namespace }),
      query: { limit: '500', fieldSelector: fields.join(',') },
    });
    return sortEvents((body as { items?: readonly EventObject[] }).items ?? []);
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

function describeObject(
  { resource, object }: Found,
  events: readonly EventObject[] | undefined,
  context: KubectlContext,
): string {
  const { metadata, spec, status, ...rest } = object;
  const { managedFields: _, ...shown } = metadata as Record<string, unknown>;
  const { conditions = [], ...state } = status ?? {};
  const fields =
    resource.resource === 'secrets' ? secretFields(rest) : { ...rest, spec, status: state };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [
    encodeYaml({ ...Object.fromEntries(present), metadata: shown }),
    conditions.length === 0 ? '' : conditionsTable(conditions),
    events === undefined ? '' : eventsTable(events, context.nowMs()),
  ].join('');
}

/** Only how long each value is; what arrives here is masked already. */
function secretFields(rest: Record<string, unknown>): Record<string, unknown> {
  const data = (rest.data ?? {}) as Record<string, string>;
  const sizes = Object.entries(data).map(([key, value]) => {
    const bytes = Buffer.from(value, 'base64');
    // A service account's token is its length in words already.
    const isWorded = key === 'token' && rest.type === 'kubernetes.io/service-account-token';
    return [key, isWorded ? bytes.toString() : `${bytes.length} bytes`];
  });
  return { kind: 'Secret', type: rest.type, data: Object.fromEntries(sizes) };
}

function conditionsTable(conditions: readonly Condition[]): string {
  const rows = conditions.map(({ type, status, reason, message }) =>
    ['', type, status, reason, message].map((cell) => cell ?? '').map((cell) => cell.trim()),
  );
  return `Conditions:\n${alignColumns([['', 'TYPE', 'STATUS', 'REASON', 'MESSAGE'], ...rows])}`;
}

function eventsTable(events: readonly EventObject[], nowMs: number): string {
  if (events.length === 0) return 'Events:  <none>\n';
  const rows = events.map((event) => ['', ...eventCells(event, nowMs)]);
  return `Events:\n${alignColumns([['', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], ...rows])}`;
}

function placeOf(resource: Resource, namespace: string | undefined) {
  return resource.namespaced && namespace !== undefined ? { namespace } : {};
}
