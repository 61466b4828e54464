// Says in a rotation's channel that somebody else is on call from now on, and what is open then. Whoever was on call last stands in the store, and is
// changed in the transaction that queues the message: so each hand-off is told once, whichever replica leads, and one that came during an outage late.

import type { Rotation } from '../config/on-call.ts';
import type { AlertGroup } from '../notify/alert.ts';
import { escalationOf, type NotifySettings } from '../notify/escalation.ts';
import type { Clock, Store } from '../ports.ts';
import { handOffMessage } from '../render/hand-off.ts';
import { nextHandOff, onCallAt, type Swap } from './rotation.ts';

export interface HandOffParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => NotifySettings;
  readonly outbound: { readonly wake: () => void };
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

/** Alerts that are looked at. */
const MOST = 500;
/** Hand-offs that are gone through to find the last; after more it is said as of now. */
const GONE_THROUGH = 60;

/** Looks at each rotation once. */
export async function tellHandOffs(parts: HandOffParts): Promise<void> {
  const { store, clock, settings } = parts;
  for (const [name, rotation] of Object.entries(settings().onCall.rotations)) {
    const nowMs = clock.nowMs();
    const swaps = await store.swaps(name, nowMs);
    const { person } = onCallAt(rotation, swaps, nowMs);
    const last = await store.lastDuty(name);
    if (last !== undefined && last.person === person) continue;
    await handOff({ name, rotation, swaps, person, nowMs }, parts);
  }
}

interface HandOff {
  readonly name: string;
  readonly rotation: Rotation;
  readonly swaps: readonly Swap[];
  /** Whoever is on call now. */
  readonly person: string | undefined;
  readonly nowMs: number;
}

async function handOff(now: HandOff, parts: HandOffParts): Promise<void> {
  const { name, rotation, swaps, person, nowMs } = now;
  const isTold = await parts.store.transaction(async (store) => {
    await parts.guard(store);
    const last = await store.lastDuty(name);
    if (last !== undefined && last.person === person) return false;
    await store.saveDuty({ rotation: name, person, sinceMs: nowMs });
    // Of a rotation that is new nobody hands anything over.
    if (last === undefined || rotation.channel === undefined) return false;
    const atMs = lastHandOff(rotation, swaps, { afterMs: last.sinceMs, nowMs });
    const open = (await store.liveAlertGroups(nowMs, MOST)).filter((group) =>
      isOf(group, name, rotation, parts.settings()),
    );
    const next = nextHandOff(rotation, swaps, nowMs);
    await store.enqueue(
      {
        ...{ key: `hand-off:${name}:${parts.clock.id()}`, kind: 'message', final: true },
        address: { teamId: '', channelId: rotation.channel, userId: '' },
        message: handOffMessage({
          ...{ name, from: last.person, to: person, atMs, nowMs, open },
          ...(next === undefined ? {} : { untilMs: next.atMs }),
        }),
      },
      nowMs,
    );
    return true;
  });
  if (isTold) parts.outbound.wake();
}

/** When somebody else took over last; now, where the clock alone does not say it. */
function lastHandOff(
  rotation: Rotation,
  swaps: readonly Swap[],
  { afterMs, nowMs }: { readonly afterMs: number; readonly nowMs: number },
): number {
  let atMs = afterMs;
  for (let count = 0; count < GONE_THROUGH; count += 1) {
    const next = nextHandOff(rotation, swaps, atMs);
    if (next === undefined || next.atMs > nowMs) return atMs === afterMs ? nowMs : atMs;
    atMs = next.atMs;
  }
  return nowMs;
}

/** What the rotation is called for, and what is told in its channel. */
function isOf(
  group: AlertGroup,
  name: string,
  { channel }: Rotation,
  settings: NotifySettings,
): boolean {
  if (group.state !== 'firing' || group.goesOnIn !== undefined) return false;
  if (group.telling.kind === 'muted') return false;
  const steps = escalationOf(group, settings)?.steps ?? [];
  return group.channelId === channel || steps.some(({ rotations }) => rotations.includes(name));
}
