// Whether a node takes new pods: the change behind cordon, uncordon and the first step of a drain.

import { KubectlError } from './api.ts';
import { type ObjectChange, qualified } from './object-change.ts';
import { readTargets, type Targets } from './targets.ts';

/** `node-1 node-2`, or `node/node-1`. @throws KubectlError for anything but nodes. */
export function readNodes(positionals: readonly string[], usage: string): Targets {
  const names = positionals.map((word) => word.replace(/^(?:nodes?|no)\//u, ''));
  const other = names.find((name) => name.includes('/'));
  if (other !== undefined) throw new KubectlError(`"${other}" is no node`);
  return readTargets(['nodes', ...names], usage);
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
