// Carries envelopes as signed HTTP requests to the bot's request URL, as Slack does without Socket Mode.
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Envelope, Outcome, Transport } from './deliveries.ts';
import type { Journal } from './journal.ts';
import { isObject, type Json, parseJson, toText } from './json.ts';
import type { Settings } from './settings.ts';
import type { Triggers } from './triggers.ts';

export interface HttpTransport {
  carry: Transport;
  /** True once the request URL answered url_verification. */
  isVerified(): boolean;
  close(): void;
}

interface Posted {
  status: number;
  body: string;
  noRetry: boolean;
}

const VERIFY_EVERY_MS = 500;

export function createHttpTransport(needs: {
  clock: Clock;
  journal: Journal;
  settings: Settings;
  triggers: Triggers;
  requestUrl: string;
  signingSecret: string;
  onVerified: () => void;
}): HttpTransport {
  const { clock, journal, settings, triggers, requestUrl, signingSecret } = needs;
  let verified = false;
  let closed = false;
  void verifyUntilAnswered();

  return {
    async carry(envelope, attempt) {
      const start = clock.now();
      while (!verified && !closed && clock.now() - start < settings.reconnect_wait_ms)
        await sleep(VERIFY_EVERY_MS / 10);
      if (!verified) return { acked: false, ms: clock.now() - start, reason: 'no_socket' };
      if (attempt.number === 0 && envelope.triggerId !== undefined)
        triggers.renew(envelope.triggerId);
      attempt.onSent();
      return post(envelope, attempt.number, attempt.retryReason);
    },
    isVerified: () => verified,
    close() {
      closed = true;
    },
  };

  async function verifyUntilAnswered(): Promise<void> {
    const challenge = randomBytes(16).toString('hex');
    const body = JSON.stringify({ type: 'url_verification', token: 'sandbox', challenge });
    while (!closed && !verified) {
      const answer = await request(body, 'application/json', {}).catch(() => undefined);
      const echoed = parseJson(answer?.body ?? '');
      const isEchoed =
        answer?.body === challenge || (isObject(echoed) && echoed.challenge === challenge);
      verified = answer?.status === 200 && isEchoed;
      if (!verified) await sleep(VERIFY_EVERY_MS);
    }
    if (!verified) return;
    journal.add('socket', { event: 'verified', reason: requestUrl });
    needs.onVerified();
  }

  async function post(envelope: Envelope, number: number, reason: string): Promise<Outcome> {
    const start = clock.now();
    const retry: Record<string, string> =
      number > 0 ? { 'x-slack-retry-num': String(number), 'x-slack-retry-reason': reason } : {};
    try {
      const { body, contentType } = encode(envelope);
      const answer = await request(body, contentType, retry);
      const ms = clock.now() - start;
      if (answer.status >= 200 && answer.status < 300)
        return { acked: true, ms, ...payloadOf(answer.body) };
      return {
        acked: false,
        ms,
        reason: `http_${answer.status >= 500 ? 'service' : 'client'}_error`,
        isFinal: answer.noRetry,
      };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      const ms = clock.now() - start;
      return { acked: false, ms, reason: isLate ? 'timeout' : 'connection_failed' };
    }
  }

  async function request(
    body: string,
    contentType: string,
    headers: Record<string, string>,
  ): Promise<Posted> {
    const time = String(Math.floor(clock.now() / 1000));
    const digest = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
    const response = await fetch(requestUrl, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.ack_ms),
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${digest}`,
        ...headers,
      },
    });
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    return { status: response.status, body: await response.text(), noRetry };
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }
}

function encode(envelope: Envelope): { body: string; contentType: string } {
  if (envelope.kind === 'events_api')
    return { body: JSON.stringify(envelope.payload), contentType: 'application/json' };
  const form = new URLSearchParams();
  if (envelope.kind === 'interactive') form.set('payload', JSON.stringify(envelope.payload));
  else for (const [name, value] of Object.entries(envelope.payload)) form.set(name, toText(value));
  return { body: form.toString(), contentType: 'application/x-www-form-urlencoded' };
}

function payloadOf(body: string): { payload?: Json } {
  if (body.trim() === '') return {};
  const parsed = parseJson(body);
  return { payload: isObject(parsed) ? parsed : { text: body } };
}
