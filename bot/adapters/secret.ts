// Reads a secret from where the settings say it is, each time it is needed. What is wrong is said without it.

import { readFileSync } from 'node:fs';
import type { SecretPlace } from '../config/secret.ts';
import { OperatorError } from '../errors.ts';

/** @throws OperatorError when it is not there, or could not be sent in a header. */
export function readSecret(reference: SecretPlace): string {
  const [where, text] =
    'variable' in reference
      ? [`the variable ${reference.variable}`, process.env[reference.variable]]
      : [`the file ${reference.file}`, readText(reference.file)];
  const secret = text?.trim() ?? '';
  if (/^[\x21-\x7e]{1,4096}$/u.test(secret)) return secret;
  throw new OperatorError({
    what: `There is no usable secret in ${where}.`,
    why:
      secret === '' ? 'It is empty or not there.' : 'It has other characters than printable ASCII.',
    fix: 'Put the secret there, and nothing else.',
  });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // told as missing
  }
}
