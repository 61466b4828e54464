// The process of one Apache Kafka broker: starts it, finds it again, signals it. It signals only a process that it has made
// sure of: the id that was written down, still running with this broker's own settings file.
import { spawn } from 'node:child_process';
import { appendFile, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type JavaHome, javaArgs, runTool } from './tools.ts';

const START_MS = 90_000;
const STOP_MS = 20_000;
const POLL_MS = 25;

export interface BrokerFiles {
  /** Everything of this broker lies here. */
  readonly directory: string;
  readonly properties: string;
  readonly data: string;
  readonly log: string;
  readonly processId: string;
}

export function brokerFiles(clusterDirectory: string, id: number): BrokerFiles {
  const directory = path.join(clusterDirectory, `broker-${id}`);
  return {
    directory,
    properties: path.join(directory, 'server.properties'),
    data: path.join(directory, 'data'),
    log: path.join(directory, 'broker.log'),
    processId: path.join(directory, 'process-id'),
  };
}

/** Writes the broker's settings and formats its folder. */
export async function formatBroker(
  home: JavaHome,
  files: BrokerFiles,
  options: { readonly clusterId: string; readonly properties: string },
): Promise<void> {
  await mkdir(files.data, { recursive: true, mode: 0o700 });
  await writeFile(files.properties, options.properties);
  const args = ['format', '--cluster-id', options.clusterId, '--config', files.properties];
  const { exitCode, stdout, stderr } = await runTool(home, 'kafka-storage', { args });
  if (exitCode !== 0) throw new Error(`kafka-storage format failed:\n${stdout}${stderr}`);
}

export interface BrokerLaunch {
  readonly home: JavaHome;
  readonly files: BrokerFiles;
  readonly heapMegabytes: number;
  /** Whether it ends with this process, however that ends; otherwise it runs until it is stopped. */
  readonly endsWithUs: boolean;
}

/**
 * Starts the broker and returns when it takes requests.
 * @throws Error when it does not come up; the message ends with what it said.
 */
export async function startBroker(launch: BrokerLaunch): Promise<void> {
  const { files, home } = launch;
  const heap = [`-Xmx${launch.heapMegabytes}m`, '-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError'];
  const argv = [home.java, ...javaArgs(home, heap), 'kafka.Kafka', files.properties];
  await appendFile(files.log, '', { mode: 0o600 }); // it is read before the broker has said a word
  const saidBefore = (await stat(files.log)).size;
  const processId = await (launch.endsWithUs ? spawnWatched : spawnDetached)(argv, files);
  await writeFile(files.processId, String(processId));
  const deadlineMs = Date.now() + START_MS;
  for (;;) {
    const said = (await readFile(files.log)).subarray(saidBefore).toString();
    if (said.includes('Kafka Server started')) return;
    if ((await findBroker(files)) === undefined || Date.now() > deadlineMs) {
      await stopBroker(files);
      throw new Error(`A broker did not come up. It said last:\n${said.slice(-3000)}`);
    }
    await delay(POLL_MS);
  }
}

/** The id of the broker's process, or undefined when it does not run. */
export async function findBroker(files: BrokerFiles): Promise<number | undefined> {
  const id = Number(await readFile(files.processId, 'utf8').catch(() => ''));
  if (!Number.isInteger(id) || id <= 1) return undefined;
  if (process.platform !== 'linux') return answersSignal(id) ? id : undefined;
  const words = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').includes(files.properties) ? id : undefined;
}

/** Sends the signal, when the broker runs. SIGSTOP, SIGCONT and SIGKILL are for tests of what clients do then. */
export async function signalBroker(files: BrokerFiles, signal: NodeJS.Signals): Promise<boolean> {
  const id = await findBroker(files);
  return id !== undefined && process.kill(id, signal);
}

/** Ends the broker in order, and by force when it does not end in time. Says whether it ran. */
export async function stopBroker(files: BrokerFiles): Promise<boolean> {
  const ran = await signalBroker(files, 'SIGTERM');
  await signalBroker(files, 'SIGCONT');
  const deadlineMs = Date.now() + STOP_MS;
  while ((await findBroker(files)) !== undefined) {
    if (Date.now() > deadlineMs) await signalBroker(files, 'SIGKILL');
    await delay(POLL_MS);
  }
  await rm(files.processId, { force: true });
  return ran;
}

async function spawnDetached(argv: readonly string[], files: BrokerFiles): Promise<number> {
  const log = await open(files.log, 'a', 0o600);
  try {
    const [command = '', ...args] = argv;
    const child = spawn(command, args, {
      cwd: files.directory,
      detached: true, // a Ctrl-C in the terminal is not for the broker: who started it stops it
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
 * A shell that starts the broker, prints its id, and ends it when its own input ends: that is when this process closes it, or
 * is gone. A broker that was stopped (SIGSTOP) has to go on before it can end.
 */
const WATCH = `log=$1; shift
"$@" </dev/null >>"$log" 2>&1 & broker=$!
echo $broker
read -r _
kill $broker 2>/dev/null; kill -CONT $broker 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 $broker 2>/dev/null || break; sleep 1; done
kill -KILL $broker 2>/dev/null
wait $broker`;

async function spawnWatched(argv: readonly string[], files: BrokerFiles): Promise<number> {
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
    stream.on('error', () => {}); // the shell ends with its broker
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
