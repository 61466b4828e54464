// Says in plain words why an API server could not be asked. It knows the codes of Node, OpenSSL and undici, and never reads
// an error's message to decide.

import { OperatorError } from '../../errors.ts';
import { UnknownOutcomeError } from '../../unknown-outcome.ts';

/** Before these nothing of the request can have reached the server. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at its address.',
  ENOTFOUND: 'Its host name does not resolve (DNS).',
  EAI_AGAIN: 'The name server does not answer (DNS).',
  EHOSTUNREACH: 'There is no route to its address.',
  ENETUNREACH: 'There is no route to its network.',
  UND_ERR_CONNECT_TIMEOUT: 'Its address does not take the connection in time.',
  CERT_HAS_EXPIRED: 'Its TLS certificate has expired.',
  CERT_NOT_YET_VALID: 'Its TLS certificate is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its TLS certificate is signed by itself, not by the known authority.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Its TLS certificate is signed by an authority that is not known here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its TLS certificate is signed by an authority that is not known here.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its TLS certificate is signed by an authority that is not known here.',
  CERT_SIGNATURE_FAILURE: 'Its TLS certificate is not signed by the known authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its TLS certificate is for another host name.',
  EPROTO: 'It does not speak TLS at that address.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS at that address.',
};

const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: 'It closed the connection.',
  EPIPE: 'It closed the connection.',
  UND_ERR_SOCKET: 'It closed the connection.',
  UND_ERR_HEADERS_TIMEOUT: 'It took the request and did not answer in time.',
  UND_ERR_BODY_TIMEOUT: 'It stopped in the middle of its answer.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'It stopped in the middle of its answer.',
  UND_ERR_HEADERS_OVERFLOW: 'Its answer has no sensible headers.',
  ETIMEDOUT: 'The connection went silent.',
};

const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The words for a request that got no answer; for a change that may have arrived, that its outcome is unknown. */
export function unreachable(
  cluster: string,
  error: unknown,
  options: { readonly isChange: boolean },
): OperatorError {
  const code = codeOf(error);
  const why = NOT_SENT[code] ?? BROKEN[code] ?? brokenWords(code);
  if (options.isChange && NOT_SENT[code] === undefined) return outcomeUnknown(cluster, why, error);
  return new OperatorError({
    what: `Cannot ask the API server of cluster ${cluster}.`,
    why,
    fix: 'Check that the cluster is up and that its address and certificate are configured rightly, then ask again.',
    cause: error,
    isOutage: true,
  });
}

export function outcomeUnknown(cluster: string, why: string, cause: unknown): UnknownOutcomeError {
  return new UnknownOutcomeError({
    what: `The change was sent to cluster ${cluster}, and no answer came back.`,
    why: `${why} It may have been carried out or not.`,
    fix: 'Look at the object before you ask for the change again.',
    cause,
  });
}

/** Whether a kept-alive connection broke under the request, as it does when the server closed it while it was idle. */
export function isReset(error: unknown): boolean {
  return RESET.has(codeOf(error));
}

function brokenWords(code: string): string {
  if (code.startsWith('HPE_')) return 'What answers there does not speak HTTP.';
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return `The TLS handshake with it failed (${code}).`;
  }
  return code === '' ? 'The connection failed.' : `The connection failed (${code}).`;
}

/**
 * The innermost code: undici wraps what the socket said, and Node tries several addresses at once. By shape, not by class:
 * errors of the platform may come from another realm.
 */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : codeOf(cause);
  return inner !== '' ? inner : typeof code === 'string' ? code : '';
}
