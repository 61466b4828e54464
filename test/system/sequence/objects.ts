// What of an object must come out alike on both sides. Pure.

export interface Listed {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>> & {
    readonly taints?: readonly { readonly key: string }[];
  };
  readonly data?: unknown;
}

/** Without what differs between any two objects: identity, times and who wrote it. */
export function comparable(object: Listed, name: string): unknown {
  const { kind, metadata, spec, data } = object.kind === 'Node' ? uncontrolled(object) : object;
  const { labels, annotations, generation } = metadata;
  const text = JSON.stringify({ kind, labels, annotations, generation, spec, data })
    .replaceAll(name, 'NS')
    .replaceAll(/("(?:kubectl\.kubernetes\.io\/restartedAt|timeAdded)":)"[^"]*"/gu, '$1"(a time)"');
  return JSON.parse(text);
}

/** A node without what controllers write into it, each at its own moment. */
function uncontrolled(node: Listed): Listed {
  const { 'node.alpha.kubernetes.io/ttl': _, ...annotations } = node.metadata.annotations ?? {};
  const taints = (node.spec?.taints ?? []).filter(
    ({ key }) => !key.startsWith('node.kubernetes.io/'),
  );
  return { ...node, metadata: { ...node.metadata, annotations }, spec: { ...node.spec, taints } };
}
