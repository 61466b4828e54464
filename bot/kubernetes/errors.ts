// The words of kubectl for what went wrong, from an API server's refusal or a client-side error. Pure; where the rules
// come from: k8s.io/kubectl pkg/cmd/util, checkErr and StandardErrorMessage.

import { KubectlError, type Status, StatusError } from './api.ts';
import { quote } from './quote.ts';

/** Several errors of one command, each of which kubectl prints on a line of its own. */
export class KubectlErrors extends Error {
  readonly errors: readonly (StatusError | KubectlError)[];

  constructor(errors: readonly (StatusError | KubectlError)[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'KubectlErrors';
    this.errors = errors;
  }
}

/** An error that kubectl prints as it is, without `error: ` before it, such as a type that a mapper does not know. */
export class BareKubectlError extends KubectlError {
  constructor(message: string) {
    super(message);
    this.name = 'BareKubectlError';
  }
}

export type KubectlFailure = StatusError | KubectlError | KubectlErrors;

/** Whether kubectl has words of its own for it. Everything else is a bug, an outage or an OperatorError. */
export function isKubectlFailure(error: unknown): error is KubectlFailure {
  return (
    error instanceof StatusError || error instanceof KubectlError || error instanceof KubectlErrors
  );
}

/** What kubectl writes to stderr before it ends with exit code 1, with its final newline. */
export function kubectlText(error: KubectlFailure): string {
  const text = wordFailure(error);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** The text of one error among several: without the leading `error: ` of a lone client-side one. */
export function lineOfError(error: StatusError | KubectlError): string {
  return error instanceof StatusError ? standardMessage(error.status) : error.message;
}

function wordFailure(error: KubectlFailure): string {
  if (error instanceof KubectlErrors) {
    const [only, ...more] = error.errors;
    if (only && more.length === 0) return wordFailure(only);
    return error.errors.map((each) => `${lineOfError(each)}\n`).join('');
  }
  if (error instanceof BareKubectlError) return error.message;
  if (error instanceof KubectlError) {
    return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
  }
  return error.status.reason === 'Invalid'
    ? invalidMessage(error.status)
    : standardMessage(error.status);
}

function standardMessage(status: Status): string {
  if (status.reason === 'Unauthorized') {
    return `error: You must be logged in to the server (${status.message})`;
  }
  return status.reason === ''
    ? `Error from server: ${status.message}`
    : `Error from server (${status.reason}): ${status.message}`;
}

function invalidMessage(status: Status): string {
  const { details } = status;
  const message = status.message === '' ? '' : `: ${status.message}`;
  if (!details) return `The request is invalid${message}`;
  const causes = [...new Set((details.causes ?? []).map(wordCause))];
  const named = Boolean(details.kind || details.name);
  const subject = named
    ? `The ${details.kind ?? ''} ${quote(details.name ?? '')} is invalid`
    : 'The request is invalid';
  if (causes.length === 0) return named ? subject : subject + message;
  if (causes.length === 1) return `${subject}: ${causes[0]}\n`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function wordCause(cause: { readonly field?: string; readonly message?: string }): string {
  return `${cause.field ?? ''}: ${cause.message ?? ''}`;
}
