// What is said of a change to a cluster that the configuration makes read-only, whatever of it was to be changed.

import { OperatorError } from '../../errors.ts';

export function readOnly(cluster: string): OperatorError {
  return new OperatorError({
    what: `Nothing was changed on cluster ${cluster}.`,
    why: 'The configuration makes this cluster read-only.',
    fix: 'Use a cluster that may be changed, or ask whoever keeps the configuration.',
  });
}
