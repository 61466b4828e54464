// Makes identifiers in Slack's forms. Each is unique within one run.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

export interface Ids {
  /** `<10 digits>.<6 digits>`, always greater than the one before. */
  ts(): string;
  event(): string;
  envelope(): string;
  trigger(): string;
  view(): string;
  file(): string;
  channel(): string;
  hash(): string;
  block(): string;
  secret(): string;
}

export function createIds(clock: Clock): Ids {
  let lastMicros = 0;
  let count = 0;
  const next = (prefix: string): string => {
    count += 1;
    return `${prefix}0${count.toString(36).toUpperCase().padStart(9, '0')}`;
  };
  const ts = (): string => {
    lastMicros = Math.max(lastMicros + 1, Math.floor(clock.now()) * 1000);
    const digits = String(lastMicros).padStart(16, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  };
  return {
    ts,
    event: () => next('Ev'),
    envelope: () => randomUUID(),
    trigger() {
      count += 1;
      return `${clock.now()}.${count}.${randomBytes(16).toString('hex')}`;
    },
    view: () => next('V'),
    file: () => next('F'),
    channel: () => next('C'),
    hash: () => `${Math.floor(clock.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    block: () => randomBytes(4).toString('base64url').slice(0, 5),
    secret: () => randomBytes(18).toString('hex'),
  };
}
