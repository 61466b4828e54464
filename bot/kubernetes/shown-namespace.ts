// Which namespace a message names beside the cluster: the one that the command is about, in words. It decides nothing.

import type { Access, Call } from '../command.ts';
import type { Catalog } from './api.ts';

/** @returns '' for what has no namespace, such as nodes, and 'all namespaces' for `-A`. */
export function shownNamespace(
  call: Call,
  accesses: readonly Access[],
  { resources }: Catalog,
): string {
  const asked = accesses.filter(({ implied }) => implied !== true);
  const named = new Set(asked.flatMap(({ namespace }) => namespace ?? []));
  if (named.size > 0) return [...named].join(', ');
  const isNamespaced = ({ group, resource }: Access) =>
    resources.some((each) => each.namespaced && each.group === group && each.resource === resource);
  const isEverywhere = call.words.flags['all-namespaces'] === true && asked.some(isNamespaced);
  return isEverywhere ? 'all namespaces' : '';
}
