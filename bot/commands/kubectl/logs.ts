// `kubectl logs`: shows what the containers of a pod wrote, those of the pods of a selector, or of the best pod of a
// workload. It only reads; -f follows for a limited time.

import { type Access, type KubectlContext, kubectlCommand } from '../../command.ts';
import { countFlag, switchFlag, textFlag } from '../../grammar.ts';
import { KubectlError, type Resource } from '../../kubernetes/api.ts';
import { kubectlText } from '../../kubernetes/errors.ts';
import {
  clusterFlag,
  durationFlag,
  INSTANT,
  NAME,
  namespaceFlags,
  selectorFlag,
  TARGET,
} from '../../kubernetes/flags.ts';
import { readTargets } from '../../kubernetes/targets.ts';
import { chooseContainers, type LogSource } from './logs-containers.ts';
import { FOLLOW_MS, followLogs } from './logs-follow.ts';
import { type FoundPods, findNamed, findSelected, NAMESPACES, PODS } from './logs-pods.ts';
import { type ReadOptions, readLogs } from './logs-read.ts';

export interface LogsArgs {
  /** Absent when the pods are selected by their labels. */
  readonly target: { readonly type: string; readonly name: string } | undefined;
  readonly selector: string;
  readonly container: string;
  readonly allContainers: boolean;
  readonly allPods: boolean;
  readonly maxFollowed: number;
  readonly options: ReadOptions;
}

const POSITIONALS = '(POD | TYPE/NAME) [CONTAINER]';
const USAGE = `kubectl logs ${POSITIONALS} [-n NAMESPACE] [-c CONTAINER] [--tail LINES]`;
const READ_MS = 60_000;
const MOST_LINES = 1_000_000;
const MOST_BYTES = 100_000_000;
const SELECTED_TAIL_LINES = 10;
const MAX_FOLLOWED = 5;

export const logs = kubectlCommand({
  name: 'kubectl logs',
  summary: 'Show the logs of a pod, of pods with a label, or of a workload.',
  examples: [
    'kubectl logs web-7d4b9c-x2x4z --tail=50',
    'kubectl logs deploy/web -c app --since=10m --timestamps',
    'kubectl logs -l app=web --all-containers --prefix',
    'kubectl logs -f job/import',
  ],
  effect: 'read',
  grammar: {
    positionals: { usage: POSITIONALS, min: 0, max: 2, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      ...selectorFlag,
      container: textFlag({
        short: 'c',
        summary: 'The container to read.',
        placeholder: 'CONTAINER',
        pattern: NAME,
      }),
      'all-containers': switchFlag('Read all containers of the pod.'),
      'all-pods': switchFlag('Read all pods of the workload, with prefixes.'),
      follow: switchFlag('Follow the log for at most ten minutes.', 'f'),
      previous: switchFlag('Read what the container wrote before its last restart.', 'p'),
      timestamps: switchFlag('Begin each line with its time.'),
      prefix: switchFlag('Begin each line with its pod and container.'),
      tail: countFlag({
        summary: 'How many of the newest lines.',
        placeholder: 'LINES',
        max: MOST_LINES,
      }),
      'limit-bytes': countFlag({
        summary: 'How many bytes at most.',
        placeholder: 'BYTES',
        max: MOST_BYTES,
      }),
      since: durationFlag({ summary: 'Only lines newer than this.' }),
      'since-time': textFlag({
        summary: 'Only lines after this moment.',
        placeholder: 'TIME',
        pattern: INSTANT,
      }),
      'max-log-requests': countFlag({
        summary: `How many logs may be followed at once (${MAX_FOLLOWED}).`,
        placeholder: 'COUNT',
        max: 20,
      }),
    },
  },

  read: ({ positionals, flags }): LogsArgs => {
    const [target, inline] = positionals;
    const selector = flags.selector ?? '';
    refuseContradictions({ ...flags, selector, target, inline });
    const container = flags.container ?? inline ?? '';
    return {
      target: target === undefined ? undefined : readTarget(target),
      selector,
      container,
      allContainers: flags['all-containers'],
      allPods: flags['all-pods'],
      maxFollowed: flags['max-log-requests'] ?? MAX_FOLLOWED,
      options: {
        follow: flags.follow,
        previous: flags.previous,
        timestamps: flags.timestamps,
        prefix: flags.prefix || flags['all-pods'],
        sinceMs: flags.since,
        sinceTime: flags['since-time'],
        tailLines: flags.tail ?? (selector === '' ? undefined : SELECTED_TAIL_LINES),
        limitBytes: flags['limit-bytes'],
      },
    };
  },

  deadlineMs: (args) => (args.options.follow ? FOLLOW_MS : READ_MS),

  access: (args, { catalog, namespace }) => {
    const pods = { group: PODS.group, resource: PODS.resource, namespace };
    const inNamespace = { verb: 'get', group: '', resource: NAMESPACES.resource, name: namespace };
    const log: Access = { verb: 'get', ...pods, subresource: 'log' };
    const list: Access = { verb: 'list', ...pods, implied: true };
    if (args.target === undefined) return [log, list];
    const { name } = args.target;
    const resource = catalog.resolve(args.target.type);
    const read: Access = {
      verb: 'get',
      group: resource.group,
      resource: resource.resource,
      name,
      ...(resource.namespaced ? { namespace } : {}),
      implied: true,
    };
    // To tell a missing object from a missing namespace.
    const blame = { ...inNamespace, implied: true } as Access;
    return isPods(resource) ? [{ ...log, name }, read, blame] : [log, list, read, blame];
  },

  run: async (args, context) => {
    const found = await findPods(args, context);
    const { sources, notes, error } = sourcesOf(args, found);
    if (error !== undefined) {
      return { stdout: '', stderr: notes + kubectlText(error), exitCode: 1 };
    }
    return args.options.follow
      ? await followLogs(sources, args.options, notes, context)
      : await readLogs(sources, args.options, notes, context);
  },
});

interface Contradicting {
  readonly target: string | undefined;
  readonly inline: string | undefined;
  readonly selector: string;
  readonly container: string | undefined;
  readonly 'all-containers': boolean;
  readonly since: number | undefined;
  readonly 'since-time': string | undefined;
}

/** @throws KubectlError in kubectl's words. */
function refuseContradictions(given: Contradicting): void {
  const { target, inline, selector, container } = given;
  const see = "\nSee 'kubectl logs -h' for help and examples";
  if (target === undefined && selector === '') {
    throw new KubectlError(
      `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command${see}`,
    );
  }
  if (target !== undefined && inline === undefined && selector !== '') {
    throw new KubectlError(`only a selector (-l) or a POD name is allowed${see}`);
  }
  if (given['since-time'] !== undefined && given.since) {
    throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  const chosen = inline ?? container;
  if (given['all-containers'] && chosen !== undefined) {
    throw new KubectlError(
      `--all-containers=true should not be specified with container name ${chosen}`,
    );
  }
  if (inline !== undefined && container !== undefined) {
    throw new KubectlError('only one of -c or an inline [CONTAINER] arg is allowed');
  }
}

function readTarget(word: string): { type: string; name: string } {
  const targets = readTargets([word.includes('/') ? word : `pods/${word}`], USAGE);
  const pair = targets.kind === 'pairs' ? targets.pairs[0] : undefined;
  if (pair === undefined) throw new TypeError('A target with a slash is a pair.');
  return pair;
}

function isPods(resource: Pick<Resource, 'group' | 'resource'>): boolean {
  return resource.group === PODS.group && resource.resource === PODS.resource;
}

async function findPods(args: LogsArgs, context: KubectlContext): Promise<FoundPods> {
  if (args.target === undefined) return await findSelected(args.selector, context);
  const resource = context.catalog.resolve(args.target.type);
  const { name } = args.target;
  return await findNamed({ resource, name, allPods: args.allPods }, context);
}

interface Sources {
  readonly sources: readonly LogSource[];
  readonly notes: string;
  /** What was said until then is shown before it. */
  readonly error?: KubectlError;
}

function sourcesOf(args: LogsArgs, found: FoundPods): Sources {
  const choice = {
    container: args.container,
    allContainers: args.allContainers,
    quiet: args.allPods,
  };
  const sources: LogSource[] = [];
  let { notes } = found;
  try {
    for (const pod of found.pods) {
      const chosen = chooseContainers(pod, choice);
      sources.push(...chosen.sources);
      notes += chosen.notes;
    }
  } catch (error) {
    if (error instanceof KubectlError) return { sources, notes, error };
    throw error;
  }
  const isTooMany = args.options.follow && sources.length > Math.max(1, args.maxFollowed);
  return isTooMany ? { sources, notes, error: tooMany(sources.length, args) } : { sources, notes };
}

function tooMany(count: number, args: LogsArgs): KubectlError {
  return new KubectlError(
    `you are attempting to follow ${count} log streams, but maximum allowed concurrency is ${args.maxFollowed}, use --max-log-requests to increase the limit`,
  );
}
