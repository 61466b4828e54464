// The deletion of one object, bound to the very object that was looked at, with what becomes of it in words; and the wait
// until it is gone.

import type { KubectlContext, Output } from '../command.ts';
import type { KubernetesObject } from './object.ts';
import { type ObjectChange, qualified, uidOf } from './object-change.ts';
import type { NamedTarget } from './targets.ts';

const POLL_MS = 300;

interface DeletionArgs {
  readonly gracePeriod: number | undefined;
  readonly cascade: 'background' | 'foreground' | 'orphan';
}

const POLICIES = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const;

export function deletionChange({ gracePeriod, cascade }: DeletionArgs): ObjectChange {
  return (before, target, { namespace }) => ({
    deletion: {
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: POLICIES[cascade],
        ...(gracePeriod === undefined ? {} : { gracePeriodSeconds: gracePeriod }),
        // Another object of the same name that was made meanwhile is not what the person agreed to.
        preconditions: { uid: before.metadata?.uid },
      },
    },
    done: '',
    line: `${qualified(target).replace('/', ' "')}" deleted from ${namespace} namespace`,
    summary: `Delete ${qualified(target)}`,
    warnings: [fateOf(before, target, cascade)],
    after: {},
    substance: JSON.stringify([cascade, gracePeriod ?? null]),
  });
}

/** @param before the objects with the uid that each had. */
export async function waitUntilGone(
  before: readonly { readonly target: NamedTarget; readonly uid: string | undefined }[],
  context: Pick<KubectlContext, 'api' | 'namespace' | 'sleep' | 'show'>,
  output: Output,
): Promise<void> {
  context.show(output);
  for (const { target, uid } of before) {
    while (uid !== undefined && (await uidOf(target, context)) === uid) {
      await context.sleep(POLL_MS);
    }
  }
}

function fateOf(
  { metadata }: KubernetesObject,
  target: NamedTarget,
  cascade: DeletionArgs['cascade'],
): string {
  const name = qualified(target);
  if (target.resource.resource === 'jobs') {
    return cascade === 'orphan' ? `The pods of ${name} stay.` : `The pods of ${name} go with it.`;
  }
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined)
    return `Nothing owns ${name}: it is gone for good, nothing makes it again.`;
  return `${owner.kind} ${owner.name} owns ${name} and makes another in its place if it still wants one.`;
}
