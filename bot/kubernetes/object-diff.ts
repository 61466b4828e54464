// What a change would make of an object, as a unified diff of its YAML. Pure.

import { createTwoFilesPatch } from 'diff';
import type { KubernetesObject } from './object.ts';
import { encodeYaml } from './print-yaml.ts';

export function diffOf(label: string, before: KubernetesObject, after: KubernetesObject): string {
  const [left, right] = [encodeYaml(plain(before)), encodeYaml(plain(after))];
  if (left === right) return '';
  const patch = createTwoFilesPatch(`${label} (now)`, `${label} (after)`, left, right, '', '', {
    context: 2,
  });
  return patch.replace(/^=+\n/u, '');
}

/** Without what the server alone writes, so that only the change itself makes a difference. */
export function plain(object: KubernetesObject): unknown {
  const { managedFields, resourceVersion, generation, ...metadata } = object.metadata ?? {};
  return { ...object, metadata, status: undefined };
}
