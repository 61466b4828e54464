// Handles that are opened by whoever asks first and kept for all others, until one of them turns out to be of no use.

interface Closable {
  close(): Promise<void>;
}

export interface Handles<T extends Closable> {
  /** The same for all that ask; one that could not be opened is opened anew. */
  of(name: string): Promise<T>;
  /** Closes that one, and the next who asks opens another. One that was opened since is not touched. */
  forget(name: string, handle: Promise<T>): Promise<void>;
  /** @throws nothing: one that could not be opened has nothing to close */
  close(): Promise<void>;
}

export function createHandles<T extends Closable>(open: (name: string) => Promise<T>): Handles<T> {
  const opened = new Map<string, Promise<T>>();
  return {
    of: (name) => {
      const known = opened.get(name);
      if (known !== undefined) return known;
      const opening = open(name);
      opened.set(name, opening);
      opening.catch(() => {
        if (opened.get(name) === opening) opened.delete(name);
      });
      return opening;
    },
    forget: async (name, handle) => {
      if (opened.get(name) !== handle) return;
      opened.delete(name);
      await (await handle).close();
    },
    close: async () => {
      const handles = await Promise.allSettled(opened.values());
      await Promise.all(
        handles.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)),
      );
    },
  };
}
