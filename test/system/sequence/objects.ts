// What of an object must come out alike on both sides, and when its controller has followed. Pure.

export interface Listed {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly generation?: number };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly status?: { readonly observedGeneration?: number };
}

const CONTROLLED = ['Deployment', 'StatefulSet', 'DaemonSet'];

export function isSettled({ kind, metadata, status }: Listed): boolean {
  return !CONTROLLED.includes(kind) || status?.observedGeneration === metadata.generation;
}

/** Without what differs between any two objects: identity, times and who wrote it. */
export function comparable({ kind, metadata, spec, data }: Listed, name: string): unknown {
  const { labels, annotations, generation } = metadata;
  const text = JSON.stringify({ kind, labels, annotations, generation, spec, data })
    .replaceAll(name, 'NS')
    .replaceAll(/("(?:kubectl\.kubernetes\.io\/restartedAt|timeAdded)":)"[^"]*"/gu, '$1"(a time)"');
  return JSON.parse(text);
}
