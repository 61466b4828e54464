// Works through a list with a bounded number at the same time, so that much is asked of a cluster quickly and never all at once.

import { LIMITS } from '../limits.ts';

/**
 * Nothing more is begun once one has failed.
 * @returns what each came to, in the order of the list
 * @throws what the first that failed threw, when those that had begun have ended
 */
export async function inTurns<T, R>(
  list: readonly T[],
  work: (each: T) => Promise<R>,
  atOnce: number = LIMITS.switchAtOnce,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = list.entries();
  let isFailed = false;
  const worker = async () => {
    for (const [index, each] of waiting) {
      if (isFailed) return;
      results.set(index, await work(each));
    }
  };
  const ended = await Promise.allSettled(
    Array.from({ length: Math.min(atOnce, list.length) }, () =>
      worker().catch((error: unknown) => {
        isFailed = true;
        throw error;
      }),
    ),
  );
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return list.map((_, index) => results.get(index) as R);
}
