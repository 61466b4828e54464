// A container that cannot be started: its image is not to be had, or what it is configured with is not there. Pure.

import { containerInWords, containersOf } from './containers.ts';
import { type Matter, msOf, short } from './matter.ts';
import type { Pod } from './objects.ts';

/** The kubelet's words (pkg/kubelet/images/types.go); they come in turns, and mean the same. */
const IMAGE = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'ImageInspectError',
  'InvalidImageName',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);
/** pkg/kubelet/kuberuntime/kuberuntime_container.go, and pkg/kubelet/container/sync_result.go. */
const CONFIG = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

export function notStarted(pod: Pod): readonly Matter[] {
  return containersOf(pod).flatMap((container) => {
    const { waiting } = container.status.state ?? {};
    const reason = waiting?.reason ?? '';
    const isImage = IMAGE.has(reason);
    if (!isImage && !CONFIG.has(reason)) return [];
    const what = isImage ? 'cannot get its image' : 'cannot be created';
    const message = short(waiting?.message);
    return [
      {
        reason: isImage ? 'ImagePullBackOff' : 'CreateContainerError',
        ...{ part: container.name, severity: 'warning' as const },
        title: `${containerInWords(pod, container)} ${what}`,
        lines: [
          ...(isImage ? [`Image: ${short(container.status.image)}`] : []),
          message === ''
            ? reason
            : isImage && reason === 'ErrImagePull'
              ? message
              : `${reason}: ${message}`,
        ],
        count: 1,
        sinceMs:
          msOf(container.status.lastState?.terminated?.finishedAt) ||
          msOf(pod.metadata?.creationTimestamp),
        events: ['Failed'],
      },
    ];
  });
}
