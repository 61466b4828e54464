// A workload without what switches do not look at: its pods' whole template and who wrote each of its fields are most of an object, and a turn of ten
// thousand workloads has all of them in memory. Pure.

import { FIELDS, hasField } from './edited-by.ts';
import type { PodTemplate, Workload } from './workload.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Of its spec: what is switched, what says which pods are its own, and what these ask for. */
export function trimmed(object: Workload): Workload {
  const { metadata, spec, status } = object;
  const { managedFields, annotations, ...rest } = metadata ?? {};
  return {
    ...(metadata === undefined
      ? {}
      : {
          metadata: {
            ...rest,
            ...(annotations === undefined ? {} : { annotations: shortened(annotations) }),
            ...(Array.isArray(managedFields) ? { managedFields: writersOf(managedFields) } : {}),
          },
        }),
    ...(spec === undefined ? {} : { spec: specOf(spec) }),
    ...(status === undefined ? {} : { status }),
  };
}

function specOf(spec: NonNullable<Workload['spec']>): NonNullable<Workload['spec']> {
  const { template, ...others } = spec;
  // The template of a CronJob's Jobs.
  const { jobTemplate: _, ...rest } = others as typeof others & { readonly jobTemplate?: unknown };
  return template === undefined ? rest : { ...rest, template: templateOf(template) };
}

function templateOf({ metadata, spec }: PodTemplate): PodTemplate {
  const containers = spec?.containers?.map(({ resources }) =>
    resources === undefined ? {} : { resources },
  );
  return {
    ...(metadata?.labels === undefined ? {} : { metadata: { labels: metadata.labels } }),
    ...(containers === undefined ? {} : { spec: { containers } }),
  };
}

/** As large as the object itself, and looked at by nobody. */
function shortened(annotations: Readonly<Record<string, string>>) {
  const { [LAST_APPLIED]: _, ...rest } = annotations;
  return rest;
}

type Fields = Readonly<Record<string, unknown>>;

/** Who wrote something that is switched. */
function writersOf(entries: readonly unknown[]): readonly unknown[] {
  return entries.flatMap((entry) => {
    const { fieldsV1, ...rest } = entry as { readonly fieldsV1?: Fields };
    const fields = switchedOf(fieldsV1);
    return fields === undefined ? [] : [{ ...rest, fieldsV1: fields }];
  });
}

function switchedOf(fields: Fields | undefined): Fields | undefined {
  const paths = Object.values(FIELDS).filter((path) => hasField(fields, path));
  if (paths.length === 0) return undefined;
  return paths.reduce<Fields>((sum, path) => withPath(sum, path), {});
}

function withPath(fields: Fields, [key = '', ...rest]: readonly string[]): Fields {
  const inner = (fields[key] ?? {}) as Fields;
  return { ...fields, [key]: rest.length === 0 ? {} : withPath(inner, rest) };
}
