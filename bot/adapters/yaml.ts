// Reads one YAML document that a person has written or pasted: bounded in aliases, so that a small text is no large value.

import { parse } from 'yaml';
import { OperatorError } from '../errors.ts';

/** @param source what it is called in words. @throws OperatorError that says where it is none. */
export function readYaml(text: string, source: string): unknown {
  try {
    return parse(text, { maxAliasCount: 50 });
  } catch (error) {
    throw new OperatorError({
      what: `${source} is not valid YAML.`,
      why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      fix: 'Mend it at that place.',
      cause: error,
    });
  }
}
