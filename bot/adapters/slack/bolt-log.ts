// Lets Bolt's own words into the log without what they may hold: tokens and addresses that are credentials.

import { type Logger, LogLevel } from '@slack/bolt';
import type { SlackLog } from './receipt.ts';

export function createBoltLog(log: SlackLog): Logger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ bolt: withoutSecrets(parts) }, 'Bolt says');
  return {
    debug() {},
    info() {},
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

function withoutSecrets(parts: readonly unknown[]): string {
  return parts
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join(' ')
    .replaceAll(/\bx(?:ox[a-z]|app)-[\w-]+/gu, '[token]')
    .replaceAll(/\b(?:wss?|https?):\/\/\S+/gu, '[address]')
    .slice(0, 1000);
}
