// `kubectl set resources`: sets the requests and limits of a workload's containers; others that they have stay.

import { kubectlCommand } from '../../command.ts';
import { textFlag } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, dryRunFlag, namespaceFlags, TARGET } from '../../kubernetes/flags.ts';
import {
  type ChangeArgs,
  type ObjectChange,
  patching,
  qualified,
} from '../../kubernetes/object-change.ts';
import {
  type Container,
  podSpecOf,
  podSpecPatch,
  podSpecPath,
} from '../../kubernetes/pod-template.ts';
import { readTargets } from '../../kubernetes/targets.ts';

interface SetResourcesArgs extends ChangeArgs {
  /** A name, or a part of it with '*'. */
  readonly containers: string;
  readonly limits: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...)';
const USAGE = `kubectl set resources ${POSITIONALS} [-c CONTAINER] --limits=cpu=500m,memory=512Mi --requests=cpu=100m`;
const AMOUNTS = {
  placeholder: 'RESOURCE=QUANTITY,...',
  pattern: {
    expression:
      /^[a-z][a-z0-9./-]{0,60}=\d{1,12}(?:\.\d{1,9})?[A-Za-z]{0,2}(?:,[a-z][a-z0-9./-]{0,60}=\d{1,12}(?:\.\d{1,9})?[A-Za-z]{0,2}){0,9}$/u,
    description: 'resources with quantities, such as cpu=500m,memory=512Mi',
  },
};

export const setResources = kubectlCommand({
  name: 'kubectl set resources',
  summary: 'Set requests and limits of the containers of a workload.',
  examples: ['kubectl set resources deploy/web -c app --limits=memory=512Mi --requests=cpu=100m'],
  effect: 'change',
  grammar: {
    positionals: { usage: POSITIONALS, min: 1, max: 20, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      containers: textFlag({
        short: 'c',
        summary: "Which containers; all unless said. '*' stands for any letters.",
        placeholder: 'CONTAINER',
        pattern: {
          expression: /^[a-z0-9*][a-z0-9*-]{0,62}$/u,
          description: "the name of a container, or a part of it with '*'",
        },
      }),
      limits: textFlag({ ...AMOUNTS, summary: 'The most that a container may use.' }),
      requests: textFlag({ ...AMOUNTS, summary: 'What a container is given for certain.' }),
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): SetResourcesArgs => {
    if (flags.limits === undefined && flags.requests === undefined) {
      throw new KubectlError(
        'you must specify an update to requests or limits (in the form of --requests/--limits)',
      );
    }
    return {
      targets: readTargets(positionals, USAGE),
      containers: flags.containers ?? '*',
      limits: readAmounts(flags.limits),
      requests: readAmounts(flags.requests),
      dryRun: flags['dry-run'] === 'server',
    };
  },

  ...patching<SetResourcesArgs>({
    usage: USAGE,
    isAllOrNothing: true,
    check: podSpecPath,
    change: resourcesChange,
  }),
});

function readAmounts(text: string | undefined): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

function resourcesChange(args: SetResourcesArgs): ObjectChange {
  return (before, target) => {
    const path = podSpecPath(target);
    const { containers = [], initContainers = [] } = podSpecOf(before, path);
    const isMeant = matcher(args.containers);
    if (![...containers, ...initContainers].some(({ name }) => isMeant(name))) {
      throw new KubectlError(`unable to find container named ${args.containers}`);
    }
    const wanted = (now: Readonly<Record<string, string>> | undefined, then: object) =>
      Object.fromEntries(Object.entries(then).filter(([name, value]) => now?.[name] !== value));
    const changed = (list: readonly Container[]) =>
      list
        .filter(({ name }) => isMeant(name))
        .map(({ name, resources }) => {
          const limits = wanted(resources?.limits, args.limits);
          const requests = wanted(resources?.requests, args.requests);
          return { name, resources: withoutEmpty({ limits, requests }) };
        })
        .filter(({ resources }) => Object.keys(resources).length > 0);
    const spec = { containers: changed(containers), initContainers: changed(initContainers) };
    const names = [...spec.containers, ...spec.initContainers].map(({ name }) => name);
    if (names.length === 0) {
      return {
        done: '',
        summary: `Nothing to do: ${qualified(target)} has these resources already`,
      };
    }
    return {
      patch: podSpecPatch(path, spec),
      failed: 'failed to patch resources update to pod template ',
      done: 'resource requirements updated',
      summary: `Set the resources of ${names.join(', ')} in ${qualified(target)}, which replaces its pods,`,
    };
  };
}

function withoutEmpty(lists: Readonly<Record<string, object>>): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(lists).filter(([, amounts]) => Object.keys(amounts).length > 0),
  );
}

/** '*' is any run of letters, as in kubectl's container selector. No expression: many stars would keep one busy for hours. */
function matcher(selector: string): (name: string) => boolean {
  const [first = '', ...parts] = selector.split('*');
  const last = parts.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + last.length <= name.length;
  };
}
