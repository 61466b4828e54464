// So many at once and no more: others wait in line.

export interface Slots {
  /** Waits for a place, and gives it back at the end. @throws the signal's reason when it is aborted before there is one */
  within<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const line = new Set<() => void>();
  const leave = () => {
    const [next] = line;
    if (next === undefined) free += 1;
    else next();
  };
  return {
    within: async (signal, act) => {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await inLine(line, signal);
      try {
        return await act();
      } finally {
        leave();
      }
    },
  };
}

async function inLine(line: Set<() => void>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const leaveLine = () => {
      line.delete(called);
      signal.removeEventListener('abort', ended);
    };
    const called = () => {
      leaveLine();
      resolve();
    };
    const ended = () => {
      leaveLine();
      reject(signal.reason);
    };
    line.add(called);
    signal.addEventListener('abort', ended, { once: true });
  });
}
