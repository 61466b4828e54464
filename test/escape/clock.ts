// The time of the escape test: it stands still but for what is slept. Short rests pass at once; deadlines and notices, which
// would end an input before its time, never come.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../bot/ports.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
}

const LONGEST_REST_MS = 1000;
const START_MS = Date.parse('2026-06-01T12:00:00Z');

export function createTestClock(): TestClock {
  let nowMs = START_MS;
  return {
    nowMs: () => nowMs,
    id: () => randomBytes(18).toString('base64url'),
    advance: (ms) => {
      nowMs += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms <= LONGEST_REST_MS) {
        nowMs += ms;
        return;
      }
      await new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
  };
}
