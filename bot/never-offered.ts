// Why some verbs are never offered, so that nobody is told of another one in their place.

interface Never {
  readonly verbs: readonly string[];
  readonly why: string;
  /** What to do instead; absent: see what there is. */
  readonly instead?: string;
}

/** @returns the reason, or undefined for what might be a slip of the pen. */
export function whyNever(words: readonly string[]): Never | undefined {
  const [root = '', verb = '', noun = ''] = words;
  return NEVER.get(root)?.find(
    ({ verbs }) => verbs.includes(verb) || verbs.includes(`${verb} ${noun}`),
  );
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
    kafka: [
      {
        verbs: [
          ...['delete topic', 'delete topics', 'delete records', 'delete group', 'delete groups'],
          ...['remove topic', 'remove group', 'purge', 'truncate', 'produce', 'send'],
        ],
        why: 'It is never offered here: what is gone from a Kafka, or written into it, is not taken back by a click.',
        instead:
          'Whoever runs that Kafka has Apache Kafka’s own tools for it; "kafka alter topic" changes how long records are kept, "kafka delete offsets" what a group has committed.',
      },
      {
        verbs: [
          ...['add acl', 'add acls', 'create acl', 'create acls', 'delete acl', 'delete acls'],
          ...['remove acl', 'remove acls', 'create user', 'alter user', 'delete user'],
        ],
        why: 'It is never offered here: who may do what is not changed from a chat.',
        instead:
          '"kafka acls" shows them; whoever runs that Kafka changes them with its own tools.',
      },
      {
        verbs: ['alter broker', 'alter brokers', 'restart broker', 'stop broker'],
        why: 'It is never offered here: a broker’s own settings and its process belong to whoever runs it.',
        instead:
          '"kafka configs broker ID" shows them, and "kafka impact broker ID" what a restart would do.',
      },
      {
        verbs: ['create connector', 'delete connector', 'stop connector', 'alter connector'],
        why: 'It is never offered here: configurations of connectors hold secrets, and a deleted one is not brought back by a click.',
        instead: '"kafka pause connector" holds one, "kafka connector" shows it.',
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
