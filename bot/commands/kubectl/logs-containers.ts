// Which containers of a pod `kubectl logs` reads, and what it says when it had to choose one by itself. Pure.

import { KubectlError } from '../../kubernetes/api.ts';
import { quote } from '../../kubernetes/quote.ts';
import type { Pod } from './logs-order.ts';

export interface LogSource {
  readonly pod: string;
  readonly container: string;
}

export interface ContainerChoice {
  /** '' leaves the choice to the pod. */
  readonly container: string;
  readonly allContainers: boolean;
  /** With many pods kubectl does not say of each which container it took. */
  readonly quiet: boolean;
}

export interface Chosen {
  readonly sources: readonly LogSource[];
  readonly notes: string;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** @throws KubectlError for a container that the pod does not have. */
export function chooseContainers(pod: Pod, choice: ContainerChoice): Chosen {
  const sourceOf = (container: string) => ({ pod: pod.metadata.name, container });
  if (choice.allContainers) return { sources: namesOf(pod).map(sourceOf), notes: '' };
  const { name, notes } =
    choice.container === '' ? chooseDefault(pod, choice.quiet) : named(choice);
  if (!namesOf(pod).includes(name)) {
    throw new KubectlError(
      `container ${name} is not valid for pod ${pod.metadata.name} out of: ${listContainers(pod)}`,
    );
  }
  return { sources: [sourceOf(name)], notes };
}

function named(choice: ContainerChoice): { name: string; notes: string } {
  return { name: choice.container, notes: '' };
}

function chooseDefault(pod: Pod, quiet: boolean): { name: string; notes: string } {
  const preset = pod.metadata.annotations?.[DEFAULT_CONTAINER] ?? '';
  if (preset !== '' && namesOf(pod).includes(preset)) return { name: preset, notes: '' };
  const missing =
    preset === ''
      ? ''
      : `Default container name ${quote(preset)} not found in pod ${pod.metadata.name}\n`;
  const name = pod.spec.containers[0]?.name ?? '';
  const isOnly = namesOf(pod).length === 1;
  const defaulted =
    isOnly || quiet ? '' : `Defaulted container ${quote(name)} out of: ${listContainers(pod)}\n`;
  return { name, notes: missing + defaulted };
}

/** In the order in which they are read: those that ran first come first. */
function namesOf(pod: Pod): string[] {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
}

function listContainers(pod: Pod): string {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  return [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ].join(', ');
}
