// Who would undo it when an owner of workloads is suspended: what has made it, an application of applications, another GitOps controller. Then
// it is not tried: it would be fought over every minute. Pure.

import { isSetBy } from './edited-by.ts';
import { type GitOps, isHealing, ownersOf, trackedBy } from './gitops.ts';
import { KEEP } from './notes.ts';
import { ORIGINAL, originalOf } from './original.ts';
import { type Found, keyOfFound } from './plan.ts';
import type { ApplicationSet, IgnoredDifference } from './workload.ts';

/** @returns why it cannot be suspended, in words; undefined where it can */
export function undoneBy(owner: Found, gitOps: GitOps): string | undefined {
  const { kind, object } = owner;
  if (object.metadata?.annotations?.[KEEP] === 'true') return `it is annotated ${KEEP}=true`;
  const maker = object.metadata?.ownerReferences?.find(({ controller }) => controller === true);
  if (maker?.kind === 'ApplicationSet') return undoneBySet(owner, maker.name, gitOps);
  if (maker !== undefined) return `its owner ${maker.kind}/${maker.name} would undo that`;
  if (isSetBy('kustomize-controller', originalOf(kind, object).kind, object)) {
    return `a Kustomization of Flux sets ${PATHS[kind]} of it, and would undo that`;
  }
  return undoneByParent(owner, gitOps);
}

const SELF_HEAL = '/spec/syncPolicy/automated/selfHeal';
const PATHS: Readonly<Record<string, string>> = {
  ...{ Application: SELF_HEAL, Kustomization: '/spec/suspend', HelmRelease: '/spec/suspend' },
};
const MARK_PATH = `/metadata/annotations/${ORIGINAL.replace('/', '~1')}`;
/** Then what was made once is left as it is. */
const NO_UPDATES = ['create-only', 'create-delete'];

function undoneBySet(
  { namespace, object }: Found,
  setName: string,
  { sets }: GitOps,
): string | undefined {
  const set = sets.find(
    ({ metadata }) => metadata?.name === setName && metadata.namespace === namespace,
  );
  if (set !== undefined && isLeftBy(set, object.metadata?.name)) return undefined;
  return `the ApplicationSet ${setName} would undo that: it needs ${SELF_HEAL} in its ignoreApplicationDifferences and ${ORIGINAL} in its preservedFields.annotations`;
}

/** Whether it leaves both alone: the field, and the annotation that says what it was. */
function isLeftBy({ spec = {} }: ApplicationSet, application: string | undefined): boolean {
  if (NO_UPDATES.includes(spec.syncPolicy?.applicationsSync ?? '')) return true;
  const ignored = (spec.ignoreApplicationDifferences ?? []).filter(
    ({ name }) => name === undefined || name === '' || name === application,
  );
  const preserved = spec.preservedFields?.annotations ?? [];
  return covers(ignored, SELF_HEAL) && (preserved.includes(ORIGINAL) || covers(ignored, MARK_PATH));
}

/** An Application that owns this one: an app of apps. */
function undoneByParent(owner: Found, gitOps: GitOps): string | undefined {
  const { kind } = owner;
  const parents = ownersOf(owner, gitOps).filter((each) => each.kind === 'Application');
  const tracked = trackedBy(owner);
  if (parents.length === 0 && tracked !== undefined) {
    return `application/${tracked}, which manages it (app of apps), is not in the namespaces of "gitOps", and may undo that`;
  }
  const parent = parents.find((each) => isHealing(each) && !isIgnoredBy(each, kind));
  if (parent === undefined) return undefined;
  return `${keyOfFound(parent)} manages it (app of apps), heals itself and would undo that: it needs ${PATHS[kind]} of ${kind} in its ignoreDifferences, and RespectIgnoreDifferences=true`;
}

function isIgnoredBy({ object }: Found, kind: string): boolean {
  const ignored = (object.spec?.ignoreDifferences ?? []).filter((each) => each.kind === kind);
  const isRespected = object.spec?.syncPolicy?.syncOptions?.includes(RESPECTED) === true;
  return isRespected && covers(ignored, PATHS[kind] ?? '');
}

const RESPECTED = 'RespectIgnoreDifferences=true';

/** A pointer to a part covers what is in it (RFC 6901). */
function covers(ignored: readonly IgnoredDifference[], path: string): boolean {
  return ignored
    .flatMap(({ jsonPointers = [] }) => jsonPointers)
    .some((pointer) => path === pointer || path.startsWith(`${pointer}/`));
}
