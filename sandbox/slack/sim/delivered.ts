// Turns the outcome of a delivery into the control API's words.
import type { Outcome } from '../deliveries.ts';
import type { Json } from '../json.ts';

/** `acked`, `ack_ms`, and what the app answered or why there is no answer. */
export function outcomeJson(outcome: Outcome): Json {
  const { acked, ms, payload } = outcome;
  if (acked) return { acked, ack_ms: ms, ...(payload === undefined ? {} : { response: payload }) };
  return { ok: false, acked, ack_ms: ms, error: errorOf(outcome) };
}

/** Slack's word for an app that did not answer. */
export function errorOf(outcome: Outcome): string {
  if (outcome.reason === 'timeout') return 'operation_timeout';
  if (outcome.reason === 'no_socket' || outcome.reason === 'connection_failed')
    return 'dispatch_failed';
  return outcome.reason ?? 'operation_timeout';
}
