// Hosts a pipeline in processes of its own, so that its work never holds up whoever hosts it: starts them, starts them again after
// they have ended, and says where they are asked.
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../clock.ts';
import type { PipelineControl } from '../../control.ts';
import { OperatorError } from '../../operator-error.ts';
import type { Log } from '../../ports.ts';
import { createControlClient } from '../control/client.ts';
import { READY, type StartMessage } from './messages.ts';

export interface SuperviseOptions {
  readonly name: string;
  /** Asked before each start, so that a renewed secret is found. */
  readonly settings: () => Promise<
    Pick<StartMessage, 'address' | 'pipelines' | 'snapshotFolder' | 'standbys'>
  >;
  /** Made into the names of the processes: the same after a restart, and nobody else's. */
  readonly instance: string;
  readonly processes: number;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

export interface Supervised {
  /** @throws OperatorError while none of the processes is there. */
  control(): PipelineControl;
  readonly processes: number;
  /** Starts processes, or ends some in order; returns at once. */
  scale(processes: number): void;
  /** Ends them all, each after the transaction at hand. */
  stop(): Promise<void>;
}

/**
 * Of a process that hosts pipelines. Most of what a record makes is garbage when the next comes, but for its id: with a larger nursery fewer
 * objects are copied before they are known to stay, which saves a seventh of the processor time. It grows when it is needed.
 */
export const NODE_FLAGS: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=64',
];
const CHILD = fileURLToPath(new URL('main.ts', import.meta.url));
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 30_000;
/** Whoever ran so long begins with the first backoff again. */
const STEADY_MS = 60_000;
const STOP_MS = 15_000;
/** More than one process gives another: it tells which of them is silent, where the whole answer would else be given up. */
const ANSWER_MS = 10_000;
const TOKEN_BYTES = 32;
const LAST_WORDS = 2_000;

export function supervise(options: SuperviseOptions): Supervised {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const slots: Slot[] = [];
  const ended: Promise<void>[] = [];
  const scale = (processes: number) => {
    while (slots.length < processes) slots.push(openSlot(options, slots.length, token));
    for (const slot of slots.splice(processes)) ended.push(slot.stop());
  };
  scale(options.processes);
  return {
    control: () => {
      const endpoint = slots.map((slot) => slot.endpoint()).find((each) => each !== undefined);
      if (endpoint !== undefined)
        return createControlClient({ endpoint, token, timeoutMs: ANSWER_MS });
      throw notThere(options.name, slots.at(0)?.lastWords() ?? '');
    },
    get processes() {
      return slots.length;
    },
    scale,
    stop: async () => {
      scale(0);
      await Promise.all(ended);
    },
  };
}

interface Slot {
  endpoint(): string | undefined;
  lastWords(): string;
  stop(): Promise<void>;
}

/** One process, again and again. */
function openSlot(options: SuperviseOptions, index: number, token: string): Slot {
  const { name, log } = options;
  const stopping = new AbortController();
  const instanceId = `${options.instance}-${index}`;
  let endpoint: string | undefined;
  let words = '';
  const runOnce = async () => {
    const settings = await options.settings();
    if (stopping.signal.aborted) return;
    const child = fork(CHILD, {
      execArgv: [...NODE_FLAGS],
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    words = '';
    listen(child, { name, log, heard: (text) => (words = `${words}${text}`.slice(-LAST_WORDS)) });
    child.on('message', (message) => {
      const said = READY.parse(message);
      if ('endpoint' in said) endpoint = said.endpoint;
      else words = said.problem;
    });
    const end = () => void endInOrder(child);
    stopping.signal.addEventListener('abort', end);
    child.send(
      { ...settings, instanceId, token, logLevel: 'info' } satisfies StartMessage,
      () => {},
    );
    const code = await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message)).once('exit', resolve);
    });
    stopping.signal.removeEventListener('abort', end);
    endpoint = undefined;
    if (stopping.signal.aborted) return;
    log.error({ pipeline: name, instanceId, code, words }, 'the process of the pipeline has ended');
  };
  const live = async () => {
    let backoffMs = FIRST_BACKOFF_MS;
    while (!stopping.signal.aborted) {
      const startedMs = systemClock.nowMs();
      await runOnce().catch((error: unknown) => {
        words = error instanceof Error ? error.message : String(error);
        log.error({ err: error, pipeline: name }, 'the process of the pipeline cannot be started');
      });
      if (systemClock.nowMs() - startedMs > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
      await systemClock.sleep(backoffMs, stopping.signal);
      backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
    }
  };
  const living = live();
  return {
    endpoint: () => endpoint,
    lastWords: () => words,
    stop: async () => {
      stopping.abort();
      await living;
    },
  };
}

/** No secret of the bot is in it. Compiled once, a process starts in half the time. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, TZ, NODE_EXTRA_CA_CERTS, NODE_COMPILE_CACHE } = process.env;
  return { PATH, TZ, NODE_EXTRA_CA_CERTS, NODE_COMPILE_CACHE };
}

interface Ears {
  readonly name: string;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly heard: (text: string) => void;
}

/** Warnings and errors are the supervisor's too; the rest is asked for with `logs`. */
function listen(child: ChildProcess, { name, log, heard }: Ears): void {
  child.stderr?.setEncoding('utf8').on('data', heard);
  if (child.stdout === null) return;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { level = 0, msg = '', ...detail } = readLine(line);
    const about = { ...detail, pipeline: name };
    if (level >= 50) log.error(about, msg);
    else if (level >= 40) log.warn(about, msg);
  });
}

function readLine(line: string): { readonly level?: number; readonly msg?: string } {
  try {
    return JSON.parse(line) as { level?: number; msg?: string };
  } catch {
    return { level: 40, msg: line };
  }
}

async function endInOrder(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const gone = new AbortController();
  child.once('exit', () => gone.abort());
  await systemClock.sleep(STOP_MS, gone.signal);
  if (!gone.signal.aborted) child.kill('SIGKILL');
}

function notThere(name: string, words: string): OperatorError {
  return new OperatorError({
    what: `Pipeline ${name} cannot be asked now.`,
    why: words === '' ? 'Its process is starting.' : `Its process has ended: ${words.trim()}`,
    fix: 'It is started again by itself; ask again in a moment.',
  });
}
