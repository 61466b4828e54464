// The time of the escape test: it stands still but for what is rested. Short rests pass at once and take the time with them;
// a longer one ends when enough of them have passed, or when it is given up.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../bot/ports.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
}

const LONGEST_REST_MS = 1000;
const START_MS = Date.parse('2026-06-01T12:00:00Z');

export function createTestClock(): TestClock {
  let nowMs = START_MS;
  const waiting = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const advance = (ms: number) => {
    nowMs += ms;
    for (const one of [...waiting].filter(({ atMs }) => atMs <= nowMs)) one.wake();
  };
  return {
    nowMs: () => nowMs,
    id: () => randomBytes(18).toString('base64url'),
    advance,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms <= LONGEST_REST_MS) {
        advance(ms);
        // Whoever was woken goes first.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const one = { atMs: nowMs + ms, wake: () => settle(resolve) };
        const giveUp = () => settle(() => reject(signal?.reason));
        const settle = (end: () => void) => {
          waiting.delete(one);
          signal?.removeEventListener('abort', giveUp);
          end();
        };
        waiting.add(one);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
