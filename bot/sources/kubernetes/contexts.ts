// What objects are judged by beside themselves: whether their namespace or workload is to be quiet, or is off on purpose, whose it is, and
// when a CronJob succeeded last. Pure, but for what it keeps.

import type { Metadata } from '../../kubernetes/object.ts';
import { ORIGINAL } from '../../switch/original.ts';
import { type Matter, msOf } from './matter.ts';
import type { CronJob, StorageClass, Workload } from './objects.ts';
import { controllerOf, isQuiet, type Seen } from './seen.ts';

interface Context {
  readonly team: string | undefined;
  readonly isQuiet: boolean;
  /** By a switch, or because it has no replicas. */
  readonly isOff: boolean;
  /** 0: never, or no CronJob. */
  readonly succeededMs: number;
}

export interface Contexts {
  /** @returns whether what is said of its objects may be another now. */
  put(kind: string, object: { readonly metadata?: Metadata }): boolean;
  /** @returns likewise. */
  remove(kind: string, metadata: Metadata): boolean;
  /** Whether an object's matter is told. */
  isTold(seen: Seen, matter: Matter): boolean;
  teamOf(seen: Seen): string | undefined;
  cronJobOf(jobUid: string): string | undefined;
  /** Of a kind, by their uids: after a list all others are gone. */
  keepOnly(kind: string, uids: ReadonlySet<string>): void;
}

export function createContexts(): Contexts {
  const contexts = new Map<string, Context & { readonly uid: string; readonly kind: string }>();
  const cronJobs = new Map<string, string>();
  const waiting = new Map<string, { readonly uid: string; readonly waits: boolean }>();
  const of = (kind: string, namespace: string, name: string) =>
    contexts.get(keyOf(kind, namespace, name));
  const both = ({ namespace, owner }: Seen) =>
    [of('Namespace', '', namespace), of(owner.kind, namespace, owner.name)] as const;
  return {
    put: (kind, object) => {
      const { metadata = {} } = object;
      const { uid = '', namespace = '', name = '' } = metadata;
      if (kind === 'Job') {
        const controller = controllerOf(metadata);
        if (controller?.kind === 'CronJob') cronJobs.set(uid, controller.name);
        return false;
      }
      if (kind === 'StorageClass') {
        const waits = (object as StorageClass).volumeBindingMode === 'WaitForFirstConsumer';
        const isNew = waiting.get(name)?.waits !== waits;
        waiting.set(name, { uid, waits });
        return isNew;
      }
      const key = keyOf(kind, namespace, name);
      const [before, after] = [contexts.get(key), { kind, uid, ...contextOf(kind, object) }];
      contexts.set(key, after);
      return before === undefined || isOther(before, after);
    },
    remove: (kind, { uid = '', namespace = '', name = '' }) => {
      if (kind === 'Job') cronJobs.delete(uid);
      if (kind === 'StorageClass') return waiting.delete(name);
      return contexts.delete(keyOf(kind, namespace, name));
    },
    isTold: (seen, { endsBySuccess, unlessWaits, sinceMs }) => {
      const around = both(seen);
      if (seen.isQuiet || around.some((each) => each?.isQuiet || each?.isOff)) return false;
      if (unlessWaits !== undefined && waiting.get(unlessWaits)?.waits === true) return false;
      return !(endsBySuccess && (around[1]?.succeededMs ?? 0) > sinceMs);
    },
    teamOf: (seen) => {
      const [namespace, owner] = both(seen);
      return seen.team ?? owner?.team ?? namespace?.team;
    },
    cronJobOf: (uid) => cronJobs.get(uid),
    keepOnly: (kind, uids) => {
      for (const [key, each] of contexts) {
        if (each.kind === kind && !uids.has(each.uid)) contexts.delete(key);
      }
      if (kind === 'Job') {
        for (const uid of cronJobs.keys()) if (!uids.has(uid)) cronJobs.delete(uid);
      }
      if (kind === 'StorageClass') {
        for (const [name, { uid }] of waiting) if (!uids.has(uid)) waiting.delete(name);
      }
    },
  };
}

/** Whether an object belongs to the namespace or workload whose context has changed. */
export function belongsTo(seen: Seen, kind: string, { namespace = '', name = '' }: Metadata) {
  if (kind === 'StorageClass') return seen.kind === 'PersistentVolumeClaim';
  if (kind === 'Namespace') return seen.namespace === name;
  const { owner } = seen;
  return seen.namespace === namespace && owner.kind === kind && owner.name === name;
}

function contextOf(kind: string, object: { readonly metadata?: Metadata }): Context {
  const { metadata = {} } = object;
  const isWorkload = kind === 'Deployment' || kind === 'StatefulSet';
  const hasNone = isWorkload && (object as Workload).spec?.replicas === 0;
  return {
    team: metadata.labels?.team,
    isQuiet: isQuiet(metadata),
    isOff: hasNone || metadata.annotations?.[ORIGINAL] !== undefined,
    succeededMs: kind === 'CronJob' ? msOf((object as CronJob).status?.lastSuccessfulTime) : 0,
  };
}

function isOther(one: Context, other: Context): boolean {
  return (
    one.team !== other.team ||
    one.isQuiet !== other.isQuiet ||
    one.isOff !== other.isOff ||
    one.succeededMs !== other.succeededMs
  );
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
