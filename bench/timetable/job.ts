// What a side's process is told to do and what it tells, and how it is run: each side is a process of its own, so that its memory is its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** One step of a side, as it was measured. */
export interface Measured {
  readonly ms: number;
  /** Requests to the API server by their verb. */
  readonly requests: Readonly<Record<string, number>>;
  /** The most that were under way at once. */
  readonly atOnce: number;
  /** Processor time of the side. */
  readonly cpuMs: number;
  /** Resident memory at its most during the step, in MiB. */
  readonly peakMiB: number;
}

/** @param flags of Node. @returns what it printed, as JSON. @throws Error with what it said when it did not end well. */
export async function runSide<Result>(
  file: string,
  job: object,
  flags: readonly string[] = [],
): Promise<Result> {
  const script = path.join(import.meta.dirname, file);
  const child = spawn(process.execPath, [...flags, script, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // As the bot's own process has it.
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  });
  const end = () => child.kill();
  process.once('exit', end);
  const [said, wrong] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('exit', end);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${await wrong}`);
  return JSON.parse(await said) as Result;
}

/** For the process of a side: measures its steps one after another. */
export function createMeter() {
  let requests: Record<string, number> = {};
  let [underWay, atOnce] = [0, 0];
  return {
    /** Around each request. */
    counted: async <T>(verb: string, send: () => Promise<T>): Promise<T> => {
      requests[verb] = (requests[verb] ?? 0) + 1;
      underWay += 1;
      atOnce = Math.max(atOnce, underWay);
      try {
        return await send();
      } finally {
        underWay -= 1;
      }
    },
    measure: async (step: () => Promise<unknown>): Promise<Measured> => {
      requests = {};
      atOnce = 0;
      let peak = process.memoryUsage.rss();
      const watching = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, SAMPLE_MS);
      const startedCpu = process.cpuUsage();
      const startedMs = performance.now();
      await step();
      const ms = performance.now() - startedMs;
      const { user, system } = process.cpuUsage(startedCpu);
      clearInterval(watching);
      peak = Math.max(peak, process.memoryUsage.rss());
      const peakMiB = Math.round(peak / 1_048_576);
      return { ms, requests, atOnce, cpuMs: (user + system) / 1_000, peakMiB };
    },
  };
}

const SAMPLE_MS = 20;
