// How the bot is, for those who watch it from outside: what keeps it from doing its work, and its gauges.

import { incidentGauges } from './incidents/figures.ts';
import type { Incident } from './incidents/incident.ts';
import { INCIDENT_LIMITS } from './incidents/limits.ts';
import type { Clock, QueueDepth, Store } from './ports.ts';

export interface VitalsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly slack: () => { connected(): boolean; reach(): Promise<void> };
  readonly queue: () => Promise<QueueDepth>;
  readonly inFlight: () => number;
  readonly leads: () => boolean;
  /** Of the audit. */
  readonly audit: () => Promise<Readonly<Record<string, number>>>;
  readonly residentBytes: () => number;
}

export interface Vitals {
  /** In words; empty when all is well. Never throws. */
  problems(): Promise<readonly string[]>;
  gauges(): Promise<Readonly<Record<string, number>>>;
}

/** A probe comes every few seconds: Slack is asked less often than that. */
const REACHED_MS = 20_000;

export function createVitals(parts: VitalsParts): Vitals {
  const { store, clock, slack } = parts;
  let reached: { readonly atMs: number; readonly problem: Promise<string | undefined> } | undefined;
  const reach = () => {
    const nowMs = clock.nowMs();
    if (reached === undefined || reached.atMs < nowMs - REACHED_MS) {
      reached = { atMs: nowMs, problem: wordsOf(slack().reach(), 'Slack: it does not answer') };
    }
    return reached.problem;
  };
  return {
    problems: async () => {
      if (!slack().connected()) return ['Slack: not connected'];
      const all = await Promise.all([reach(), wordsOf(store.check(), 'store: it cannot be used')]);
      return all.filter((each) => each !== undefined);
    },
    gauges: async () => {
      const { waiting, undeliverable } = await parts.queue();
      return {
        ...{ up: 1, leads: parts.leads() ? 1 : 0, requests_in_flight: parts.inFlight() },
        ...{ outbound_waiting: waiting, outbound_undeliverable: undeliverable },
        ...(await parts.audit()),
        ...incidentGauges(await lately(parts)),
        resident_memory_bytes: parts.residentBytes(),
      };
    },
  };
}

async function lately({ store, clock }: VitalsParts): Promise<readonly Incident[]> {
  const { figuresMs, figured } = INCIDENT_LIMITS;
  return await store.incidents(clock.nowMs() - figuresMs, figured);
}

async function wordsOf(work: Promise<void>, words: string): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch {
    return words;
  }
}
