// The forms that `kubectl get -o` takes, read from text. The forms that name files or run Go templates do not exist here.

import type { Pattern } from '../../grammar.ts';
import { KubectlError } from '../../kubernetes/api.ts';
import { type CustomColumn, readCustomColumns } from '../../kubernetes/custom-columns.ts';
import { type JsonPath, readJsonPath } from '../../kubernetes/jsonpath.ts';
import { JsonPathError } from '../../kubernetes/jsonpath-nodes.ts';

export type GetOutput =
  | { readonly kind: 'table'; readonly wide: boolean }
  | { readonly kind: 'json' | 'yaml' | 'name' }
  | { readonly kind: 'jsonpath'; readonly path: JsonPath; readonly asJson: boolean }
  | { readonly kind: 'custom-columns'; readonly columns: readonly CustomColumn[] };

export const OUTPUT: Pattern = {
  expression:
    /^(?:wide|name|json|yaml|(?:jsonpath|jsonpath-as-json|custom-columns)(?:=[^\0]{0,4000})?)$/u,
  description:
    'one of wide, name, json, yaml, jsonpath=TEMPLATE, jsonpath-as-json=TEMPLATE, custom-columns=HEADER:PATH,...',
};

/** @throws KubectlError in kubectl's words for a template or a list of columns that cannot be read. */
export function readOutput(text: string | undefined): GetOutput {
  const [form = '', ...rest] = (text ?? '').split('=');
  const value = rest.join('=');
  switch (form) {
    case '':
    case 'wide':
      return { kind: 'table', wide: form === 'wide' };
    case 'json':
    case 'yaml':
    case 'name':
      return { kind: form };
    case 'custom-columns':
      return { kind: 'custom-columns', columns: inWordsOfKubectl(() => readCustomColumns(value)) };
    default:
      return { kind: 'jsonpath', path: readTemplate(value), asJson: form === 'jsonpath-as-json' };
  }
}

function readTemplate(template: string): JsonPath {
  if (template === '') throw new KubectlError('template format specified but no template given');
  return inWordsOfKubectl(
    () => readJsonPath(template),
    (message) => `error parsing jsonpath ${template}, ${message}`,
  );
}

function inWordsOfKubectl<T>(read: () => T, word = (message: string) => message): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonPathError) throw new KubectlError(word(error.message));
    throw error;
  }
}
