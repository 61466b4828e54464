// Holds an Alertmanager's silences to what switches are off: looked at every minute, by one process, and written down before each change.

import type { Alertmanager, Silence } from '../alertmanager.ts';
import { eventRow } from '../audit/event-row.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import { OperatorError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { type NamedSwitch, switchesOf } from './of-settings.ts';
import { labelsOf, type SilenceStep, silenceSteps } from './silence.ts';
import { wantedAt } from './wanted.ts';
import type { WarningParts } from './warnings.ts';

export interface SilenceParts extends WarningParts {
  readonly openAlertmanager: (settings: HttpServiceSettings) => Alertmanager;
}

const LEASE = 'switch-silences';

/** @throws OperatorError when Alertmanager does not answer, or does not do it. */
export async function holdSilences(parts: SilenceParts, signal: AbortSignal): Promise<void> {
  const { store, clock, settings } = parts;
  const { alertmanager: where } = settings();
  const switches = Object.entries(switchesOf(settings())).filter(
    ([, of]) => labelsOf(of).length > 0,
  );
  if (where === undefined || switches.length === 0) return;
  const lease = await store.acquireLease(LEASE, clock.id(), clock.nowMs(), LIMITS.switchLeaseMs);
  if (lease === undefined) return; // another process does it
  const alertmanager = parts.openAlertmanager(where);
  try {
    const silences = await alertmanager.silences(signal);
    for (const [name, of] of switches) {
      await hold(name, of, { parts, alertmanager, silences, signal });
    }
  } finally {
    await alertmanager.close();
    await store.releaseLease(LEASE, lease);
  }
}

interface Holding {
  readonly parts: SilenceParts;
  readonly alertmanager: Alertmanager;
  /** Of all switches: what is done for one leaves those of the others as they are. */
  readonly silences: readonly Silence[];
  readonly signal: AbortSignal;
}

async function hold(
  name: string,
  of: NamedSwitch,
  { parts, alertmanager, silences, signal }: Holding,
): Promise<void> {
  const { store, clock } = parts;
  const overrides = await store.overrides(name);
  const nowMs = clock.nowMs();
  const steps = silenceSteps({
    ...{ name, of, overrides, nowMs, wanted: wantedAt(of, overrides, nowMs) },
    isOff: (await store.originals(name)).length > 0,
    silences,
  });
  for (const step of steps) {
    const record = async (verdict: string, more: Readonly<Record<string, unknown>> = {}) =>
      await store.appendAudit(
        eventRow(commandOf(name, step), verdict, { ...detailOf(step), ...more }),
        clock.nowMs(),
      );
    await record('running');
    try {
      if (step.kind === 'set') await alertmanager.setSilence(step.wish, signal);
      else await alertmanager.expireSilence(step.id, signal);
    } catch (error) {
      // Whether it was done is seen at the next look.
      const reason = error instanceof OperatorError ? error.message : 'it failed; see the log';
      await record('failed', { reason: parts.redact(reason).text });
      throw error;
    }
    await record('succeeded');
  }
}

function commandOf(name: string, { kind }: SilenceStep): string {
  return `${kind === 'set' ? 'silence' : 'end silence of'} switch ${name}`;
}

function detailOf(step: SilenceStep): Readonly<Record<string, unknown>> {
  if (step.kind === 'expire') return { silence: step.id };
  const { matchers, endsAtMs } = step.wish;
  return {
    labels: Object.fromEntries(matchers.map(({ name, value }) => [name, value])),
    until: new Date(endsAtMs).toISOString(),
  };
}
