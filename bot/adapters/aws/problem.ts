// What went wrong with AWS, in words: a refusal as the API server of a cluster would give it, else why there was no answer.

import { OperatorError } from '../../errors.ts';
import { StatusError } from '../../kubernetes/api.ts';

interface About {
  readonly cluster: string;
  readonly name: string;
  readonly isChange: boolean;
  readonly signal: AbortSignal;
}

/** By the names of AWS's errors. https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html */
const REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  AccessDenied: [403, 'Forbidden'],
  AccessDeniedException: [403, 'Forbidden'],
  UnauthorizedOperation: [403, 'Forbidden'],
  InvalidParameterException: [422, 'Invalid'],
  ValidationError: [422, 'Invalid'],
  InvalidRequestException: [422, 'Invalid'],
  // Something else is being done to it: it is tried again.
  ResourceInUseException: [409, 'Conflict'],
  ResourceContentionFault: [409, 'Conflict'],
  ScalingActivityInProgressFault: [409, 'Conflict'],
};

export function wordProblem(error: unknown, { cluster, name, isChange, signal }: About): unknown {
  if (error instanceof StatusError || error instanceof OperatorError) return error;
  if (signal.aborted) return signal.reason;
  if (!(error instanceof Error) || !('$metadata' in error || 'code' in error || isOfChain(error))) {
    return error;
  }
  const refusal = REFUSALS[error.name];
  if (refusal !== undefined) {
    const [code, reason] = refusal;
    return new StatusError({
      code,
      reason,
      message: `AWS refuses it for ${name}: ${error.message}`,
    });
  }
  return new OperatorError({
    what: `AWS gave no answer about ${name} of the cluster ${cluster}.`,
    why: `${error.name}: ${error.message}`,
    fix: isChange
      ? 'Whether it was changed is seen at the next look, within a minute.'
      : 'Check the role of the bot and the region in the settings of the cluster.',
    cause: error,
    isOutage: true,
  });
}

/** No credentials were found. */
function isOfChain({ name }: Error): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError';
}
