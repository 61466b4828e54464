// Collects the notices of a source for a moment and hands them over in batches, each with the position up to which they count. What could not be
// kept is handed over again, the very same, until it is; meanwhile readers wait for room, so that nothing piles up.

import type { Clock } from '../ports.ts';
import type { Batch, Notice, Take } from './source.ts';

export interface HandOver {
  /** @param received how many things were seen for it. @param ignored how many of them are of no concern. */
  add(notices: readonly Notice[], received: number, ignored: number): void;
  /** The position has moved on, though there is nothing to tell. */
  moved(): void;
  /** Resolves when more may be added. @throws the signal's reason when it was aborted. */
  room(): Promise<void>;
  /** Hands over until the signal; then what is left, once. */
  run(): Promise<void>;
}

export interface HandOverOptions {
  readonly source: string;
  readonly take: Take;
  /** Where the source would go on if all that was added is kept. */
  readonly position?: () => string | undefined;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly signal: AbortSignal;
  readonly log: { warn(fields: object, message: string): void };
}

/** More than these are not added before they are on their way: until then what is said again of a matter is folded here, which costs next to nothing. */
const NOTICES = 2_000;
const COLLECT_MS = 100;
/** A position alone is worth a write only so often. */
const POSITION_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

interface Pending {
  readonly notices: Notice[];
  /** Where the last notice of each key stands among them. */
  readonly last: Map<string, number>;
  received: number;
  ignored: number;
}

export function createHandOver(options: HandOverOptions): HandOver {
  const { source, take, clock, signal, position, log } = options;
  let pending = nothing();
  let isMoved = false;
  let waiting = Promise.withResolvers<void>();
  /** Undefined where there is room: all that wait for it wait for the same. */
  let room: PromiseWithResolvers<void> | undefined;
  const wake = () => waiting.resolve();

  const keep = async (batch: Batch) => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await take(batch);
        return;
      } catch (error) {
        log.warn({ err: error, source, notices: batch.notices.length }, 'a batch was not kept');
        if (signal.aborted) return;
      }
      await clock.sleep(pauseMs, signal).catch(() => {});
      if (signal.aborted) return;
    }
  };
  const next = (): Batch => {
    const { notices, received, ignored } = pending;
    pending = nothing();
    isMoved = false;
    const at = position?.();
    room?.resolve();
    room = undefined;
    return { source, notices, received, ignored, ...(at === undefined ? {} : { position: at }) };
  };
  return {
    add: (notices, received, ignored) => {
      for (const notice of notices) addTo(pending, notice);
      pending.received += received;
      pending.ignored += ignored;
      isMoved = true;
      if (pending.notices.length >= NOTICES) room ??= Promise.withResolvers<void>();
      if (notices.length > 0) wake();
    },
    moved: () => {
      isMoved = true;
    },
    room: async () => {
      signal.throwIfAborted();
      await room?.promise;
      signal.throwIfAborted();
    },
    run: async () => {
      const stop = () => {
        wake();
        room?.resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      while (!signal.aborted) {
        const calm = new AbortController();
        const late = clock.sleep(POSITION_MS, calm.signal).catch(() => {});
        await Promise.race([waiting.promise, late]);
        calm.abort();
        waiting = Promise.withResolvers<void>();
        const isCollecting = pending.notices.length > 0 && room === undefined;
        if (isCollecting) await clock.sleep(COLLECT_MS, signal).catch(() => {});
        if (!signal.aborted && isMoved) await keep(next());
      }
      if (pending.notices.length > 0) await keep(next());
    },
  };
}

function nothing(): Pending {
  return { notices: [], last: new Map(), received: 0, ignored: 0 };
}

/** What is said twice of one matter in a row counts as the newer; a beginning and an end are both told. */
function addTo({ notices, last }: Pending, notice: Notice): void {
  const index = last.get(notice.key) ?? notices.length;
  const before = notices[index];
  const isSame = before?.state === notice.state && before.group === notice.group;
  const at = isSame ? index : notices.length;
  notices[at] = notice;
  last.set(notice.key, at);
}
