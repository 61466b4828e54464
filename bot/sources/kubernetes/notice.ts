// A matter of an object as a notice. Pure.

import type { Notice } from '../source.ts';
import type { Matter } from './matter.ts';
import type { Seen } from './seen.ts';

export interface Dress {
  readonly cluster: string;
  readonly environment: string;
  readonly team: string | undefined;
  /** What events about it say. */
  readonly told: { readonly count: number; readonly why: string };
  /** The last lines of a log. */
  readonly listing: string | undefined;
  /** When it was first told, where it is still firing. */
  readonly startedAtMs: number | undefined;
}

const KEY_CHARACTERS = 300;

export function noticeOf(seen: Seen, matter: Matter, dress: Dress): Notice {
  const { cluster, environment, told, listing } = dress;
  const { namespace, owner } = seen;
  const where = namespace === '' ? '' : ` in ${namespace}`;
  const isNewWhy = told.why !== '' && !matter.lines.some((line) => line.includes(told.why));
  return {
    key: keyOf(seen, matter),
    group: `${owner.kind}/${namespace}/${owner.name}`.slice(0, KEY_CHARACTERS),
    groupTitle: `${owner.kind.toLowerCase()}/${owner.name}${where} (${cluster})`,
    state: 'firing',
    severity: matter.severity,
    title: matter.title,
    lines: isNewWhy ? [...matter.lines, told.why] : matter.lines,
    ...(listing === undefined ? {} : { listing }),
    labels: labelsOf(seen, matter, { cluster, environment, team: dress.team }),
    count: Math.max(matter.count, told.count, 1),
    startedAtMs: dress.startedAtMs ?? matter.sinceMs,
  };
}

/** The object first, so that what is told of one that is gone can be found. */
export function keyOf(seen: Pick<Seen, 'kind' | 'uid'>, matter: Pick<Matter, 'reason' | 'part'>) {
  return `${objectKey(seen)}/${matter.reason}/${matter.part ?? ''}`.slice(0, KEY_CHARACTERS);
}

export function objectKey({ kind, uid }: Pick<Seen, 'kind' | 'uid'>): string {
  return `${kind}/${uid}`;
}

/** @returns the object's part of a notice's key. */
export function objectOf(key: string): string {
  return key.split('/', 2).join('/');
}

function labelsOf(
  seen: Seen,
  { reason, part }: Matter,
  around: {
    readonly cluster: string;
    readonly environment: string;
    readonly team?: string | undefined;
  },
): Readonly<Record<string, string>> {
  const { owner, namespace, node, kind, name } = seen;
  const labels: Record<string, string | undefined> = {
    ...around,
    ...{ namespace, node, reason, kind: owner.kind },
    workload: kind === 'Node' ? undefined : owner.name,
    ...(kind === 'Pod' ? { pod: name, container: part } : {}),
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) =>
      value === undefined || value === '' ? [] : [[label, value]],
    ),
  );
}
