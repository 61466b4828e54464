// Runs one program to its end: no shell, an environment of exactly what is given, a cap on its output, and nothing of its
// process group left over.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { OperatorError } from '../../errors.ts';

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of stdout and stderr together. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface ProcessResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** @throws the signal's reason when it is aborted; OperatorError when the program is missing or prints too much. */
export async function runProcess(
  command: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { signal } = options;
  signal.throwIfAborted();
  const [file = '', ...args] = command;
  // A group of its own, so that what it may have started ends with it.
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    shell: false,
  });
  const end = () => endGroup(child);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await collect(child, file, options);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

async function collect(
  child: Child,
  file: string,
  options: ProcessOptions,
): Promise<ProcessResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let bytes = 0;
  const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= options.maxBytes) chunks.push(chunk);
    else endGroup(child);
  };
  child.stdout.on('data', keep(stdout));
  child.stderr.on('data', keep(stderr));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(cannotRun(file, error))).once('close', resolve);
  });
  options.signal.throwIfAborted();
  if (bytes > options.maxBytes) throw tooMuch(options.maxBytes);
  if (exitCode === null) throw cannotRun(file, new Error('ended by a signal'));
  return { stdout: text(stdout), stderr: text(stderr), exitCode };
}

function endGroup(child: Child): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

function cannotRun(file: string, cause: Error): OperatorError {
  return new OperatorError({
    what: 'The command could not be run to its end.',
    why: `The kubectl program at ${file} cannot be run here.`,
    fix: 'Install kubectl where the bot runs, or correct its path in the configuration.',
    cause,
  });
}

function tooMuch(maxBytes: number): OperatorError {
  return new OperatorError({
    what: 'The command was ended.',
    why: `It printed more than ${Math.round(maxBytes / 1_000_000)} MB, the limit for one answer.`,
    fix: 'Ask for less: one namespace, a selector, or single names.',
  });
}
