// Remembers what went over the wire, oldest first, up to a cap. It masks tokens and cuts long values, and says so.
import type { Clock } from './clock.ts';
import { isObject, type Json } from './json.ts';
import { CAPS } from './settings.ts';

export interface JournalLine extends Json {
  seq: number;
  time: string;
  type: string;
}

export interface Journal {
  add(type: string, fields: Json): void;
  lines(filter: { since: number; type: string; limit: number }): JournalLine[];
  count(): number;
  dropped(): number;
  clear(): void;
}

export function createJournal(clock: Clock): Journal {
  let lines: JournalLine[] = [];
  let seq = 0;
  let dropped = 0;
  return {
    add(type, fields) {
      seq += 1;
      const time = new Date(clock.now()).toISOString();
      lines.push({ seq, time, type, ...(mask(fields) as Json) });
      if (lines.length < CAPS.journalLines * 1.1) return;
      dropped += lines.length - CAPS.journalLines;
      lines = lines.slice(-CAPS.journalLines);
    },
    lines: ({ since, type, limit }) =>
      lines.filter((line) => line.seq > since && (type === '' || line.type === type)).slice(-limit),
    count: () => lines.length,
    dropped: () => dropped,
    clear() {
      lines = [];
      dropped = 0;
    },
  };
}

const LONGEST_VALUE = 2000;

function mask(value: unknown): unknown {
  if (typeof value === 'string') return cut(value.replaceAll(/\b(xox[a-z]|xapp)-[\w-]+/g, '$1-…'));
  if (Array.isArray(value)) return value.map(mask);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner)]));
}

function cut(value: string): string {
  if (value.length <= LONGEST_VALUE) return value;
  return `${value.slice(0, LONGEST_VALUE)}… (${value.length} characters)`;
}
