// The line in which requests wait: so many at once in all, and so many of one person, so that nobody's commands keep others
// from theirs. First come, first served among those who may.

export interface LineLimits {
  readonly runningMax: number;
  readonly runningPerPersonMax: number;
}

export interface Line {
  /** @param person whose request it is. */
  through(person: string, work: () => Promise<void>): Promise<void>;
}

export function createLine({ runningMax, runningPerPersonMax }: LineLimits): Line {
  const running = new Map<string, number>();
  const waiting: { readonly person: string; readonly start: () => void }[] = [];
  let count = 0;
  const mayRun = (person: string) => (running.get(person) ?? 0) < runningPerPersonMax;
  const change = (person: string, by: 1 | -1) => {
    count += by;
    const left = (running.get(person) ?? 0) + by;
    if (left === 0) running.delete(person);
    else running.set(person, left);
  };
  const startNext = () => {
    while (count < runningMax) {
      const index = waiting.findIndex(({ person }) => mayRun(person));
      const [next] = index === -1 ? [] : waiting.splice(index, 1);
      if (next === undefined) return;
      change(next.person, 1);
      next.start();
    }
  };
  return {
    async through(person, work) {
      await new Promise<void>((resolve) => {
        waiting.push({ person, start: resolve });
        startNext();
      });
      try {
        await work();
      } finally {
        change(person, -1);
        startNext();
      }
    },
  };
}
