// The way of what is done every minute to a cluster: each of its requests has a deadline of its own, so that one that hangs stops a switch for no longer
// than that. The turn as a whole has none: it waits for pods as long as the settings say, and then tells who is on call.

import type { Access } from '../command.ts';
import { OperatorError } from '../errors.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { LIMITS } from '../limits.ts';
import type { Clock, Clusters } from '../ports.ts';
import type { Pass } from './turnstile.ts';

interface Waiting {
  readonly cluster: string;
  readonly accesses: readonly Access[];
  readonly clock: Pick<Clock, 'sleep'>;
  /** Ends whatever is waited for. */
  readonly signal: AbortSignal;
  /** Where others ask the same cluster too: the wait for one's turn is not counted. */
  readonly pass?: Pass;
}

const AT_ONCE: Pass = (work) => work();

/** Opens it as the bot itself. */
export function openInTime(
  clusters: Pick<Clusters, 'open'>,
  { cluster, accesses, clock, signal, pass = AT_ONCE }: Waiting,
): KubernetesApi {
  const open = (until: AbortSignal) => clusters.open(cluster, accesses, undefined, until);
  return {
    ...open(signal),
    request: (request) =>
      pass(async () => {
        const [answered, late] = [new AbortController(), new AbortController()];
        const timer = clock.sleep(LIMITS.switchAnswerMs, answered.signal).then(
          () => late.abort(noAnswer(cluster)),
          () => {},
        );
        try {
          return await open(AbortSignal.any([signal, late.signal])).request(request);
        } finally {
          answered.abort(ANSWERED);
          await timer;
        }
      }),
  };
}

/** Made once: an abort without a reason makes one, with its stack, for each request. */
const ANSWERED = new Error('answered');

function noAnswer(cluster: string): OperatorError {
  return new OperatorError({
    what: `The cluster ${cluster} did not answer.`,
    why: `A request was not answered within ${LIMITS.switchAnswerMs / 1_000} s.`,
    fix: 'It is asked again within minutes; look after its API server if this goes on.',
  });
}
