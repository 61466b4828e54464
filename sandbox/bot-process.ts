// The bot as a process of its own, as it runs anywhere: it gets its settings from the environment alone, and says when it
// is ready.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BotProcess {
  readonly id: number;
  /** Its exit code, or undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Sends the signal and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const READY_MS = 30_000;

/** @throws Error when it ends before it is ready, or is not ready in time: then it has been ended. */
export async function startBotProcess(environment: NodeJS.ProcessEnv): Promise<BotProcess> {
  const main = path.join(ROOT, 'bot', 'main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { SLACK_BOT_TOKEN: 'xoxb-sandbox', SLACK_APP_TOKEN: 'xapp-sandbox', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'], // the channel's end tells it that we are gone
  });
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('exit', (code) => resolve(code ?? undefined));
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('"ready":true')) resolve();
    });
    child.once('error', reject);
    void ended.then((code) =>
      reject(new Error(`The bot ended before it was ready (code ${code}).`)),
    );
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), READY_MS);
  const tooLate = new Promise<never>((_, reject) => {
    late.signal.addEventListener('abort', () => {
      child.kill('SIGKILL');
      reject(new Error('The bot was not ready in 30 s.'));
    });
  });
  await Promise.race([ready, tooLate]).finally(() => clearTimeout(timer));
  return {
    id: child.pid ?? 0,
    ended,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
