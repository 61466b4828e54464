// kubectl's own refusal, told to a person before or instead of a run: its words as it prints them, why it ended there, and what
// to do next.

import { OperatorError } from '../errors.ts';
import { isKubectlFailure, kubectlText } from './errors.ts';

export class KubectlRefusal extends OperatorError {
  /** What kubectl writes to stderr, with its final newline. */
  readonly stderr: string;

  constructor(text: { stderr: string; why: string; fix: string; cause: unknown }) {
    super({ ...text, what: text.stderr.trim() });
    this.name = 'KubectlRefusal';
    this.stderr = text.stderr;
  }
}

/** @returns what to throw in its place; anything but a failure in kubectl's words stays what it is. */
export function refusalFrom(error: unknown, told: { why: string; fix: string }): unknown {
  return isKubectlFailure(error)
    ? new KubectlRefusal({ stderr: kubectlText(error), cause: error, ...told })
    : error;
}
