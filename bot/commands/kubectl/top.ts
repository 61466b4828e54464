// `kubectl top`: what pods and nodes use at the moment, as the metrics API says. It only reads.

import { type Access, kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { switchFlag, textFlag } from '../../grammar.ts';
import { type Catalog, KubectlError } from '../../kubernetes/api.ts';
import {
  allNamespacesFlag,
  clusterFlag,
  fieldSelectorFlag,
  namespaceFlags,
  noHeadersFlag,
  OBJECT_NAME,
  selectorFlag,
} from '../../kubernetes/flags.ts';
import { topNodes } from './top-nodes.ts';
import { topPods } from './top-pods.ts';
import { METRICS } from './top-usage.ts';

export interface TopArgs {
  readonly of: 'pods' | 'nodes';
  readonly name: string | undefined;
  readonly selector: string;
  readonly fieldSelector: string;
  readonly sortBy: string;
  readonly noHeaders: boolean;
  readonly allNamespaces: boolean;
  readonly containers: boolean;
  readonly sum: boolean;
  readonly showCapacity: boolean;
}

const POSITIONALS = '(pods | nodes) [NAME]';
/** A map, because every object has properties that a person could name, such as hasOwnProperty. */
const SUBJECTS: ReadonlyMap<string, TopArgs['of']> = new Map([
  ['pod', 'pods'],
  ['pods', 'pods'],
  ['po', 'pods'],
  ['node', 'nodes'],
  ['nodes', 'nodes'],
  ['no', 'nodes'],
]);

export const top = kubectlCommand({
  name: 'kubectl top',
  summary: 'Show the processor and memory use of pods or nodes.',
  examples: [
    'kubectl top pods -n shop',
    'kubectl top pods -A --sort-by=memory',
    'kubectl top pod web-0 --containers',
    'kubectl top nodes',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 2, pattern: OBJECT_NAME },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...allNamespacesFlag,
      ...selectorFlag,
      ...fieldSelectorFlag,
      ...noHeadersFlag,
      'sort-by': textFlag({
        summary: 'The greatest use first.',
        placeholder: 'cpu|memory',
        pattern: { expression: /^[a-z]{1,20}$/u, description: 'cpu or memory' },
      }),
      containers: switchFlag('Show the containers of each pod.'),
      sum: switchFlag('Add a line with the sum over all pods.'),
      'show-capacity': switchFlag("Reckon with a node's capacity, not with what is allocatable."),
    },
  },

  read: ({ positionals: [subject = '', name], flags }): TopArgs => {
    const args: TopArgs = {
      of: readSubject(subject),
      name,
      selector: flags.selector ?? '',
      fieldSelector: flags['field-selector'] ?? '',
      sortBy: flags['sort-by'] ?? '',
      noHeaders: flags['no-headers'],
      allNamespaces: flags['all-namespaces'],
      containers: flags.containers,
      sum: flags.sum,
      showCapacity: flags['show-capacity'],
    };
    assertFits(args);
    return args;
  },

  access: (args, { namespace, catalog }) => {
    assertServed(catalog);
    return args.of === 'nodes' ? nodeAccess(args) : podAccess(args, namespace);
  },

  run: async (args, context) =>
    args.of === 'nodes' ? await topNodes(args, context) : await topPods(args, context),
});

function readSubject(word: string): TopArgs['of'] {
  const subject = SUBJECTS.get(word);
  if (subject) return subject;
  throw usage(`"${word}" has no use to show.`, 'Only pods and nodes are measured.');
}

function assertFits(args: TopArgs): void {
  if (args.sortBy !== '' && args.sortBy !== 'cpu' && args.sortBy !== 'memory') {
    throw new KubectlError('--sort-by accepts only cpu or memory');
  }
  const ofPods = args.allNamespaces || args.containers || args.sum || args.fieldSelector !== '';
  if (args.of === 'nodes' && ofPods) {
    throw usage('That cannot be shown for nodes.', 'One of the flags is for pods only.');
  }
  if (args.of === 'pods' && args.showCapacity) {
    throw usage('That cannot be shown for pods.', '--show-capacity is for nodes only.');
  }
  if (args.name !== undefined && (args.selector !== '' || args.fieldSelector !== '')) {
    const selectors = args.of === 'nodes' ? '--selector' : 'selector';
    throw new KubectlError(`only one of NAME or ${selectors} can be provided`);
  }
}

function assertServed(catalog: Catalog): void {
  const isServed = catalog.versions.includes(`${METRICS.group}/${METRICS.version}`);
  if (!isServed) throw new KubectlError('Metrics API not available');
}

function nodeAccess({ name }: TopArgs): readonly Access[] {
  const read = readOf(name);
  return [
    { ...read, group: METRICS.group, resource: 'nodes' },
    { ...read, group: '', resource: 'nodes', implied: true },
  ];
}

/** The pods themselves are looked at only to say why there are no metrics of them. */
function podAccess({ name, allNamespaces }: TopArgs, namespace: string): readonly Access[] {
  const read = readOf(name);
  const where = allNamespaces ? {} : { namespace };
  return [
    { ...read, group: METRICS.group, resource: 'pods', ...where },
    { ...read, group: '', resource: 'pods', namespace, implied: true },
  ];
}

function readOf(name: string | undefined): Pick<Access, 'verb' | 'name'> {
  return name === undefined ? { verb: 'list' } : { verb: 'get', name };
}

function usage(what: string, why: string): UsageError {
  const text = `kubectl top ${POSITIONALS} [-n NAMESPACE | -A] [-l SELECTOR] [--sort-by=cpu|memory]`;
  return new UsageError({ what, why, fix: `Write it as in: ${text}`, usage: text });
}
