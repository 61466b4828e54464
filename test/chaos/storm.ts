// A storm: many people send commands at once while Slack limits, fails and disconnects, and the API server is slow and goes
// away. Each command is to have one outcome that can be read, and none may run twice.

import { setTimeout as delay } from 'node:timers/promises';
import type { DoorState } from '../world/door.ts';
import { byMarker, CHANNELS, type Remains, until, type World } from '../world/world.ts';

export interface Storm {
  readonly commands: number;
  readonly people: number;
  readonly overMs: number;
  /** How long the last outcomes may take after it. */
  readonly settleMs: number;
  readonly random: () => number;
}

export interface StormResult {
  /** Slack said to the person that the bot has it. */
  readonly acked: number;
  readonly unacked: number;
  readonly peakMemory: number;
  readonly lastMemory: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly unended: readonly string[];
  readonly remains: Remains;
}

const REASONS = ['warning', 'refresh_requested', 'too_many_websockets', 'link_disabled', 'destroy'];

export async function blow(world: World, storm: Storm): Promise<StormResult> {
  const { commands, people, overMs, settleMs, random } = storm;
  for (let index = 0; index < people; index += 1) {
    const groups = [['S0OPERATORS'], ['S0VIEWERS'], []][index % 3] ?? [];
    await world.sim('person', { name: `person${index}`, groups });
  }
  const weather = makeWeather(world, overMs, random);
  const memory = watchMemory(world);
  const acks = await Promise.all(
    Array.from({ length: commands }, async (_, index) => {
      await delay((index / commands) * overMs);
      const { acked } = await world.sim('command', {
        user: `person${Math.floor(random() * people)}`,
        channel: CHANNELS[Math.floor(random() * CHANNELS.length)],
        text: lineOf(index, random()),
      });
      return { marker: `m${index}m`, isAcked: acked === true };
    }),
  );
  await weather;
  const acked = acks.filter(({ isAcked }) => isAcked).map(({ marker }) => marker);
  const missing = async () => {
    const found = byMarker(await world.said());
    return acked.filter((marker) => !(found.get(marker) ?? []).some(isEnd));
  };
  let lost: readonly string[] = [];
  await until(async () => {
    lost = await missing();
    return lost.length === 0 ? undefined : `${lost.length} without an outcome`;
  }, settleMs).catch(() => {});
  const found = byMarker(await world.said());
  const [peakMemory, lastMemory] = memory.end();
  const texts = [...found.entries()];
  return {
    acked: acked.length,
    unacked: acks.length - acked.length,
    ...{ peakMemory, lastMemory, lost },
    twice: texts.filter(([, all]) => all.length > 1).map(([marker]) => marker),
    unended: texts.filter(([, all]) => !all.some(isEnd)).map(([marker]) => marker),
    remains: await world.endBot(),
  };
}

/** Requests with more than one intent, or with another number of outcomes than of intents. */
export function unevenRequests({ rows }: Remains): readonly string[] {
  const counts = new Map<string, { intents: number; outcomes: number }>();
  for (const { requestId, kind } of rows) {
    const count = counts.get(requestId) ?? { intents: 0, outcomes: 0 };
    if (kind === 'intent') count.intents += 1;
    if (kind === 'outcome') count.outcomes += 1;
    counts.set(requestId, count);
  }
  return [...counts]
    .filter(([, { intents, outcomes }]) => intents > 1 || intents !== outcomes)
    .map(([id, { intents, outcomes }]) => `${id}: ${intents} intents, ${outcomes} outcomes`);
}

export function isEnd(text: string): boolean {
  return !/^Running/u.test(text);
}

/** Reads, changes that are only tried, and what is refused; each bears its marker. */
function lineOf(index: number, chance: number): string {
  if (chance < 0.7) return `/kubectl get pods -l storm=m${index}m`;
  if (chance < 0.9) return `/kubectl label deploy/web storm=m${index}m --dry-run=server`;
  return `/kubectl get pods m${index}m --nonsense`;
}

/** Everything that can go wrong does, at its moment of the storm. */
async function makeWeather(world: World, overMs: number, random: () => number): Promise<void> {
  const at = async (share: number, happen: () => unknown) => {
    await delay(share * overMs);
    await happen();
  };
  const door = (share: number, state: DoorState) =>
    Promise.all([
      at(share, () => world.door.set(state)),
      at(share + 0.07, () => world.door.set('open')),
    ]);
  const fault = (share: number, body: object) =>
    at(share, async () => await world.sim('fault', body));
  await Promise.all([
    ...REASONS.map((reason, index) =>
      at(
        0.1 + index * 0.16 + random() * 0.05,
        async () => await world.sim('disconnect', { reason }),
      ),
    ),
    door(0.2, 'slow'),
    door(0.4, 'shut'),
    door(0.6, 'silent'),
    fault(0.15, { method: 'chat.postMessage', status: 429, retry_after: 2, times: 5 }),
    fault(0.35, { method: 'chat.postMessage', status: 503, times: 5 }),
    fault(0.5, { method: 'chat.update', error: 'internal_error', times: 5 }),
    fault(0.7, { method: 'chat.postMessage', delay_ms: 2000, times: 5 }),
    fault(0.8, { method: '*', status: 500, times: 3 }),
  ]);
}

function watchMemory(world: World): { end(): readonly [number, number] } {
  let [peak, last] = [0, 0];
  const timer = setInterval(() => {
    void world.memory().then((now) => {
      if (now > 0) [peak, last] = [Math.max(peak, now), now];
    });
  }, 500);
  return {
    end: () => {
      clearInterval(timer);
      return [peak, last];
    },
  };
}
