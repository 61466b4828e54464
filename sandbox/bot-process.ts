// The bot as a process of its own, as it runs anywhere: it gets its settings from the environment alone, and says when it
// is ready.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface BotProcess {
  readonly id: number;
  /** Where it serves its probes and takes deliveries. */
  readonly port: number;
  /** Its exit code, or undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Sends the signal and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** It ended before it was ready. With a code it has said why on stderr. */
export class BotEndedError extends Error {
  readonly code: number | undefined;

  constructor(code: number | undefined) {
    super(`The bot ended before it was ready (code ${code}).`);
    this.name = 'BotEndedError';
    this.code = code;
  }
}

export interface BotProcessOptions {
  /** Told of each line that it writes to stdout, its log, but not of the one that says it is ready. */
  readonly onLine?: (line: string) => void;
}

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const READY_MS = 120_000;
/** As `npm start` does with Slack's tokens: see scripts/run.mjs. */
const IS_KNOWN = /^(?:22|24)\./u.test(process.versions.node);
const SMALL = IS_KNOWN ? ['--optimize-for-size', '--max-semi-space-size=4', '--liftoff-only'] : [];
export const BOT_FLAGS = ['--disable-warning=ExperimentalWarning', ...SMALL];

/** @throws BotEndedError when it ends before it is ready; Error when it is not ready in time: then it has been ended. */
export async function startBotProcess(
  environment: NodeJS.ProcessEnv,
  { onLine = () => {} }: BotProcessOptions = {},
): Promise<BotProcess> {
  const main = path.join(ROOT, 'bot', 'main.ts');
  const { NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [...BOT_FLAGS, main], {
    env: {
      ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
      MALLOC_ARENA_MAX: '2',
      SLACK_BOT_TOKEN: 'xoxb-sandbox',
      SLACK_APP_TOKEN: 'xapp-sandbox',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'], // the channel's end tells it that we are gone
  });
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('exit', (code) => resolve(code ?? undefined));
  });
  const ready = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve(Number(JSON.parse(line).port));
      else onLine(line);
    });
    child.once('error', reject);
    void ended.then((code) => reject(new BotEndedError(code)));
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), READY_MS);
  const tooLate = new Promise<never>((_, reject) => {
    late.signal.addEventListener('abort', () => {
      child.kill('SIGKILL');
      reject(new Error('The bot was not ready in 2 min.'));
    });
  });
  const port = await Promise.race([ready, tooLate]).finally(() => clearTimeout(timer));
  return {
    port,
    id: child.pid ?? 0,
    ended,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
