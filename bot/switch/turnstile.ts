// Lets so many through at the same time and has the others wait in their order: switches that turn in the same minute ask one cluster together no more
// than it is to be asked at once.

export type Pass = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurnstile(atOnce: number): Pass {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    // Whoever is next takes the place that gets free.
    if (next === undefined) inside -= 1;
    else next();
  };
  return async (work) => {
    if (inside < atOnce) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
