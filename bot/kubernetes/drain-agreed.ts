// What a person agrees to when they confirm a drain: the nodes as they were, and the pods to evict. Pods come and go on a node at any
// moment, so fewer than were shown are within what was agreed to, and others are not. Pure.

export interface AgreedNode {
  readonly node: string;
  /** By uid: `namespace/name`. */
  readonly pods: Readonly<Record<string, string>>;
}

/** @param cordon what is agreed to of the nodes themselves. */
export function agreedDrain(cordon: string, nodes: readonly AgreedNode[]): string {
  return JSON.stringify({ cordon, nodes });
}

/**
 * Whether a drain would do more now than was agreed to: in words what, or undefined.
 * @param agreed and @param now as `agreedDrain` wrote them; what it did not write agrees to nothing.
 */
export function beyondDrain(agreed: string, now: string): string | undefined {
  const then = read(agreed);
  const today = read(now);
  if (then === undefined || today === undefined || then.cordon !== today.cordon) {
    return 'The node is not as it was in the preview.';
  }
  const known = new Map(then.nodes.map(({ node, pods }) => [node, pods]));
  const added = today.nodes.flatMap(({ node, pods }) =>
    Object.entries(pods).flatMap(([uid, name]) =>
      Object.hasOwn(known.get(node) ?? {}, uid) ? [] : [`${name} on ${node}`],
    ),
  );
  if (added.length === 0) return undefined;
  const rest = added.length - SHOWN;
  const names = added.slice(0, SHOWN).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
  return `Since then more pods have come that it would evict: ${names}.`;
}

const SHOWN = 5;

function read(text: string): { cordon: string; nodes: readonly AgreedNode[] } | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value?.cordon === 'string' && Array.isArray(value.nodes) ? value : undefined;
  } catch {
    return undefined;
  }
}
