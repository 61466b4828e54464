// What a file of lines hands to the suite: the lines of one family of verbs, and what they are tried on.

import { manifests } from './objects.ts';

/**
 * One command line, without its first word. NS stands for the namespace of the twin that it is run in; nodes of a twin are
 * NS-one and NS-two; RV(deploy/web) is the resource version of that object in that twin.
 */
export interface ChangeLine {
  readonly line: string;
  /** Run in both twins with the real kubectl beforehand: command lines, or manifests to create. */
  readonly prepare?: readonly (string | object)[];
  /** Why ours is deliberately not what kubectl does. Such lines are run in twins of their own, and listed at the end. */
  readonly ours?: string;
  /** Ours fails on the way, after some of it was done. */
  readonly isPartial?: boolean;
}

export interface Family {
  readonly name: string;
  readonly lines: readonly ChangeLine[];
  /** What a twin holds at first; by default the objects of `objects.ts`. */
  readonly objects: (namespace: string) => readonly object[];
  /** The types that are compared after each line. Pods are compared where no controller made them. */
  readonly compared: readonly string[];
  /** False where kubectl itself prints its lines in any order. */
  readonly isOrdered: boolean;
}

const COMPARED = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'pods',
  'configmaps',
  'services',
  'nodes',
];

export function family(
  name: string,
  lines: readonly (ChangeLine | string)[],
  options: Partial<Pick<Family, 'objects' | 'compared' | 'isOrdered'>> = {},
): Family {
  return {
    name,
    lines: lines.map((line) => (typeof line === 'string' ? { line } : line)),
    objects: options.objects ?? manifests,
    compared: options.compared ?? COMPARED,
    isOrdered: options.isOrdered ?? true,
  };
}
