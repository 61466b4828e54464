// Takes what somebody has set by hand while a switch is off as what the workload comes back to.

import type { KubectlContext } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { ApiRequest } from '../kubernetes/api.ts';
import type { NamedSwitch } from './of-settings.ts';
import { isOff, ORIGINAL, type Original, originalOf, readMark, writeMark } from './original.ts';
import type { Target } from './plan.ts';
import { readTargets } from './read-found.ts';
import { requestOf } from './switch-workload.ts';

export interface TakeWish {
  readonly name: string;
  /** In small letters. */
  readonly kind: string;
  readonly object: string;
  /** Absent: there is one such workload alone. */
  readonly namespace: string | undefined;
}

export interface Taken {
  readonly target: Target;
  readonly original: Original;
  readonly present: Original;
}

/** @throws OperatorError where there is nothing to take, or where it is not said which. */
export async function findTaken(
  { name, kind, object, namespace }: TakeWish,
  of: NamedSwitch,
  context: KubectlContext,
): Promise<Taken> {
  const targets = await readTargets(of, context);
  const found = targets.filter(
    (target) =>
      target.kind.toLowerCase() === kind &&
      target.name === object &&
      (namespace ?? target.namespace) === target.namespace,
  );
  const all = found.flatMap((target): readonly Taken[] => {
    const mark = readMark(target.object);
    const present = originalOf(target.kind, target.object);
    if (mark === undefined || mark === 'unreadable' || mark.by !== name || isOff(present))
      return [];
    return [{ target, original: mark.original, present }];
  });
  const [taken] = all;
  if (taken !== undefined && all.length === 1) return taken;
  if (taken !== undefined) {
    const namespaces = all.map(({ target }) => target.namespace);
    throw new OperatorError({
      what: `It is not said which ${kind}/${object} is meant.`,
      why: `There are several, in ${namespaces.join(' and ')}.`,
      fix: `Add the namespace: "/cluster take ${name} ${kind}/${object} -n ${namespaces[0]}".`,
    });
  }
  throw new OperatorError({
    what: `There is nothing to take of ${kind}/${object}.`,
    why:
      found.length === 0
        ? `The switch ${name} has no such workload.`
        : `It is not a workload that ${name} has switched off and somebody has set since.`,
    fix: `See "/cluster status ${name}".`,
  });
}

export function takePatch(
  name: string,
  { target, present }: Taken,
  context: Pick<KubectlContext, 'catalog'>,
): ApiRequest {
  const { resourceVersion } = target.object.metadata ?? {};
  const mark = writeMark({ by: name, original: present, again: 0 });
  const body = { metadata: { resourceVersion, annotations: { [ORIGINAL]: mark } } };
  return requestOf(target, body, context);
}

export async function takeIt(
  wish: TakeWish,
  of: NamedSwitch,
  context: KubectlContext,
): Promise<Taken> {
  const taken = await findTaken(wish, of, context);
  await context.api.request(takePatch(wish.name, taken, context));
  return taken;
}
