// Why some verbs are never offered, so that nobody is told of another one in their place.

interface Never {
  readonly verbs: readonly string[];
  readonly why: string;
  /** What to do instead; absent: see what there is. */
  readonly instead?: string;
}

/** @returns the reason, or undefined for what might be a slip of the pen. */
export function whyNever(root: string, verb: string): Never | undefined {
  return NEVER.get(root)?.find(({ verbs }) => verbs.includes(verb));
}

const NEVER: ReadonlyMap<string, readonly Never[]> = new Map(
  Object.entries({
    pipeline: [
      {
        verbs: ['reset', 'reset-offsets', 'offsets', 'seek', 'rewind', 'skip'],
        why: "It is never offered here: a pipeline's offsets and its state hang together, and with other offsets records would be lost or count twice.",
        instead:
          'What could not be used comes back by "pipeline deadletters replay NAME"; "pipeline restart NAME" starts over from what is committed; for everything anew give the pipeline another name, group and outputs in the settings.',
      },
    ],
    kubectl: [
      {
        verbs: ['exec', 'attach', 'cp', 'port-forward', 'proxy', 'debug'],
        why: 'It is never offered here: it opens a way into the cluster on which nothing would be checked or on the record.',
      },
      {
        verbs: ['apply', 'replace', 'edit', 'run', 'expose', 'kustomize', 'diff'],
        why: 'It is never offered here: objects from files or free text belong into the repository that deploys them.',
      },
    ],
  }),
);
