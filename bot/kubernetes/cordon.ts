// Whether a node takes new pods: the change behind cordon, uncordon and the first step of a drain.

import { UsageError } from '../errors.ts';
import { type ObjectChange, qualified } from './object-change.ts';
import type { Selection } from './selection.ts';
import { readTargets } from './targets.ts';

/** `node-1 node-2`, `node/node-1`, or nothing beside a selector. @throws KubectlError, UsageError for anything but nodes. */
export function readNodes(
  positionals: readonly string[],
  selector: string | undefined,
  usage: string,
): Selection {
  const mistake = (what: string, why: string) =>
    new UsageError({ what, why, fix: 'Name the nodes, or select them with -l.', usage });
  if (positionals.length === 0 && selector === undefined) {
    throw mistake('No node is named.', 'It is not said which nodes are meant.');
  }
  if (positionals.length > 0 && selector !== undefined) {
    throw mistake('Nodes are named and selected at once.', 'Only one of both can be meant.');
  }
  const names = positionals.map((word) => word.replace(/^(?:nodes?|no)\/(?=[^/]+$)/u, ''));
  const pair = names.find((name) => name.includes('/'));
  if (pair !== undefined && pair.split('/').length === 2) {
    throw mistake(`${pair} is no node.`, 'Only nodes are cordoned.');
  }
  const targets = readTargets(pair === undefined ? ['nodes', ...names] : [pair], usage);
  return { targets, selector };
}

export function cordonChange(isCordoned: boolean): ObjectChange {
  const word = isCordoned ? 'cordon' : 'uncordon';
  return ({ spec }, target) => {
    const isAlready = (spec?.unschedulable === true) === isCordoned;
    const summary = isCordoned
      ? `Keep new pods off ${qualified(target)}`
      : `Let new pods onto ${qualified(target)} again`;
    return {
      ...(isAlready
        ? {}
        : { patch: { patch: 'strategic', body: { spec: { unschedulable: isCordoned || null } } } }),
      done: `${isAlready ? 'already ' : ''}${word}ed`,
      summary: isAlready ? `Nothing to do: ${qualified(target)} is ${word}ed already` : summary,
    };
  };
}
