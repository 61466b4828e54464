// The process of one of the servers in Java that the sandbox runs: starts it, finds it again, signals it. It signals only a process
// that it has made sure of: the id that was written down, still running with this server's own settings file.
import { spawn } from 'node:child_process';
import { appendFile, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 90_000;
const STOP_MS = 20_000;
const POLL_MS = 25;
const ANSWER_MS = 5_000;

export interface ServerFiles {
  /** Everything of this server lies here. */
  readonly directory: string;
  /** Stands among the words of its command line: that is what it is known by. */
  readonly properties: string;
  readonly log: string;
  readonly processId: string;
}

export interface ServerLaunch {
  /** For people: "A broker". */
  readonly what: string;
  readonly argv: readonly string[];
  readonly files: ServerFiles;
  /** Whether it ends with this process, however that ends; otherwise it runs until it is stopped. */
  readonly endsWithUs: boolean;
  /** How long it may take to come up; 90 s when unset. */
  readonly startMs?: number;
  /** @param said what it has said since it was started */
  isReady(said: string): boolean | Promise<boolean>;
}

/**
 * Starts the server and returns when it is ready.
 * @throws Error when it does not come up; the message ends with what it said.
 */
export async function startServer(launch: ServerLaunch): Promise<void> {
  const { files, argv } = launch;
  await appendFile(files.log, '', { mode: 0o600 }); // it is read before the server has said a word
  const saidBefore = (await stat(files.log)).size;
  const processId = await (launch.endsWithUs ? spawnWatched : spawnDetached)(argv, files);
  await writeFile(files.processId, String(processId));
  const deadlineMs = Date.now() + (launch.startMs ?? START_MS);
  for (;;) {
    const said = (await readFile(files.log)).subarray(saidBefore).toString();
    if (await launch.isReady(said)) return;
    if ((await hasEnded(processId)) || Date.now() > deadlineMs) {
      await stopServer(files);
      throw new Error(`${launch.what} did not come up. It said last:\n${said.slice(-3000)}`);
    }
    await delay(POLL_MS);
  }
}

/**
 * Of a process that is known to be ours. Its words would not tell: it has none between the shell's fork and Java's first moment, nor while
 * it is ending.
 */
async function hasEnded(id: number): Promise<boolean> {
  if (process.platform !== 'linux') return !answersSignal(id);
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  const [state = 'X'] = stat.slice(stat.lastIndexOf(')') + 2);
  return state === 'Z' || state === 'X';
}

/** Whether a server answers a plain request there, for `isReady`. */
export async function answersAt(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })).ok;
  } catch {
    return false; // not yet
  }
}

/** The id of the server's process, or undefined when it does not run. */
export async function findServer(files: ServerFiles): Promise<number | undefined> {
  const id = Number(await readFile(files.processId, 'utf8').catch(() => ''));
  if (!Number.isInteger(id) || id <= 1) return undefined;
  if (process.platform !== 'linux') return answersSignal(id) ? id : undefined;
  const words = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').includes(files.properties) ? id : undefined;
}

/** Sends the signal, when the server runs. SIGSTOP, SIGCONT and SIGKILL are for tests of what clients do then. */
export async function signalServer(files: ServerFiles, signal: NodeJS.Signals): Promise<boolean> {
  const id = await findServer(files);
  return id !== undefined && process.kill(id, signal);
}

/** Ends the server in order, and by force when it does not end in time. Says whether it ran. */
export async function stopServer(files: ServerFiles): Promise<boolean> {
  const id = await findServer(files);
  await signalServer(files, 'SIGTERM');
  await signalServer(files, 'SIGCONT');
  const deadlineMs = Date.now() + STOP_MS;
  // A process that ends loses the words of its command line first and closes its sockets after that.
  while (id !== undefined && !(await hasEnded(id))) {
    if (Date.now() > deadlineMs) await signalServer(files, 'SIGKILL');
    await delay(POLL_MS);
  }
  await rm(files.processId, { force: true });
  return id !== undefined;
}

async function spawnDetached(argv: readonly string[], files: ServerFiles): Promise<number> {
  const log = await open(files.log, 'a', 0o600);
  try {
    const [command = '', ...args] = argv;
    const child = spawn(command, args, {
      cwd: files.directory,
      detached: true, // a Ctrl-C in the terminal is not for the server: who started it stops it
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve).once('error', reject);
    });
    child.unref();
    return child.pid ?? 0;
  } finally {
    await log.close();
  }
}

/**
 * A shell that starts the server, prints its id, and ends it when its own input ends: that is when this process closes it, or
 * is gone. One that was stopped (SIGSTOP) has to go on before it can end.
 */
const WATCH = `log=$1; shift
"$@" </dev/null >>"$log" 2>&1 & server=$!
echo $server
read -r _
kill $server 2>/dev/null; kill -CONT $server 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $server 2>/dev/null || break; sleep 1; done
kill -KILL $server 2>/dev/null
wait $server`;

async function spawnWatched(argv: readonly string[], files: ServerFiles): Promise<number> {
  const child = spawn('sh', ['-c', WATCH, 'watch', files.log, ...argv], {
    cwd: files.directory,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const id = await new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('exit', () => reject(new Error('The shell ended at once.')));
    child.stdout.once('data', (text: Buffer) => resolve(Number(text)));
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    stream.on('error', () => {}); // the shell ends with its server
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
  return id;
}

function answersSignal(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
