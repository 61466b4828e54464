// The options that writes take in the query: dry run and the policy of a deletion.
import { invalid } from '../status.ts';

/** @throws Refusal (422) for a value that is not 'All'. @param options 'CreateOptions', 'PatchOptions' ... */
export function readDryRun(values: readonly string[], options: string): boolean {
  if (values.length === 0) return false;
  const wrong = values.filter((value) => value !== 'All');
  if (wrong.length === 0) return true;
  const list = `[${values.map((value) => JSON.stringify(value)).join(',')}]`;
  const message = `Unsupported value: ${list}: supported values: "All"`;
  throw invalid(options, 'meta.k8s.io', '', [
    { reason: 'FieldValueNotSupported', message, field: 'dryRun' },
  ]);
}

export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';

export function readPropagation(text: string | undefined): PropagationPolicy | undefined {
  if (text === undefined) return undefined;
  if (text === 'Foreground' || text === 'Background' || text === 'Orphan') return text;
  const message = `Unsupported value: ${JSON.stringify(text)}: supported values: "Foreground", "Background", "Orphan", "nil"`;
  throw invalid('DeleteOptions', 'meta.k8s.io', '', [
    { reason: 'FieldValueNotSupported', message, field: 'propagationPolicy' },
  ]);
}
