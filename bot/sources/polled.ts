// A source that looks now and then at how the world stands: what is wrong at a look is told, and what no longer is ends. What was told before a
// restart is asked of whoever keeps it, so a look after an outage ends what has come right meanwhile.

import { canonicalJson } from '../audit-chain.ts';
import type { Notice, Source } from './source.ts';

/** Something that is wrong at a look. */
export interface Finding extends Omit<Notice, 'state' | 'count' | 'startedAtMs'> {
  /** It is told when it has lasted so long: what is gone at the next look is none. At once when unset. */
  readonly graceMs?: number;
  readonly count?: number;
}

export interface Looked {
  readonly findings: readonly Finding[];
  /** Of these keys nobody could look whether they stand: they stay as they are. */
  readonly isUnseen?: (key: string) => boolean;
}

export interface PolledOptions {
  readonly name: string;
  readonly everyMs: number;
  /** How long a look may take. */
  readonly deadlineMs: number;
  /** @throws whatever hindered it: then all stays as it is. */
  readonly look: (signal: AbortSignal, nowMs: number) => Promise<Looked>;
  readonly log: { warn(fields: object, message: string): void };
}

export function createPolled({ name, everyMs, deadlineMs, look, log }: PolledOptions): Source {
  let seenAtMs: number | undefined;
  return {
    name,
    seenAtMs: () => seenAtMs,
    run: async ({ take, firing, clock, signal }) => {
      const told = new Map((await firing()).map((notice) => [notice.key, notice]));
      const began = new Map<string, number>();
      let failures = 0;
      while (!signal.aborted) {
        try {
          const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
          const looked = await look(within, clock.nowMs());
          const notices = differences(looked, { told, began, nowMs: clock.nowMs() });
          if (notices.length > 0) {
            await take({ source: name, notices, received: notices.length, ignored: 0 });
          }
          // Only what was kept counts as told: else the next look says it again.
          for (const notice of notices) {
            if (notice.state === 'firing') told.set(notice.key, notice);
            else told.delete(notice.key);
          }
          [seenAtMs, failures] = [clock.nowMs(), 0];
        } catch (error) {
          if (signal.aborted) return;
          failures += 1;
          if (failures === 1) log.warn({ err: error, source: name }, 'a source could not look');
        }
        await clock.sleep(everyMs, signal).catch(() => {}); // over
      }
    },
  };
}

interface Known {
  readonly told: ReadonlyMap<string, Notice>;
  /** When each was first seen, told or not. */
  readonly began: Map<string, number>;
  readonly nowMs: number;
}

function differences({ findings, isUnseen }: Looked, { told, began, nowMs }: Known): Notice[] {
  const notices: Notice[] = [];
  const found = new Set<string>();
  for (const { graceMs = 0, count = 1, ...finding } of findings) {
    const { key } = finding;
    const before = told.get(key);
    const startedAtMs = before?.startedAtMs ?? began.get(key) ?? nowMs;
    found.add(key);
    began.set(key, startedAtMs);
    if (before === undefined && nowMs - startedAtMs < graceMs) continue;
    const notice: Notice = { ...finding, state: 'firing', count, startedAtMs };
    if (!isSame(before, notice)) notices.push(notice);
  }
  for (const [key, notice] of told) {
    if (!found.has(key) && !isUnseen?.(key)) notices.push({ ...notice, state: 'resolved' });
  }
  for (const key of began.keys()) if (!found.has(key) && !isUnseen?.(key)) began.delete(key);
  return notices;
}

/** In whatever order their members came. */
function isSame(one: Notice | undefined, other: Notice): boolean {
  return one !== undefined && canonicalJson(one) === canonicalJson(other);
}
