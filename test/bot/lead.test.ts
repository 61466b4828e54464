import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../bot/adapters/store.ts';
import { createLeadership, type Leadership, type Leading } from '../../bot/lead.ts';
import type { Store } from '../../bot/ports.ts';
import { createFakeClock, type FakeClock } from './outbound/fakes.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let clock: FakeClock;
let store: Store;
let folder: string;
let begun: Leadership[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-lead-'));
  store = await openStore({ dataDirectory: folder });
  clock = createFakeClock(1_000_000);
  begun = [];
});
afterEach(async () => {
  const stopped = Promise.all(begun.map((each) => each.stop()));
  await clock.advance(60_000);
  await stopped;
  await store.close();
  await rm(folder, { recursive: true });
});

describe('leading', () => {
  test('is one process at a time, and the next begins when the one before has given it back', async () => {
    const led: string[] = [];
    const first = begin('a', led);
    await clock.advance(1_000);
    const second = begin('b', led);
    await clock.advance(30_000);
    expect(led).toEqual(['a leads']);
    expect([first.leads(), second.leads()]).toEqual([true, false]);
    await first.stop();
    await clock.advance(4_000);
    expect(led).toEqual(['a leads', 'a ends', 'b leads']);
    expect(second.leads()).toBe(true);
  });

  test('is taken over within a lease when a process says nothing any more, and what that one writes then is refused', async () => {
    const led: string[] = [];
    let leading: Leading | undefined;
    const dumb: Store = { ...store, acquireLease: async (...args) => await acquire(args) };
    let isDumb = false;
    const acquire = async (args: Parameters<Store['acquireLease']>) => {
      if (isDumb) return await new Promise<never>(() => {});
      return await store.acquireLease(...args);
    };
    createLeadership(parts(dumb), async (given) => {
      leading = given;
      await forever(given.signal);
    });
    await clock.advance(1_000);
    isDumb = true;
    begin('b', led);
    await clock.advance(14_000);
    expect(led).toEqual(['b leads']);
    await expect(store.transaction(async (inner) => await leading?.guard(inner))).rejects.toThrow(
      /may not write/u,
    );
  });

  test('ends when another has taken it over meanwhile', async () => {
    const led: string[] = [];
    let resume = () => {};
    let isHeld = false;
    const slow: Store = {
      ...store,
      acquireLease: async (...args) => {
        if (isHeld) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
        }
        return await store.acquireLease(...args);
      },
    };
    const first = begin('a', led, slow);
    await clock.advance(1_000);
    isHeld = true;
    begin('b', led);
    await clock.advance(14_000);
    isHeld = false;
    resume();
    await clock.advance(1_000);
    expect(led).toEqual(['a leads', 'b leads', 'a ends']);
    expect(first.leads()).toBe(false);
  });

  test('ends when the store cannot be asked for as long as the lease holds, and begins again', async () => {
    const led: string[] = [];
    let isGone = false;
    const shaky: Store = {
      ...store,
      acquireLease: async (...args) => {
        if (isGone) throw new Error('gone');
        return await store.acquireLease(...args);
      },
    };
    begin('a', led, shaky);
    await clock.advance(1_000);
    isGone = true;
    await clock.advance(6_000);
    expect(led).toEqual(['a leads']);
    await clock.advance(6_000);
    expect(led).toEqual(['a leads', 'a ends']);
    isGone = false;
    await clock.advance(6_000);
    expect(led).toEqual(['a leads', 'a ends', 'a leads']);
  });

  test('guards what it writes for as long as it leads', async () => {
    let leading: Leading | undefined;
    begun.push(
      createLeadership(parts(store), async (given) => {
        leading = given;
        await forever(given.signal);
      }),
    );
    await clock.advance(60_000);
    await store.transaction(async (inner) => await leading?.guard(inner));
    expect(leading?.signal.aborted).toBe(false);
  });
});

function begin(name: string, led: string[], over = store): Leadership {
  const leadership = createLeadership(parts(over), async ({ signal }) => {
    led.push(`${name} leads`);
    await forever(signal);
    led.push(`${name} ends`);
  });
  begun.push(leadership);
  return leadership;
}

function parts(over: Store) {
  return { store: over, clock, log: quiet, leaseMs: 9_000, everyMs: 3_000 };
}

async function forever(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}
