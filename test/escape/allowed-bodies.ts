// What the bodies of changes may hold, from the words of the command as shown: nothing that was not typed.

import type { Placed } from './allowed.ts';
import { flagValue } from './allowed-paths.ts';
import { JOB_SPEC, OBJECT_UID } from './world.ts';

/** What says which object it is, or is the server's to write. */
export const SPECIFIC =
  /^\{(?:.*,)?"(?:apiVersion|kind|status)":|"metadata":\{(?:[^{}]*,)?"(?:name|namespace|uid|resourceVersion|ownerReferences|finalizers|managedFields)":/u;

type Body = (body: unknown) => boolean;

const MARK = /=|-$/u;
const IMAGE = /=/u;

/** `pod/web-1 tier=front canary-`: the objects stand before the first pair. */
function pairsOf({ positionals }: Placed, pair: RegExp): readonly string[] {
  const first = positionals.findIndex((word) => pair.test(word));
  return first === -1 ? [] : positionals.slice(first);
}

export function resourcesOf(shown: Placed, pairs: 'marks' | 'images'): Placed {
  const { positionals } = shown;
  const count = positionals.length - pairsOf(shown, pairs === 'marks' ? MARK : IMAGE).length;
  const resources = positionals.slice(0, count);
  const isClean = resources.every((word) => /^[A-Za-z0-9][A-Za-z0-9._:,/-]*$/u.test(word));
  return { ...shown, positionals: isClean ? resources : [] };
}

/** Only these labels or annotations, each with the value that was typed, or null for `KEY-`. */
export function isMarks(shown: Placed, field: 'labels' | 'annotations'): Body {
  const wanted = new Map<string, string | null>();
  for (const pair of pairsOf(shown, MARK)) {
    const [, key = '', value] = /^([^=]*)=([\s\S]*)$/u.exec(pair) ?? [undefined, pair.slice(0, -1)];
    wanted.set(key, value ?? null);
  }
  const version = flagValue(shown, '--resource-version');
  return (body) => {
    const { metadata, ...rest } = body as { metadata: Record<string, unknown> };
    const { resourceVersion, [field]: marks, ...more } = metadata;
    return (
      resourceVersion === version &&
      isEmpty(rest) &&
      isEmpty(more) &&
      Object.entries(marks ?? {}).every(([key, value]) => wanted.get(key) === value)
    );
  };
}

/** Only images, each of a container that was named or of all. */
export function isImages(shown: Placed): Body {
  const images = new Map(
    pairsOf(shown, IMAGE).map((pair) => pair.split(/=([\s\S]*)/u, 2) as [string, string]),
  );
  return (body) =>
    containersIn(body).every(({ name, image, ...rest }) => {
      const wanted = images.get(String(name)) ?? images.get('*');
      return wanted !== undefined && image === wanted && isEmpty(rest);
    });
}

/** Only requests and limits, each amount as typed. */
export function isResources(shown: Placed): Body {
  const amountsOf = (flag: string) =>
    new Map(
      (flagValue(shown, flag) ?? '').split(',').map((each) => each.split('=') as [string, string]),
    );
  const wanted = { limits: amountsOf('--limits'), requests: amountsOf('--requests') };
  return (body) =>
    containersIn(body).every(({ name, resources, ...rest }) => {
      const { limits = {}, requests = {}, ...more } = (resources ?? {}) as Record<string, object>;
      return (
        typeof name === 'string' &&
        [rest, more].every(isEmpty) &&
        Object.entries(limits).every(([key, value]) => wanted.limits.get(key) === value) &&
        Object.entries(requests).every(([key, value]) => wanted.requests.get(key) === value)
      );
    });
}

/** Options that were typed, bound to the very object that was previewed, and nothing by force. */
export function isDeletion(shown: Placed): Body {
  const policy = flagValue(shown, '--cascade') ?? 'background';
  const grace = flagValue(shown, '--grace-period');
  const seconds = grace === undefined ? undefined : Math.min(Number(grace), 3600);
  return (body) => {
    const {
      apiVersion,
      kind,
      propagationPolicy,
      gracePeriodSeconds,
      preconditions,
      dryRun,
      ...rest
    } = body as Record<string, unknown>;
    return (
      apiVersion === 'v1' &&
      kind === 'DeleteOptions' &&
      String(propagationPolicy).toLowerCase() === policy &&
      gracePeriodSeconds === seconds &&
      JSON.stringify(preconditions) === JSON.stringify({ uid: OBJECT_UID }) &&
      ['["All"]', undefined].includes(JSON.stringify(dryRun)) &&
      isEmpty(rest)
    );
  };
}

/** That pod, the very one that was previewed, with the time to end that was typed. */
export function isEviction(shown: Placed, name: string): Body {
  const grace = flagValue(shown, '--grace-period');
  const wanted = {
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'shop' } },
    deleteOptions: {
      preconditions: { uid: OBJECT_UID },
      ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    },
  };
  return (body) => JSON.stringify(body) === JSON.stringify(wanted);
}

/** The job of that cron job and no other: its spec is the cron job's own, word for word. */
export function isJob({ positionals: [name], namespace }: Placed, cronJob: string): Body {
  return (body) => {
    const { apiVersion, kind, metadata, spec, ...rest } = body as Record<string, object>;
    const { annotations, labels, ownerReferences, ...place } = metadata as Record<string, object>;
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob, uid: OBJECT_UID };
    return (
      `${apiVersion} ${kind}` === 'batch/v1 Job' &&
      isEmpty(rest) &&
      JSON.stringify(place) === JSON.stringify({ name, namespace }) &&
      JSON.stringify(ownerReferences) === JSON.stringify([{ ...owner, controller: true }]) &&
      Object.keys(annotations ?? {}).join() === 'cronjob.kubernetes.io/instantiate' &&
      labels === undefined &&
      JSON.stringify(spec) === JSON.stringify(JOB_SPEC)
    );
  };
}

/** The containers of a patch that is nothing but containers, wherever a kind keeps them; otherwise one that fits nothing. */
function containersIn(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  let value = body as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(value);
    if (keys.every((key) => key === 'containers' || key === 'initContainers')) {
      return keys.flatMap((key) => value[key] as Record<string, unknown>[]);
    }
    const [key = ''] = keys;
    if (keys.length !== 1 || !['spec', 'template', 'jobTemplate'].includes(key))
      return [{ odd: keys }];
    value = value[key] as Record<string, unknown>;
  }
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
