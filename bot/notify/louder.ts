// What became critical is told as what is critical from the beginning: where it was held back or bundled it gets a message, and where its route
// sends it elsewhere it goes on there.

import type { Store } from '../ports.ts';
import type { Notice } from '../sources/source.ts';
import { type AlertGroup, allResolved } from './alert.ts';
import { type BeginParts, placeOf, tellingOf } from './begin-group.ts';
import { escalationOf } from './escalation.ts';
import { isEscalated } from './held-further.ts';
import { showGroup } from './show-group.ts';
import { withWake } from './wake.ts';

export interface Louder {
  readonly as: 'merged';
  /** A message of its own begins. */
  readonly isNew: boolean;
}

/** @returns undefined where it stays as it is told, and nothing of it was kept here. */
export async function makeLouder(
  group: AlertGroup,
  notices: readonly Notice[],
  store: Store,
  parts: BeginParts,
): Promise<Louder | undefined> {
  const { clock, nowMs } = parts;
  const { severity, route, channelId, calls, ...place } = placeOf(notices, parts);
  const untilMs = isEscalated(group) ? undefined : place.untilMs;
  if (channelId === '') return undefined;
  // A page of a storm stays with what is left there: of its own it is none.
  const { paged, ...unpaged } = group;
  const worse: AlertGroup = {
    ...(group.telling.kind === 'own' ? group : unpaged),
    route,
    ...(calls !== undefined && group.calls === undefined ? { calls } : {}),
  };
  const escalation = escalationOf(worse, parts.settings());
  const isElsewhere = channelId !== group.channelId;
  if (!isElsewhere && group.telling.kind === 'own') {
    await store.saveAlertGroup(withWake(worse, escalation), true);
    return { as: 'merged', isNew: false };
  }
  const found = await tellingOf({ channelId, severity, untilMs }, store, parts);
  // What is told is not held back again.
  const isBack = !isElsewhere && found.kind === 'held' && group.telling.kind === 'bundled';
  const telling = isBack ? group.telling : found;
  const isNew = telling.kind === 'own';
  if (!isElsewhere && !isNew) {
    await store.saveAlertGroup(withWake({ ...worse, telling }, escalation), true);
    return { as: 'merged', isNew };
  }
  const id = clock.id();
  const now = withWake({ ...worse, telling, channelId, id, toldAtMs: nowMs }, escalation);
  await store.saveAlertGroup(now, !isNew);
  await store.moveAlerts(group.id, now.id);
  if (isNew) await showGroup(now, store, { nowMs });
  // What the message that was there says from then on.
  const left = {
    ...allResolved(group.telling.kind === 'own' ? unpaged : group),
    goesOnIn: channelId,
  };
  await store.saveAlertGroup(withWake(left, undefined), true);
  return { as: 'merged', isNew };
}
