// A new incident: what it is about, where it is told, and who was on call when it began.

import type { Request } from '../command.ts';
import type { IncidentSettings } from '../config/incidents.ts';
import type { OnCallSettings } from '../config/on-call.ts';
import { OperatorError, UsageError } from '../errors.ts';
import type { AlertGroup } from '../notify/alert.ts';
import { onCallAt } from '../on-call/rotation.ts';
import type { Store } from '../ports.ts';
import type { Severity } from '../sources/source.ts';
import { everyMs, mention } from './change.ts';
import type { Incident, Level } from './incident.ts';

export interface Declaration {
  /** Absent: that of the alert. */
  readonly title: string | undefined;
  readonly severity: Level | undefined;
  /** A Slack id. */
  readonly commander: string | undefined;
  /** A number. */
  readonly alert: number | undefined;
  readonly impact: string | undefined;
}

export interface DeclareParts {
  readonly store: Store;
  readonly nowMs: number;
  readonly id: string;
  readonly settings: { readonly incidents: IncidentSettings; readonly onCall: OnCallSettings };
}

/** Within a transaction that holds incidents and alerts. @throws OperatorError for an alert that there is not, UsageError without a title. */
export async function declare(
  { address }: Request,
  wish: Declaration,
  { store, nowMs, id, settings }: DeclareParts,
): Promise<Incident> {
  const alert = wish.alert === undefined ? undefined : await alertOf(wish.alert, store);
  const title = wish.title ?? alert?.title;
  if (title === undefined) throw noTitle();
  const severity = wish.severity ?? (alert === undefined ? 3 : LEVELS[alert.severity]);
  const { channel, ownChannel, updateEvery } = settings.incidents;
  const number = await store.nextIncidentNumber();
  if (alert !== undefined) {
    await markAlert(alert, number, store);
    const line = {
      groupId: alert.id,
      atMs: nowMs,
      text: `Incident ${number} is declared by ${mention(address.userId)}`,
    };
    await store.addAlertLines([line], true);
  }
  return {
    ...{ id, number, title, severity, state: 'open', teamId: address.teamId },
    declaredBy: address.userId,
    roles: wish.commander === undefined ? {} : { commander: wish.commander },
    ...(wish.impact === undefined ? {} : { impact: wish.impact }),
    alerts: alert === undefined ? [] : [alert.number],
    onCall: await whoIsOnCall(settings.onCall, store, nowMs),
    actions: [],
    channelId: channel ?? address.channelId,
    room: ownChannel ? { kind: 'channel' } : { kind: 'thread' },
    furnished: { pins: {}, invited: [], problems: [] },
    beganAtMs: Math.min(alert?.openedAtMs ?? nowMs, nowMs),
    ...{ declaredAtMs: nowMs, changedAtMs: nowMs, dueAtMs: nowMs + everyMs(severity, updateEvery) },
    ...(wish.commander === undefined ? {} : { ledAtMs: nowMs }),
  };
}

/** How bad something is that is only known by its alert; a person says more. */
const LEVELS: Readonly<Record<Severity, Level>> = { critical: 2, warning: 3, info: 4 };

/** @throws OperatorError */
export async function alertOf(number: number, store: Store): Promise<AlertGroup> {
  const group = await store.numberedAlertGroup(number);
  if (group !== undefined) return group;
  throw new OperatorError({
    what: `There is no alert ${number}.`,
    why: 'None of that number was told, or it ended too long ago to be known still.',
    fix: '"/incident alerts" shows those that fire, with their numbers.',
  });
}

/** Its own message says to which incident it belongs. */
export async function markAlert(group: AlertGroup, incident: number, store: Store): Promise<void> {
  await store.saveAlertGroup({ ...group, handling: { ...group.handling, incident } }, true);
}

async function whoIsOnCall(
  { rotations }: OnCallSettings,
  store: Store,
  nowMs: number,
): Promise<Incident['onCall']> {
  return await Promise.all(
    Object.entries(rotations).map(async ([rotation, each]) => {
      const { person } = onCallAt(each, await store.swaps(rotation, nowMs), nowMs);
      return { rotation, ...(person === undefined ? {} : { person }) };
    }),
  );
}

function noTitle(): UsageError {
  return new UsageError({
    what: 'It is not said what goes wrong.',
    why: 'The title is what people see first, at night, on a phone.',
    fix: 'Say it in a few words, or name an alert with --alert.',
    usage: 'incident declare TITLE --sev 2',
  });
}
