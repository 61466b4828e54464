// Turns objects into the API server's Table (meta.k8s.io/v1), which is what `kubectl get` prints.
import type { KubernetesObject, Metadata } from '../objects.ts';
import type { ResourceType } from '../resources.ts';
import { badRequest } from '../status.ts';
import { TEMPLATE_GENERATION } from '../write/defaults.ts';
import { AUTOSCALER_PRINTER } from './autoscalers.ts';
import { CLUSTER_PRINTERS, createdAtPrinter } from './cluster.ts';
import { customPrinter } from './custom.ts';
import { NETWORK_PRINTERS } from './network.ts';
import { POD_PRINTER } from './pods.ts';
import { type Printer, printerOf } from './printer.ts';
import { WORKLOAD_PRINTERS } from './workloads.ts';

const PRINTERS: Readonly<Record<string, Printer>> = {
  'Pod.': POD_PRINTER,
  'HorizontalPodAutoscaler.autoscaling': AUTOSCALER_PRINTER,
  'Scale.autoscaling': printerOf<KubernetesObject>(
    'Name|Desired:integer|Available:integer|Age',
    ({ metadata, spec, status }) => [
      metadata.name,
      (spec as { replicas?: number }).replicas ?? 0,
      (status as { replicas?: number }).replicas ?? 0,
      metadata.creationTimestamp,
    ],
  ),
  ...WORKLOAD_PRINTERS,
  ...NETWORK_PRINTERS,
  ...CLUSTER_PRINTERS,
};

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly include: IncludeObject;
  readonly now: number;
  /** Of the list; a single object's Table has the object's resourceVersion. */
  readonly listMetadata?: Readonly<Record<string, unknown>>;
  /** A watch names its columns once. */
  readonly withoutColumns?: boolean;
}

export function renderTable(
  type: Pick<ResourceType, 'storedAs' | 'definition' | 'version'>,
  objects: readonly KubernetesObject[],
  options: TableOptions,
): Record<string, unknown> {
  const printer = printerFor(type);
  const rows = objects.map((object) => renderRow(printer, object, options));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.listMetadata ?? {
      resourceVersion: objects[0]?.metadata.resourceVersion ?? '',
    },
    columnDefinitions: options.withoutColumns ? null : printer.columns,
    // What has no printer of its own has null for no rows.
    rows: rows.length === 0 && isPlain(type) ? null : rows,
  };
}

function isPlain({ storedAs, definition }: Pick<ResourceType, 'storedAs' | 'definition'>): boolean {
  return definition === undefined && PRINTERS[storedAs] === undefined;
}

/** @throws Refusal (400) for a word that is none of the three. */
export function parseIncludeObject(text: string | null): IncludeObject {
  if (text === null || text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

function printerFor({
  storedAs,
  definition,
  version,
}: Pick<ResourceType, 'storedAs' | 'definition' | 'version'>): Printer {
  if (definition !== undefined) return customPrinter(definition, version);
  return PRINTERS[storedAs] ?? createdAtPrinter();
}

function renderRow(printer: Printer, object: KubernetesObject, { include, now }: TableOptions) {
  const conditions = printer.conditions?.(object) ?? [];
  return {
    cells: printer.cells(object, now),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(include === 'None'
      ? { object: null }
      : { object: include === 'Object' ? object : metadataOf(object) }),
  };
}

function metadataOf({ kind, metadata }: KubernetesObject) {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: kind === 'DaemonSet' ? withoutTemplateGeneration(metadata) : metadata,
  };
}

/** In a Table the server shows the metadata before it is turned into v1, which adds this annotation. */
function withoutTemplateGeneration(metadata: Metadata): Metadata {
  if (metadata.annotations?.[TEMPLATE_GENERATION] === undefined) return metadata;
  const { annotations, ...rest } = metadata;
  const { [TEMPLATE_GENERATION]: _generation, ...left } = annotations;
  return Object.keys(left).length === 0 ? rest : { ...rest, annotations: left };
}
