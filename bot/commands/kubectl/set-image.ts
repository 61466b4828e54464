// `kubectl set image`: gives containers of a workload another image; the workload then rolls out by its own rules.

import { kubectlCommand } from '../../command.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { clusterFlag, dryRunFlag, namespaceFlags } from '../../kubernetes/flags.ts';
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

interface SetImageArgs extends ChangeArgs {
  /** By container; '*' is every one. A map, because a container may be called constructor. */
  readonly images: ReadonlyMap<string, string>;
}

const POSITIONALS = '(TYPE NAME ... | TYPE/NAME ...) CONTAINER=IMAGE ...';
const USAGE = `kubectl set image ${POSITIONALS} [-n NAMESPACE]`;
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,399}$/u;

export const setImage = kubectlCommand({
  name: 'kubectl set image',
  summary: 'Give containers of a workload another image.',
  examples: ['kubectl set image deploy/web app=registry.example/web:1.2.3'],
  effect: 'change',
  grammar: {
    positionals: {
      usage: POSITIONALS,
      min: 2,
      max: 20,
      pattern: {
        expression: /^[A-Za-z0-9*][A-Za-z0-9._:,/@=*-]{0,511}$/u,
        description: 'a resource type, a name, TYPE/NAME or CONTAINER=IMAGE',
      },
    },
    flags: { ...clusterFlag, ...namespaceFlags, ...dryRunFlag },
  },

  read: ({ positionals, flags }): SetImageArgs => {
    const first = positionals.findIndex((word) => word.includes('='));
    const pairs = first === -1 ? [] : positionals.slice(first);
    const resources = first === -1 ? positionals : positionals.slice(0, first);
    return {
      targets: readTargets(resources, USAGE),
      images: readImages(pairs),
      dryRun: flags['dry-run'] === 'server',
    };
  },

  ...patching<SetImageArgs>({
    usage: USAGE,
    isAllOrNothing: true,
    check: podSpecPath,
    change: ({ images }) => imageChange(images),
  }),
});

function readImages(pairs: readonly string[]): ReadonlyMap<string, string> {
  if (pairs.length === 0) throw new KubectlError('at least one image update is required');
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new KubectlError(`all resources must be specified before image changes: ${pair}`);
    }
    const image = pair.slice(at + 1);
    if (!IMAGE.test(image)) throw new KubectlError(`"${image}" is no reference to an image`);
    images.set(pair.slice(0, at), image);
  }
  if (images.has('*') && pairs.length > 1) {
    throw new KubectlError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
  }
  return images;
}

function imageChange(images: ReadonlyMap<string, string>): ObjectChange {
  return (before, target) => {
    const path = podSpecPath(target);
    const { containers = [], initContainers = [] } = podSpecOf(before, path);
    const all = [...containers, ...initContainers];
    for (const name of images.keys()) {
      if (name !== '*' && !all.some((container) => container.name === name)) {
        throw new KubectlError(`unable to find container named "${name}"`);
      }
    }
    const wanted = ({ name }: Container) => images.get(name) ?? images.get('*');
    const changed = (list: readonly Container[]) =>
      list
        .filter((container) => (wanted(container) ?? container.image) !== container.image)
        .map((container) => ({ name: container.name, image: wanted(container) }));
    const spec = { containers: changed(containers), initContainers: changed(initContainers) };
    const changes = [...spec.containers, ...spec.initContainers];
    if (changes.length === 0) {
      return { done: '', summary: `Nothing to do: ${qualified(target)} has these images already` };
    }
    const words = changes.map(({ name, image }) => `${name} to ${image}`).join(', ');
    return {
      patch: podSpecPatch(path, spec),
      failed: 'failed to patch image update to pod template: ',
      done: 'image updated',
      summary: `Set the image of ${words} in ${qualified(target)}, which replaces its pods,`,
      warnings: changes.flatMap(({ image = '' }) => warningOf(image)),
    };
  };
}

/** A tag that moves brings something else each time a pod starts. */
function warningOf(image: string): string[] {
  if (image.includes('@')) return [];
  const tag = /:([^/:]+)$/u.exec(image)?.[1];
  if (tag !== undefined && tag !== 'latest') return [];
  return [`${image} names no fixed version: each new pod may get another image.`];
}
