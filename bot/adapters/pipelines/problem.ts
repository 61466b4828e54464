// What went wrong between the bot and a pipeline, in the bot's own errors: a refusal stays one, a change that was sent and not
// answered has an outcome that nobody knows.

import { PipelineRefusal } from '../../../pipeline/index.ts';
import { OperatorError } from '../../errors.ts';
import { UnknownOutcomeError } from '../../unknown-outcome.ts';

/** Nothing was sent when the connection did not come to be. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

export function problemOf(
  error: unknown,
  { name, isChange }: { readonly name: string; readonly isChange: boolean },
): unknown {
  if (!(error instanceof PipelineRefusal)) return error;
  const { what, why, fix, cause } = error;
  if (cause === undefined) return new OperatorError({ what, why, fix });
  if (isChange && !NEVER_SENT.has(codeOf(cause))) {
    return new UnknownOutcomeError({
      what: `It is not known whether pipeline ${name} was changed.`,
      why: 'Its process was told, and did not answer.',
      fix: `See "pipeline status ${name}" before you try again.`,
      cause,
    });
  }
  return new OperatorError({ what, why, fix, cause, isOutage: true });
}

/** fetch hides the network's error in the cause of its own. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string') return code;
  return typeof cause === 'object' && cause !== null ? codeOf(cause) : '';
}
