// Warns before switches go off by their timetables: half an hour and five minutes before, with a button for each way to put it off. Each
// warning is told once, by one process; whatever keeps one from being told is tried again at the next look.

import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import { StatusError } from '../kubernetes/api.ts';
import type { Pipelines } from '../pipelines.ts';
import type { Clock, Clusters, Outgoing, Store } from '../ports.ts';
import { noticeMessage } from '../render/notice.ts';
import { offerButtons } from '../render/offer.ts';
import { lookAccesses } from './accesses.ts';
import { eachSwitch } from './each-switch.ts';
import { openInTime } from './in-time.ts';
import { type NamingParts, namedLines } from './named-lines.ts';
import type { NamedSwitch } from './of-settings.ts';
import { ownersOf } from './owners.ts';
import { openPipelines } from './pipelines.ts';
import type { Target } from './plan.ts';
import { readTargets } from './read-found.ts';
import type { Offer } from './switch-store.ts';
import { dueWarning, isAnyOn, writeWarning } from './warn.ts';

export interface WarningParts extends NamingParts {
  readonly settings: () => Settings;
  readonly clusters: () => Clusters;
  readonly pipelines: () => Pick<Pipelines, 'open'>;
  readonly store: Store;
  readonly clock: Clock;
  /** Told when something waits to be sent. */
  readonly outbound: { readonly wake: () => void };
}

interface Named {
  readonly name: string;
  readonly of: NamedSwitch;
}

/** Looks at each switch once. @throws the first error, after all were looked at. */
export async function warnOfSwitches(parts: WarningParts, signal: AbortSignal): Promise<void> {
  await eachSwitch(parts.settings(), (name, of) => warnOf({ name, of }, parts, signal));
}

async function warnOf({ name, of }: Named, parts: WarningParts, signal: AbortSignal) {
  const { store, clock } = parts;
  const channelId = ownersOf(of, parts.settings());
  if (channelId === undefined || of.timetable.timetable.rules.length === 0) return;
  const wish = { name, of, overrides: await store.overrides(name), nowMs: clock.nowMs() };
  const due = dueWarning(wish);
  if (due === undefined || (await store.offerOfKey(due.key)) !== undefined) return;
  const targets = await targetsOf(of, parts, signal);
  // What is off already need not be told that it will be.
  if (typeof targets !== 'string' && !isAnyOn(targets)) return;
  const { text, ways } = writeWarning(wish, due.turn, targets);
  const offer: Offer = {
    ...{ id: clock.id(), switchName: name, channelId, key: due.key, dueMs: due.turn.atMs },
    ...{ madeAtMs: wish.nowMs, ways, state: 'open' },
  };
  const lines = await namedLines(text.lines, parts);
  const outgoing: Outgoing = {
    ...{ key: due.key, kind: 'message', address: { teamId: '', channelId, userId: '' } },
    message: noticeMessage({ ...text, lines }, offerButtons(offer)),
    final: false,
  };
  const isNew = await store.transaction(async (inner) => {
    if (!(await inner.saveOffer(offer))) return false;
    await inner.enqueue(outgoing, wish.nowMs);
    return true;
  });
  if (isNew) parts.outbound.wake();
}

/** @returns in words why they could not be read: it is warned of all the same. */
async function targetsOf(
  of: NamedSwitch,
  parts: WarningParts,
  signal: AbortSignal,
): Promise<readonly Target[] | string> {
  const { cluster } = of.settings;
  const { clock } = parts;
  const clusters = parts.clusters();
  try {
    const catalog = await clusters.catalog(cluster);
    const accesses = lookAccesses(of, catalog);
    const api = openInTime(clusters, { cluster, accesses, clock, signal });
    const pipelines = openPipelines(parts.pipelines(), signal);
    return await readTargets(of, { api, catalog, pipelines });
  } catch (error) {
    if (error instanceof OperatorError) return error.what;
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}
