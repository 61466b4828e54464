// Does a thing again and again for as long as the process runs. What it is, and whether there is anything to do, the work says.

export interface Repeated {
  /** Begins nothing more. */
  stop(): void;
}

/**
 * @param ms from one beginning to the next; what takes longer is not begun a second time meanwhile.
 * @param failed told of each error: the next turn comes all the same.
 */
export function every(
  ms: number,
  work: () => Promise<unknown>,
  failed: (error: unknown) => void,
): Repeated {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch(failed)
      .finally(() => {
        isBusy = false;
      });
  }, ms);
  return { stop: () => clearInterval(timer) };
}
