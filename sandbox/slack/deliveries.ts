// Sends envelopes to the bot, times their acks, and sends events again that nobody acknowledged.
// How an envelope travels (socket or HTTP) is the transport's business.
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { Json } from './json.ts';
import { CAPS, type Settings } from './settings.ts';
import type { Stream } from './stream.ts';

export type EnvelopeKind = 'slash_commands' | 'interactive' | 'events_api';

export interface Envelope {
  id: string;
  kind: EnvelopeKind;
  payload: Json;
  /** What a person reads of it: "/kubectl get pods", "click confirm". */
  label: string;
  user: string;
  triggerId?: string;
  eventId?: string;
}

export interface Attempt {
  number: number;
  retryReason: string;
  onSent: () => void;
}

export interface Outcome {
  acked: boolean;
  ms: number;
  payload?: Json;
  reason?: string;
  /** The bot asked for no more attempts (x-slack-no-retry). */
  isFinal?: boolean;
}

export type Transport = (envelope: Envelope, attempt: Attempt) => Promise<Outcome>;

export interface Deliveries {
  /** The outcome of the first attempt; further ones of an event run on by themselves. */
  send(envelope: Envelope): Promise<Outcome>;
  /** The same envelope again, so many times at once; undefined when it is not known. */
  redeliver(key: string, times: number): Promise<Outcome[]> | undefined;
  count(): number;
  clear(): void;
}

/** Slack's waits before the first, second and third retry of an event. */
const RETRY_WAITS_MS = [0, 60_000, 300_000];

export function createDeliveries(needs: {
  clock: Clock;
  journal: Journal;
  settings: Settings;
  stream: Stream;
  transport: Transport;
}): Deliveries {
  const { clock, journal, settings, stream, transport } = needs;
  const known = new Map<string, Envelope>();
  let sent = 0;
  let generation = 0;

  return {
    async send(envelope) {
      remember(envelope);
      const outcome = await attempt(envelope, 0, '');
      if (envelope.kind === 'events_api') retryLater(envelope, outcome, 1, generation);
      return outcome;
    },
    redeliver(key, times) {
      const envelope = known.get(key);
      if (envelope === undefined) return undefined;
      return Promise.all(Array.from({ length: times }, () => attempt(envelope, 1, 'timeout')));
    },
    count: () => sent,
    clear() {
      known.clear();
      sent = 0;
      generation += 1;
    },
  };

  function remember(envelope: Envelope): void {
    for (const key of [envelope.id, envelope.triggerId, envelope.eventId]) {
      if (key !== undefined) known.set(key, envelope);
    }
    while (known.size > CAPS.envelopes * 2) {
      const oldest = known.keys().next().value;
      if (oldest === undefined) return;
      known.delete(oldest);
    }
  }

  async function attempt(envelope: Envelope, number: number, reason: string): Promise<Outcome> {
    sent += 1;
    const { kind, label, user } = envelope;
    const shown = { type: 'delivery', delivery: envelope.id, kind, label, user, attempt: number };
    stream.send({ ...shown, status: 'waiting' });
    const onSent = () => {
      journal.add('delivery', {
        delivery: envelope.id,
        attempt: number,
        kind,
        label,
        payload: envelope.payload,
      });
      stream.send({ ...shown, status: 'sent' });
    };
    const outcome = await transport(envelope, { number, retryReason: reason, onSent });
    const { acked, ms, payload } = outcome;
    stream.send({ ...shown, status: acked ? 'acked' : 'no_ack', ack_ms: ms });
    const line = { delivery: envelope.id, attempt: number, kind, ms };
    if (acked) journal.add('ack', payload === undefined ? line : { ...line, payload });
    else journal.add('no_ack', { ...line, reason: outcome.reason });
    return outcome;
  }

  function retryLater(envelope: Envelope, last: Outcome, number: number, born: number): void {
    if (last.acked || last.isFinal === true || number > settings.event_retries) return;
    const wait = (RETRY_WAITS_MS[number - 1] ?? 300_000) * settings.retry_factor;
    clock.after(wait, () => {
      if (born !== generation) return;
      void attempt(envelope, number, last.reason ?? 'timeout').then((outcome) =>
        retryLater(envelope, outcome, number + 1, born),
      );
    });
  }
}
