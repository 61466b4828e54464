// The control port of another process, over HTTP.
import type { MemberControl, PipelineControl } from '../../control.ts';
import { ARGUMENTS, type Method } from '../../control-methods.ts';
import { OperatorError } from '../../operator-error.ts';

export interface ControlClientOptions {
  /** `http://host:port` */
  readonly endpoint: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** A replay goes through all dead letters, a verification through all records of a partition. */
const LONG_MS = 120_000;
const LONG: readonly Method[] = ['replay', 'verify'];

/** Connects to nothing yet. Its methods throw OperatorError for what the other process refuses or when it cannot be reached. */
export function createControlClient(
  options: ControlClientOptions,
): PipelineControl & MemberControl {
  const { endpoint, token } = options;
  const ask = async (method: Method, args: readonly unknown[]): Promise<unknown> => {
    const timeoutMs = LONG.includes(method) ? LONG_MS : (options.timeoutMs ?? TIMEOUT_MS);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${endpoint}/control/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(args),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      body = await response.json();
    } catch (error) {
      throw new OperatorError({
        what: `Cannot ask the pipeline process at ${endpoint}.`,
        why:
          error instanceof DOMException && error.name === 'TimeoutError'
            ? `It did not answer within ${timeoutMs / 1_000} seconds.`
            : 'It did not answer.',
        fix: 'See whether the process runs and its control port can be reached from here.',
        cause: error,
      });
    }
    // null stands for undefined, which JSON does not have.
    if (response.ok) return body ?? undefined;
    throw refusal(endpoint, response.status, body);
  };
  const methods = Object.keys(ARGUMENTS) as Method[];
  const client = methods.map((method) => [method, (...args: unknown[]) => ask(method, args)]);
  return Object.fromEntries(client) as PipelineControl & MemberControl;
}

function refusal(endpoint: string, status: number, body: unknown): OperatorError {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { what, why, fix } = said;
  if (typeof what === 'string' && typeof why === 'string' && typeof fix === 'string') {
    return new OperatorError({ what, why, fix });
  }
  return new OperatorError({
    what: `Cannot ask the pipeline process at ${endpoint}.`,
    why: status === 401 ? 'It does not know our token.' : `It answered with status ${status}.`,
    fix:
      status === 401
        ? 'Set CONTROL_TOKEN to the same text here and there.'
        : 'See its log; it may be of another version.',
  });
}
