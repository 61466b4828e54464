// Puts the message of a group, or of a bundle, into the outbound queue as it is now: a new one, or in place of what stands there.

import type { Outgoing, Store } from '../ports.ts';
import { alertMessage } from '../render/alert.ts';
import { bundleMessage } from '../render/bundle.ts';
import type { Alert, AlertGroup, Bundle } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';

/** Of the message with the group. */
export function headOf({ id }: Pick<AlertGroup, 'id'>): string {
  return `alert:${id}`;
}

/** Of the message in which it is told: its own, or that of its bundle. */
export function messageOf({ id, telling }: Pick<AlertGroup, 'id' | 'telling'>): string {
  return telling.kind === 'bundled' ? `bundle:${telling.bundleId}` : headOf({ id });
}

interface ShowParts {
  readonly nowMs: number;
  /** All that a new group has; absent: they are read. */
  readonly alerts?: readonly Alert[];
}

export async function showGroup(
  group: AlertGroup,
  store: Store,
  { nowMs, alerts }: ShowParts,
): Promise<void> {
  const { shownAlerts } = ALERT_LIMITS;
  const worst =
    alerts !== undefined && alerts.length === 1
      ? alerts
      : await store.worstAlerts(group.id, shownAlerts);
  await store.enqueue(
    wishOf(
      headOf(group),
      group,
      alertMessage({ group, worst, nowMs }),
      group.severity === 'critical',
    ),
    nowMs,
  );
}

/** @param members all of it */
export async function showBundle(
  bundle: Bundle,
  members: readonly AlertGroup[],
  store: Store,
  { nowMs }: { readonly nowMs: number },
): Promise<void> {
  const message = bundleMessage({ bundle, members });
  const isCritical = members.some(
    ({ state, severity }) => state === 'firing' && severity === 'critical',
  );
  await store.enqueue(wishOf(`bundle:${bundle.id}`, bundle, message, isCritical), nowMs);
}

function wishOf(
  key: string,
  { channelId }: { readonly channelId: string },
  message: Outgoing['message'],
  isUrgent: boolean,
): Outgoing {
  return {
    key,
    address: { teamId: '', channelId, userId: '' },
    kind: 'message',
    message,
    ...(isUrgent ? { isUrgent } : {}),
  };
}
