// The short form of a JSONPath that --sort-by and custom columns take: `metadata.name`, `.metadata.name`,
// `{.metadata.name}`.

import { JsonPathError } from './jsonpath-nodes.ts';

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/u;

/** @throws JsonPathError with kubectl's words. */
export function relaxJsonPath(expression: string): string {
  if (expression === '') return expression;
  const match = RELAXED.exec(expression);
  const path = match?.[1] ?? match?.[2];
  if (path === undefined) {
    throw new JsonPathError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  return `{.${path}}`;
}
