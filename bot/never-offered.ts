// Why some verbs of kubectl are never offered, so that nobody is told of another one in their place.

/** @returns the reason, or undefined for what might be a slip of the pen. */
export function whyNever(verb: string): string | undefined {
  return REASONS.find(({ verbs }) => verbs.includes(verb))?.why;
}

const REASONS: readonly { readonly verbs: readonly string[]; readonly why: string }[] = [
  {
    verbs: ['exec', 'attach', 'cp', 'port-forward', 'proxy', 'debug'],
    why: 'It is never offered here: it opens a way into the cluster on which nothing would be checked or on the record.',
  },
  {
    verbs: ['apply', 'replace', 'edit', 'run', 'expose', 'kustomize', 'diff'],
    why: 'It is never offered here: objects from files or free text belong into the repository that deploys them.',
  },
];
