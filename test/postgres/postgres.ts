// A real PostgreSQL server for tests: fresh, on a loopback port of its own, gone afterwards. It gives up safety on power
// loss for speed and must never hold anything of value.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../sandbox/free-port.ts';
import { findPostgres, type PostgresPrograms } from './programs.ts';
import type { Supervised } from './supervise.ts';

const USER = 'quartermaster';
const START_TIMEOUT_MS = 30_000;
const START_ATTEMPTS = 3;

/** What makes commits cheap, and keeps a small machine small. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
];

export interface Postgres {
  /** `postgres://user:password@127.0.0.1:PORT/postgres`, an empty database. */
  readonly url: string;
  /** Stops the server and drops all it held. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  readonly programs?: PostgresPrograms;
  readonly report?: (line: string) => void;
}

/**
 * Starts a server of this test's own, and returns when it answers.
 * @throws Error when no server can be found or fetched, or it does not start; the message holds what it said.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const programs = options.programs ?? (await findPostgres(options.report ?? (() => {})));
  const account = await findAccount();
  const directory = await mkdtemp(path.join(tmpdir(), 'quartermaster-postgres-'));
  const password = randomBytes(16).toString('hex');
  try {
    const home = await prepareDirectory({ directory, programs, account, password });
    return await serve({ directory, home, account, password });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Whom the server runs as; undefined for whoever runs this. */
type Account = { readonly uid: number; readonly gid: number } | undefined;

/** PostgreSQL refuses to run as root: then it runs as nobody. */
async function findAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await readFile('/etc/passwd', 'utf8');
  const [, , uid, gid] = /^nobody:.*$/m.exec(accounts)?.[0].split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no account "nobody" to run it as.',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

interface Preparation {
  readonly directory: string;
  readonly programs: PostgresPrograms;
  readonly account: Account;
  readonly password: string;
}

/** Makes the data directory. Returns the home of the programs, as the server's account can reach it. */
async function prepareDirectory(preparation: Preparation): Promise<string> {
  const { directory, programs, account, password } = preparation;
  let home = programs.home;
  if (account !== undefined) {
    await chown(directory, account.uid, account.gid);
    if (programs.source === 'fetched') {
      // The cache folder lies in root's home, where no other account may look.
      home = path.join(directory, 'programs');
      await cp(programs.home, home, { recursive: true, verbatimSymlinks: true });
      await chmod(home, 0o755);
    }
  }
  const passwordFile = path.join(directory, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const initialize = launch(path.join(home, 'bin', 'initdb'), {
    args: [
      `--pgdata=${path.join(directory, 'data')}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    options: { ...account, cwd: directory, env: environment(directory) },
  });
  const exitCode = await initialize.ended;
  if (exitCode !== 0) throw new Error(`initdb failed:\n${initialize.words()}`);
  return home;
}

interface Prepared {
  readonly directory: string;
  readonly home: string;
  readonly account: Account;
  readonly password: string;
}

/** Another process may take the port between the asking and the listening: then the next one is tried. */
async function serve(prepared: Prepared): Promise<Postgres> {
  const { directory, home, account, password } = prepared;
  let words = '';
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const settings = [...SETTINGS, `port=${port}`, `unix_socket_directories=${directory}`];
    const server = launchSupervised({
      command: path.join(home, 'bin', 'postgres'),
      args: [
        ...['-D', path.join(directory, 'data'), '-h', '127.0.0.1'],
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      account,
      directory,
      env: environment(directory),
    });
    const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
    if (await answers(url, server)) return { url, stop: () => stop(server) };
    server.child.kill('SIGTERM');
    await server.ended;
    words = server.words();
  }
  throw new Error(`PostgreSQL did not start:\n${words}`);
}

async function answers(url: string, server: Launched): Promise<boolean> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (server.child.exitCode === null && Date.now() < deadlineMs) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {}); // a refused try is told by connect()
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await delay(50);
    }
  }
  return false;
}

/** The supervisor stops the server and drops the directory. */
async function stop(server: Launched): Promise<void> {
  server.child.stdin?.end();
  await server.ended;
}

function environment(directory: string): Record<string, string | undefined> {
  return { PATH: process.env.PATH, HOME: directory, LC_ALL: 'C', TZ: 'UTC' };
}

function launchSupervised(job: Supervised): Launched {
  const supervisor = path.join(import.meta.dirname, 'supervise.ts');
  const args = ['--disable-warning=ExperimentalWarning', supervisor, JSON.stringify(job)];
  return launch(process.execPath, { args, options: {} });
}

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** The end of what it wrote. */
  words(): string;
}

function launch(
  command: string,
  { args, options }: { args: readonly string[]; options: SpawnOptions },
): Launched {
  let text = '';
  const child = spawn(command, args, { ...options, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-4000);
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { child, ended, words: () => text };
}
