// Carries envelopes over Socket Mode: one envelope to one open socket, answered by a frame with its id.
import type { Clock } from './clock.ts';
import type { Envelope, Outcome, Transport } from './deliveries.ts';
import { type Json, toObject, toText } from './json.ts';
import type { Settings } from './settings.ts';
import type { Sockets } from './sockets.ts';
import type { Triggers } from './triggers.ts';

export interface SocketTransport {
  carry: Transport;
  /** Takes a frame that came from the bot. */
  onFrame(frame: Json): void;
}

export function createSocketTransport(needs: {
  clock: Clock;
  settings: Settings;
  triggers: Triggers;
  sockets: () => Sockets;
}): SocketTransport {
  const { clock, settings, triggers, sockets } = needs;
  const waiting = new Map<string, ((payload: Json) => void)[]>();
  return {
    async carry(envelope, attempt) {
      const isOpen = await sockets().waitForOne(settings.reconnect_wait_ms);
      if (!isOpen) return { acked: false, ms: settings.reconnect_wait_ms, reason: 'no_socket' };
      if (attempt.number === 0 && envelope.triggerId !== undefined)
        triggers.renew(envelope.triggerId);
      const answer = waitForAck(envelope);
      sockets().send(frameOf(envelope, attempt.number, attempt.retryReason));
      attempt.onSent();
      return answer;
    },
    onFrame(frame) {
      const resolvers = waiting.get(toText(frame.envelope_id));
      resolvers?.shift()?.(toObject(frame.payload));
    },
  };

  function waitForAck(envelope: Envelope): Promise<Outcome> {
    const start = clock.now();
    return new Promise((resolve) => {
      const queue = waiting.get(envelope.id) ?? [];
      waiting.set(envelope.id, queue);
      const finish = (outcome: Outcome) => {
        cancel();
        const place = queue.indexOf(onAck);
        if (place >= 0) queue.splice(place, 1);
        if (queue.length === 0) waiting.delete(envelope.id);
        resolve(outcome);
      };
      const onAck = (payload: Json) => {
        const ms = clock.now() - start;
        finish({ acked: true, ms, ...(Object.keys(payload).length > 0 ? { payload } : {}) });
      };
      const cancel = clock.after(settings.ack_ms, () =>
        finish({ acked: false, ms: clock.now() - start, reason: 'timeout' }),
      );
      queue.push(onAck);
    });
  }
}

function frameOf(envelope: Envelope, attempt: number, reason: string): Json {
  return {
    envelope_id: envelope.id,
    type: envelope.kind,
    payload: envelope.payload,
    accepts_response_payload: envelope.kind !== 'events_api',
    ...(envelope.kind === 'events_api' ? { retry_attempt: attempt, retry_reason: reason } : {}),
  };
}
