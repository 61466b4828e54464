// The error for a change that was sent and never answered: nobody here knows whether it was carried out.

import { OperatorError } from './errors.ts';

/** Thrown instead of a plain OperatorError so that a run can be recorded as "outcome unknown". */
export class UnknownOutcomeError extends OperatorError {
  constructor(text: { what: string; why: string; fix: string; cause?: unknown }) {
    super(text);
    this.name = 'UnknownOutcomeError';
  }
}
