// Starts, finds and stops the process of a named test cluster. It signals only a process that it has made sure of:
// the id that was written down, still running the control plane's own program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from './cache-folder.ts';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;

export interface ClusterProcess {
  readonly id: number;
  /** Path of the program it was started from. */
  readonly binary: string;
}

export interface LaunchOptions {
  readonly name: string;
  readonly binary: string;
  readonly nodes: number;
  readonly apiOnly?: boolean | undefined;
  /** The process with which the cluster ends. Without one it runs until it is stopped. */
  readonly ownerId?: number | undefined;
}

/** Makes sure that the cluster runs and is ready, starting it when it is not there. */
export async function launch(options: LaunchOptions): Promise<void> {
  const directory = runDirectoryOf(options.name);
  let running = await findProcess(options.name);
  if (running === undefined) {
    await rm(directory, { recursive: true, force: true });
    running = await spawnControlPlane(options, directory);
  }
  await whenReady(options.name, running);
}

async function whenReady(name: string, running: ClusterProcess): Promise<void> {
  const directory = runDirectoryOf(name);
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(path.join(directory, 'cluster.json'))) {
    if (!(await isRunning(running)) || Date.now() > deadlineMs) {
      const words = await lastWords(directory);
      await stopProcess(name);
      throw new Error(`The test cluster "${name}" did not come up. It said last:\n${words}`);
    }
    await delay(50);
  }
}

/** Ends the cluster at once, and keeps what it stored. */
export async function killProcess(name: string): Promise<void> {
  const found = await findProcess(name);
  if (found === undefined) return;
  process.kill(found.id, 'SIGKILL');
  while (await isRunning(found)) await delay(20);
}

/** Starts a killed cluster again, at its address and with what it stored. */
export async function resume(options: LaunchOptions): Promise<void> {
  const directory = runDirectoryOf(options.name);
  await rm(path.join(directory, 'cluster.json'), { force: true });
  await whenReady(options.name, await spawnControlPlane(options, directory));
}

/** The process of the cluster, or undefined when none runs. */
export async function findProcess(name: string): Promise<ClusterProcess | undefined> {
  const text = await readFile(processFile(runDirectoryOf(name)), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const found = JSON.parse(text) as ClusterProcess;
  return (await isRunning(found)) ? found : undefined;
}

/** Stops the cluster of this name, when it runs, and drops its state. Says whether there was one. */
export async function stopProcess(name: string): Promise<boolean> {
  const found = await findProcess(name);
  if (found !== undefined) {
    process.kill(found.id, 'SIGTERM');
    const deadlineMs = Date.now() + STOP_TIMEOUT_MS;
    while ((await isRunning(found)) && Date.now() < deadlineMs) await delay(50);
    if (await isRunning(found)) process.kill(found.id, 'SIGKILL');
    while (await isRunning(found)) await delay(50);
  }
  await rm(runDirectoryOf(name), { recursive: true, force: true, maxRetries: 3 });
  return found !== undefined;
}

/** The name of the cluster of one process alone, that ends with it. */
export function nameOfOwner(processId: number): string {
  return `process-${processId}`;
}

/** Drops what the clusters of processes left that were killed before they could. */
export async function sweepOrphans(): Promise<void> {
  for (const name of await readdir(cacheFolder('clusters')).catch(() => [])) {
    const ownerId = Number(/^process-(\d+)$/.exec(name)?.[1]);
    if (Number.isNaN(ownerId) || answersSignal(ownerId)) continue;
    await stopProcess(name);
  }
}

/** Where the cluster of this name keeps everything. */
export function runDirectoryOf(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) {
    throw new Error(
      `"${name}" is no name for a cluster. Use lower-case letters, digits and hyphens.`,
    );
  }
  return path.join(cacheFolder('clusters'), name);
}

async function spawnControlPlane(
  options: LaunchOptions,
  directory: string,
): Promise<ClusterProcess> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const log = await open(path.join(directory, 'control-plane.log'), 'a', 0o600);
  const owner = options.ownerId === undefined ? [] : ['--while-process', String(options.ownerId)];
  const alone = options.apiOnly === true ? ['--api-only'] : [];
  const child = spawn(
    options.binary,
    ['run', '--directory', directory, '--nodes', String(options.nodes), ...alone, ...owner],
    {
      detached: true, // a Ctrl-C in the terminal is not for the cluster: who started it stops it
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env.PATH, HOME: directory },
    },
  );
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  });
  child.unref();
  await log.close();
  const started: ClusterProcess = { id: child.pid ?? 0, binary: options.binary };
  await writeFile(processFile(directory), JSON.stringify(started));
  return started;
}

function processFile(directory: string): string {
  return path.join(directory, 'process.json');
}

async function isRunning(wanted: ClusterProcess): Promise<boolean> {
  if (process.platform !== 'linux') return answersSignal(wanted.id);
  // A rebuilt program leaves the running one with a deleted file.
  const program = await readlink(`/proc/${wanted.id}/exe`).catch(() => '');
  return program.replace(/ \(deleted\)$/, '') === wanted.binary;
}

function answersSignal(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

async function lastWords(directory: string): Promise<string> {
  const log = await readFile(path.join(directory, 'control-plane.log'), 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-15).join('\n');
}
