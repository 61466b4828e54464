// Holds an Alertmanager's silences to those that people have said for alerts that came from it. What is to be done is written down before it is asked
// for, and worked out from what stands there: an answer that is lost is found out at the next look, and nothing is silenced twice.

import type { Alertmanager } from '../alertmanager.ts';
import { eventRow } from '../audit/event-row.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import type { WebhookSettings } from '../config/webhooks.ts';
import { cutTo } from '../cut-to.ts';
import type { Log } from '../dispatch/rooms.ts';
import { OperatorError } from '../errors.ts';
import type { Clock, Store } from '../ports.ts';
import { instant } from '../render/instant.ts';
import { quiet } from '../render/text.ts';
import { sourceOf } from '../sources/read-delivery.ts';
import type { AlertGroup } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';
import { type MirrorStep, mirrorSteps, writeMatchers } from './mirror-steps.ts';
import { remind } from './waking.ts';

export interface MirrorSettings {
  readonly alertmanager?: HttpServiceSettings | undefined;
  readonly webhooks?: Readonly<Record<string, WebhookSettings>>;
}

export interface MirrorParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => MirrorSettings;
  readonly openAlertmanager: (settings: HttpServiceSettings) => Alertmanager;
  readonly outbound: { readonly wake: () => void };
  /** In each transaction, before anything is written: throws where this process does not lead any more. */
  readonly guard: (store: Store) => Promise<void>;
}

const LOOKED_AT = 1_000;
/** Alerts of one group that are silenced there; the bot itself silences all of it. */
const MOST = 50;
const EVERY_MS = 5_000;
const AGAIN_MS = 60_000;

/** @returns a look at what people have silenced. @throws what the store throws. */
export function createMirror(parts: MirrorParts, signal: AbortSignal): () => Promise<void> {
  /** When each is tried again, by its number. */
  const again = new Map<number, number>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const { store, clock, settings } = parts;
    const nowMs = clock.nowMs();
    const { alertmanager: where, webhooks = {} } = settings();
    if (where === undefined || nowMs < lookedAtMs + EVERY_MS) return;
    lookedAtMs = nowMs;
    const sources = Object.entries(webhooks)
      .filter(([, { kind }]) => kind === 'alertmanager')
      .map(([name]) => sourceOf(name));
    if (sources.length === 0) return;
    const groups = await store.liveAlertGroups(nowMs - ALERT_LIMITS.handledMs, LOOKED_AT);
    const due = groups.filter(
      (group) =>
        sources.includes(group.source) &&
        group.goesOnIn === undefined &&
        isPending(group, nowMs) &&
        (again.get(group.number) ?? 0) <= nowMs,
    );
    if (due.length === 0) return;
    const alertmanager = parts.openAlertmanager(where);
    try {
      for (const group of due) {
        const isDone = await mirror(group, alertmanager, {
          ...{ ...parts, signal, isFirst: !again.has(group.number) },
        });
        if (isDone) again.delete(group.number);
        else again.set(group.number, clock.nowMs() + AGAIN_MS);
      }
    } finally {
      await alertmanager.close();
    }
  };
}

function silencedNow({ handling: { silenced } }: AlertGroup, nowMs: number) {
  return silenced !== undefined && silenced.untilMs > nowMs ? silenced : undefined;
}

function isPending(group: AlertGroup, nowMs: number): boolean {
  const { mirrored, changedAtMs } = group;
  const silenced = silencedNow(group, nowMs);
  if (silenced === undefined) return mirrored !== undefined;
  if (mirrored?.atMs === undefined || mirrored.untilMs !== silenced.untilMs) return true;
  return changedAtMs > mirrored.atMs; // another alert of it may fire
}

interface Mirroring extends MirrorParts {
  readonly signal: AbortSignal;
  /** Whether it was not tried in vain before. */
  readonly isFirst: boolean;
}

/** @returns whether it is as it is to be. */
async function mirror(
  group: AlertGroup,
  alertmanager: Alertmanager,
  parts: Mirroring,
): Promise<boolean> {
  const { clock, log, signal, isFirst } = parts;
  const nowMs = clock.nowMs();
  const silenced = silencedNow(group, nowMs);
  const untilMs = silenced?.untilMs ?? group.mirrored?.untilMs ?? nowMs;
  try {
    if (group.mirrored?.untilMs !== untilMs) await note(group, { untilMs }, undefined, parts);
    const steps = await stepsFor(group, silenced, alertmanager, parts);
    for (const step of steps) await take(step, group, alertmanager, parts);
    const words = wordsOf(steps, untilMs);
    await note(group, silenced === undefined ? undefined : { untilMs, atMs: nowMs }, words, parts);
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof OperatorError)) throw error;
    log.warn({ err: error, alert: group.number }, 'Alertmanager is not as silent as it is to be');
    const text = `It is not known whether Alertmanager is silent about alert ${group.number} as it is to be: ${quiet(error.why, 300)} It is looked at again every minute.`;
    if (isFirst) await note(group, { untilMs }, text, parts);
    return false;
  }
}

async function stepsFor(
  group: AlertGroup,
  silenced: ReturnType<typeof silencedNow>,
  alertmanager: Alertmanager,
  { store, clock, signal }: Mirroring,
): Promise<readonly MirrorStep[]> {
  const firing = (await store.worstAlerts(group.id, MOST)).filter(
    ({ state }) => state === 'firing',
  );
  const keys = new Set(firing.map(({ key }) => key));
  const known = silenced === undefined ? [] : await alertmanager.alerts(signal);
  const alerts = known.filter(({ fingerprint }) => keys.has(fingerprint));
  const silences = await alertmanager.silences(signal);
  return mirrorSteps({ group, silenced, alerts, silences, nowMs: clock.nowMs() });
}

async function take(
  step: MirrorStep,
  { number }: AlertGroup,
  alertmanager: Alertmanager,
  { store, clock, guard, signal }: Mirroring,
): Promise<void> {
  const detail =
    step.kind === 'set'
      ? {
          matchers: writeMatchers(step.wish.matchers),
          until: new Date(step.wish.endsAtMs).toISOString(),
        }
      : { silence: step.id };
  const record = (verdict: string, more: Readonly<Record<string, unknown>> = {}) =>
    store.transaction(async (inner) => {
      await guard(inner);
      const command = `${step.kind === 'set' ? 'silence' : 'end silence of'} alert ${number} in Alertmanager`;
      await inner.appendAudit(eventRow(command, verdict, { ...detail, ...more }), clock.nowMs());
    });
  await record('running');
  try {
    if (step.kind === 'set') await alertmanager.setSilence(step.wish, signal);
    else await alertmanager.expireSilence(step.id, signal);
  } catch (error) {
    await record('failed', { reason: error instanceof OperatorError ? error.why : 'see the log' });
    throw error;
  }
  await record('succeeded');
}

function wordsOf(steps: readonly MirrorStep[], untilMs: number): string | undefined {
  const set = steps.flatMap((step) => (step.kind === 'set' ? [step.wish.matchers] : []));
  if (steps.length === 0) return undefined;
  if (set.length === 0) return 'Its silences in Alertmanager are ended.';
  return [
    `Alertmanager is silent about it too, until ${instant(untilMs)}, for exactly:`,
    ...cutTo(5, set, (matchers) => `• ${quiet(writeMatchers(matchers), 500)}`),
  ].join('\n');
}

/** What is known of it is kept, and said in its thread. */
async function note(
  { number }: AlertGroup,
  mirrored: AlertGroup['mirrored'],
  text: string | undefined,
  { store, clock, guard, outbound }: Mirroring,
): Promise<void> {
  await store.transaction(async (inner) => {
    await inner.holdAlerts();
    await guard(inner);
    const group = await inner.numberedAlertGroup(number);
    if (group === undefined) return;
    const { mirrored: _, ...rest } = group;
    // What a person has said of it may not be shown yet.
    await inner.saveAlertGroup(mirrored === undefined ? rest : { ...rest, mirrored }, true);
    const nowMs = clock.nowMs();
    if (text !== undefined) await remind(group, text, { store: inner, clock, nowMs });
  });
  if (text !== undefined) outbound.wake();
}
