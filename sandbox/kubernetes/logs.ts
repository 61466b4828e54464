// What containers have written: a bounded number of lines for each, kept by pod and container, with the run before.

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

export interface ContainerLog {
  readonly lines: readonly LogLine[];
}

export interface LogBook {
  write(podUid: string, container: string, line: LogLine): void;
  /** The container starts anew: what it wrote becomes the run before. */
  turn(podUid: string, container: string): void;
  read(podUid: string, container: string, previous: boolean): readonly LogLine[] | undefined;
  onLine(podUid: string, container: string, listener: (line: LogLine) => void): () => void;
  forget(podUid: string): void;
  clear(): void;
}

/** Lines kept of one run of one container. */
const KEPT_LINES = 500;

interface Runs {
  current: LogLine[];
  previous: LogLine[] | undefined;
  listeners: Set<(line: LogLine) => void>;
}

export function createLogBook(): LogBook {
  const pods = new Map<string, Map<string, Runs>>();
  const runsOf = (podUid: string, container: string): Runs => {
    const containers = pods.get(podUid) ?? new Map<string, Runs>();
    pods.set(podUid, containers);
    const runs = containers.get(container) ?? {
      current: [],
      previous: undefined,
      listeners: new Set(),
    };
    containers.set(container, runs);
    return runs;
  };
  return {
    write(podUid, container, line) {
      const runs = runsOf(podUid, container);
      runs.current.push(line);
      if (runs.current.length > KEPT_LINES)
        runs.current.splice(0, runs.current.length - KEPT_LINES);
      for (const listener of runs.listeners) listener(line);
    },
    turn(podUid, container) {
      const runs = runsOf(podUid, container);
      runs.previous = runs.current;
      runs.current = [];
    },
    read(podUid, container, previous) {
      const runs = runsOf(podUid, container);
      return previous ? runs.previous : runs.current;
    },
    onLine(podUid, container, listener) {
      const { listeners } = runsOf(podUid, container);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forget: (podUid) => void pods.delete(podUid),
    clear: () => pods.clear(),
  };
}
