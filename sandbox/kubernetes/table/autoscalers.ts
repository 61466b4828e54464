// The Table of horizontal pod autoscalers: how far each metric is from its target.
import { age } from '../duration.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../objects.ts';
import { type Printer, printerOf } from './printer.ts';

export const AUTOSCALER_PRINTER: Printer = printerOf<HorizontalPodAutoscaler>(
  'Name|Reference|Targets|MinPods|MaxPods|Replicas|Age',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    targets(spec.metrics ?? [], status.currentMetrics ?? []),
    spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec.maxReplicas,
    status.currentReplicas ?? 0,
    age(metadata.creationTimestamp, now),
  ],
);

function targets(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const texts = specs.slice(0, 2).map((spec, index) => targetText(spec, statuses[index]));
  const more = specs.length > 2 ? ` + ${specs.length - 2} more...` : '';
  return texts.join(', ') + more;
}

function targetText(spec: MetricSpec, status: MetricStatus | undefined): string {
  const { resource, pods, external } = spec;
  if (resource !== undefined) {
    const { averageValue, averageUtilization } = resource.target;
    const current = status?.resource?.current;
    if (averageValue !== undefined)
      return `${resource.name}: ${current?.averageValue ?? '<unknown>'}/${averageValue}`;
    const target = averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`;
    return `${resource.name}: ${percent(current?.averageUtilization)}/${target}`;
  }
  if (pods !== undefined)
    return `${status?.pods?.current.averageValue ?? '<unknown>'}/${pods.target.averageValue}`;
  if (external === undefined) return '<unknown type>';
  const { averageValue, value } = external.target;
  const current = status?.external?.current;
  return averageValue === undefined
    ? `${current?.value ?? '<unknown>'}/${value}`
    : `${current?.averageValue ?? '<unknown>'}/${averageValue} (avg)`;
}

function percent(value: number | undefined): string {
  return value === undefined ? '<unknown>' : `${value}%`;
}
