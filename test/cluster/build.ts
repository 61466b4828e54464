// Builds the control plane for tests from its Go sources, once for each state of them. It uses the installed Go and never
// fetches another one.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';

const SOURCES = path.join(import.meta.dirname, 'control-plane');
const KUBERNETES_VERSION = '1.36.3';
const PROGRESS_EVERY_MS = 20_000;

// Without debug tables the build is a third faster; the version is what kubectl and the API server say of themselves.
const BUILD_ARGS = [
  'build',
  '-trimpath',
  '-gcflags=all=-dwarf=false',
  '-ldflags',
  `-s -w ${versionFlags(KUBERNETES_VERSION).join(' ')}`,
];
const BUILD_ENVIRONMENT = {
  CGO_ENABLED: '0',
  GOFLAGS: '-buildvcs=false -mod=readonly -modcacherw',
  GOTOOLCHAIN: 'local',
};

export interface BuildOptions {
  /** Gets one line of progress at a time. */
  readonly report?: ((line: string) => void) | undefined;
  /** Ends a build under way. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the path of the built program, building it first when its sources or the Go version have changed: about nine
 * minutes on two cores the first time, seconds after an edit.
 * @throws Error when Go is missing or too old, or the build fails; the message says what to do.
 */
export async function buildControlPlane(options: BuildOptions = {}): Promise<string> {
  const report = options.report ?? (() => {});
  const go = await findGo();
  const binary = path.join(cacheFolder('control-plane'), 'control-plane');
  const stamp = await describeInputs(go.version);
  if (existsSync(binary) && (await readStamp(binary)) === stamp) return binary;
  await mkdir(path.dirname(binary), { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  report(
    `Building the Kubernetes ${KUBERNETES_VERSION} control plane (about 9 minutes the first time) ...`,
  );
  const startedMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  const ticking = setInterval(() => report(`  still building, ${elapsed()}`), PROGRESS_EVERY_MS);
  try {
    await compile(go.command, fresh, options.signal);
    await rename(fresh, binary);
    await writeFile(`${binary}.stamp`, stamp);
  } finally {
    clearInterval(ticking);
    await rm(fresh, { force: true });
  }
  report(`Built the control plane in ${elapsed()}.`);
  return binary;
}

async function findGo(): Promise<{ command: string; version: string }> {
  const goModule = await readFile(path.join(SOURCES, 'go.mod'), 'utf8');
  const needed = /^go (\S+)$/m.exec(goModule)?.[1] ?? '';
  const advice =
    `Building the test cluster needs Go ${needed} or newer. Install it from https://go.dev/dl/ ` +
    `(or run "mise install") so that "go" is on the PATH, and run the command again.`;
  for (const command of ['go', '/usr/local/go/bin/go']) {
    const answer = spawnSync(command, ['env', 'GOVERSION'], {
      encoding: 'utf8',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
    if (answer.status !== 0) continue;
    const version = answer.stdout.trim();
    if (isAtLeast(version.replace(/^go/, ''), needed)) return { command, version };
    throw new Error(`The installed Go is ${version}. ${advice}`);
  }
  throw new Error(`Go is not installed. ${advice}`);
}

function isAtLeast(version: string, needed: string): boolean {
  return version.localeCompare(needed, 'en', { numeric: true }) >= 0;
}

/** One hash over everything that decides what comes out of the build. */
async function describeInputs(goVersion: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([goVersion, BUILD_ARGS, BUILD_ENVIRONMENT]));
  const names = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.relative(SOURCES, file)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function readStamp(binary: string): Promise<string | undefined> {
  return await readFile(`${binary}.stamp`, 'utf8').catch(() => undefined);
}

async function compile(go: string, output: string, signal?: AbortSignal): Promise<void> {
  const child = spawn(go, [...BUILD_ARGS, '-o', output, '.'], {
    cwd: SOURCES,
    env: { ...process.env, ...BUILD_ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  // It takes every processor for minutes, and nobody waits for it but those who need its result.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(`The control plane could not be built; Go said:\n${complaint}`);
  }
}

function versionFlags(version: string): string[] {
  const [major, minor] = version.split('.');
  const component = 'k8s.io/component-base/version';
  return [
    `-X ${component}.gitVersion=v${version}`,
    `-X ${component}.gitMajor=${major}`,
    `-X ${component}.gitMinor=${minor}`,
    `-X ${component}.gitTreeState=clean`,
    `-X ${component}.gitCommit=unknown`,
    `-X ${component}.buildDate=2026-01-01T00:00:00Z`,
    `-X k8s.io/client-go/pkg/version.gitVersion=v${version}`,
  ];
}
