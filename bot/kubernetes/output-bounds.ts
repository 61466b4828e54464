// How much a template or a table of a person's own making may blow up what a server sent: a short text can name the same
// megabytes a thousand times.

import { KubectlError } from './api.ts';

const MOST_VALUES = 500_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** @throws KubectlError when a template finds more values than can be held. */
export function assertValues(count: number): void {
  if (count > MOST_VALUES) {
    throw new KubectlError(
      `the template finds more than ${MOST_VALUES} values; name fewer objects or a narrower path`,
    );
  }
}

/** Counts what is printed. @throws KubectlError when it becomes more than an answer can be. */
export function createPrintMeter(): (printed: string) => string {
  let characters = 0;
  return (printed) => {
    characters += printed.length;
    if (characters > MOST_CHARACTERS) {
      throw new KubectlError(
        `the output is larger than ${MOST_CHARACTERS} characters; name fewer objects or fields`,
      );
    }
    return printed;
  };
}
