// What is written to switch something: the part of it that is switched, and what it was, in one patch. Pure.

import { KEDA_PAUSED, ORIGINAL, type Original } from './original.ts';
import type { Workload } from './workload.ts';

export interface StepBody {
  readonly metadata: {
    readonly resourceVersion: string | undefined;
    readonly annotations: Readonly<Record<string, string | null>>;
  };
  readonly spec?:
    | { readonly replicas: number }
    | { readonly suspend: boolean }
    | { readonly limits: { readonly cpu: string | number | null } | null }
    | { readonly sizes: Sizes }
    | { readonly syncPolicy: { readonly automated: { readonly selfHeal: boolean } } };
}

/** With the version that was looked at: whoever comes between makes the server refuse it. */
export function patchTo(object: Workload, part: Original, mark: string | null): StepBody {
  const { resourceVersion } = object.metadata ?? {};
  const annotations = {
    [ORIGINAL]: mark,
    ...(part.kind === 'paused' ? { [KEDA_PAUSED]: part.paused } : {}),
  };
  const spec = specOf(part, object);
  return { metadata: { resourceVersion, annotations }, ...(spec === undefined ? {} : { spec }) };
}

function specOf(part: Original, object: Workload): StepBody['spec'] {
  switch (part.kind) {
    case 'replicas':
      return { replicas: part.replicas };
    case 'suspend':
      return { suspend: part.suspend };
    case 'limit':
      return { limits: limitsOf(part, object) };
    case 'sizes':
      return { sizes: sizesOf(part) };
    case 'reconciled':
      return { suspend: !part.reconciled };
    case 'healing':
      // Written where nobody wants automated sync, it would begin it.
      return hasAutomatedSync(object)
        ? { syncPolicy: { automated: { selfHeal: part.healing } } }
        : undefined;
    case 'paused':
    case 'running':
      return undefined;
  }
}

export function hasAutomatedSync({ spec }: Workload): boolean {
  return (spec?.syncPolicy?.automated ?? undefined) !== undefined;
}

type Sizes = NonNullable<NonNullable<Workload['spec']>['sizes']>;

function sizesOf({ min, max, desired }: Original & { kind: 'sizes' }): Sizes {
  return { min, max, desired };
}

/** Where there were no limits at all there are none again. */
function limitsOf({ cpu }: Original & { kind: 'limit' }, { spec }: Workload) {
  const others = Object.keys(spec?.limits ?? {}).filter((name) => name !== 'cpu');
  return cpu === null && others.length === 0 ? null : { cpu };
}
