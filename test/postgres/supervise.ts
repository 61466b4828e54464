// Runs one server as a child and ends it when its own standard input ends: however a test run goes, even by kill -9, its
// server goes with it. Started by postgres.ts with one argument, the JSON of a `Supervised`.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';

export interface Supervised {
  readonly command: string;
  readonly args: readonly string[];
  /** The account the server runs as, when not the one of this process. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Where it runs. Removed when this process's input ends. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

await supervise(JSON.parse(process.argv[2] ?? '') as Supervised);

async function supervise(job: Supervised): Promise<void> {
  const { command, args, account, directory, env } = job;
  const child = spawn(command, args, {
    ...account,
    cwd: directory,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A Ctrl-C reaches the whole group; the end of the input is what counts, and it follows.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGQUIT')); // a start that failed: the directory stays for the next try
  let isOver = false;
  process.stdin.resume().once('end', () => {
    isOver = true;
    child.kill('SIGINT'); // PostgreSQL's fast shutdown: open connections are ended
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (isOver) await rm(directory, { recursive: true, force: true });
  process.exit(exitCode ?? 1);
}
