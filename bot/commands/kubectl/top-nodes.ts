// `kubectl top nodes`: the use of nodes, and which part that is of what they have.

import type { KubectlContext, Output } from '../../command.ts';
import { alignColumns } from '../../kubernetes/align-columns.ts';
import { KubectlError, type Resource } from '../../kubernetes/api.ts';
import { goSorted } from '../../kubernetes/go-sort.ts';
import type { TopArgs } from './top.ts';
import {
  MEASURED,
  METRICS,
  printAmount,
  printShare,
  type ResourceList,
  readUsage,
  type Usage,
  usesMore,
} from './top-usage.ts';

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly usage?: ResourceList;
  readonly status?: { readonly allocatable?: ResourceList; readonly capacity?: ResourceList };
}

interface NodeUse {
  readonly name: string;
  readonly usage: Usage;
}

const HEADER = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ''];
const UNKNOWN = '<unknown>';

export async function topNodes(args: TopArgs, context: KubectlContext): Promise<Output> {
  const metrics = await readNodes({ ...METRICS, resource: 'nodes' }, args, context);
  if (metrics.length === 0) throw new KubectlError('metrics not available yet');
  const nodes = await readNodes({ group: '', version: 'v1', resource: 'nodes' }, args, context);
  const available = new Map(
    nodes.map(({ metadata, status }) => [
      metadata.name,
      readUsage(args.showCapacity ? status?.capacity : status?.allocatable),
    ]),
  );
  const uses = metrics.map(({ metadata, usage }) => ({
    name: metadata.name,
    usage: readUsage(usage),
  }));
  const rows = sortUses(uses, args.sortBy).map((use) => rowOf(use, available.get(use.name)));
  const measured = new Set(uses.map(({ name }) => name));
  const unmeasured = [...available.keys()].filter((name) => !measured.has(name)).sort();
  const all = [...rows, ...unmeasured.map(unknownRow)];
  return { stdout: alignColumns(args.noHeaders ? all : [HEADER, ...all]), stderr: '', exitCode: 0 };
}

async function readNodes(
  resource: Pick<Resource, 'group' | 'version' | 'resource'>,
  { name, selector }: TopArgs,
  { api }: KubectlContext,
): Promise<readonly NodeObject[]> {
  if (name !== undefined) {
    return [(await api.request({ verb: 'get', resource, name })).body as NodeObject];
  }
  const query = selector === '' ? {} : { labelSelector: selector };
  const { body } = await api.request({ verb: 'list', resource, query });
  return (body as { items?: readonly NodeObject[] }).items ?? [];
}

function sortUses(uses: readonly NodeUse[], sortBy: string): readonly NodeUse[] {
  return goSorted(uses, (a, b) =>
    sortBy === 'cpu' || sortBy === 'memory' ? usesMore(sortBy, a.usage, b.usage) : a.name < b.name,
  );
}

/** Each cell ends with a tab, the last one too. */
function rowOf({ name, usage }: NodeUse, available: Usage | undefined): readonly string[] {
  const cells = MEASURED.flatMap((resource) => {
    const amount = printAmount(resource, usage);
    return available ? [amount, printShare(resource, usage, available)] : [amount];
  });
  return [name, ...cells, ''];
}

function unknownRow(name: string): readonly string[] {
  return [name, ...MEASURED.flatMap(() => [UNKNOWN, UNKNOWN]), ''];
}
