// Patterns that pipeline commands share.

import type { Pattern } from '../grammar.ts';

export const PIPELINE: Pattern = {
  expression: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u,
  description: 'the name of a pipeline in the settings',
};

/** A name first, then what is asked of it: no spaces, no control characters, at most 128 characters. */
export const PIPELINE_AND_KEY: Pattern = {
  expression: /^[^\s\p{C}-][^\s\p{C}]{0,127}$/u,
  description: 'the name of a pipeline, or what is asked of it',
};
