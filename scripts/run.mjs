// The one way in for every npm script: makes sure of a Node that runs TypeScript and of the lock file's packages, then
// runs the task. Plain JavaScript without imports from npm, because it must work before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const CACHE = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'quartermaster',
);

/** The Node that is fetched when the machine's own is too old, with the SHA-512 of each platform's npm package. */
const NODE_VERSION = '24.21.0';
const NODE_INTEGRITY = {
  'linux-x64':
    '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64':
    'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/**
 * A bot that mostly waits: a heap that is cleared rather than grown (40 MiB less at most, for a quarter of what it answers in a second
 * at its busiest), a nursery of young objects that does not grow to 48 MiB, and WebAssembly (Cedar) compiled once and plainly where
 * that is known to work, which saves another 40 MiB. A decision then takes 0.8 ms in place of 0.4. With it goes glibc's habit of
 * keeping a heap of its own for each of Node's threads.
 */
const SMALL = ['--optimize-for-size', '--max-semi-space-size=4', '--liftoff-only'];

/** As those of a pipeline that the bot starts: pipeline/adapters/child/supervise.ts says why. */
const PIPELINE = ['--max-semi-space-size=64'];

/** What each npm script runs: arguments for node, then those of the person. */
const TASKS = {
  start: ['scripts/start.ts'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  format: ['scripts/check.ts', '--fix'],
  docs: ['scripts/docs.ts'],
  soak: ['scripts/soak.ts'],
  bench: ['bench/main.ts'],
  cluster: ['test/cluster/main.ts'],
  kafka: ['sandbox/kafka/main.ts'],
  pipeline: ['pipeline/main.ts'],
  clicks: ['bench/clicks/main.ts'],
  'audit:verify': ['bot/audit-verify.ts'],
  'policy:test': ['bot/policy-test.ts'],
};

const COMPILED = new Set(['start', 'bench', 'pipeline']);

/** What the task gets of its own to end after Ctrl-C. */
const INTERRUPT_MS = 500;
const ORPHAN_MS = 1000;

const [task = 'start', ...rest] = process.argv.slice(2);
if (!(task in TASKS)) fail(`There is no task "${task}". Tasks: ${Object.keys(TASKS).join(', ')}.`);
const node = usableNode();
installPackages();
runTask();

function usableNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  const home = path.join(CACHE, `node-${NODE_VERSION}`);
  const binary = path.join(home, 'package', 'bin', 'node');
  if (!existsSync(binary)) fetchNode(home);
  return binary;
}

function fetchNode(home) {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = NODE_INTEGRITY[platform];
  if (integrity === undefined) {
    fail(
      `This is Node ${process.versions.node}; Quartermaster needs 22.18 or newer, and cannot fetch one for ` +
        `${platform} by itself. Install Node 24 and run the command again.`,
    );
  }
  say(
    `Node ${process.versions.node} is older than 22.18: fetching Node ${NODE_VERSION} from npm (about 40 MB, once) ...`,
  );
  const staging = `${home}.${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const packed = spawnSync(
    'npm',
    ['pack', '--silent', `node-${platform}@${NODE_VERSION}`, '--pack-destination', staging],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (packed.status !== 0)
    fail('npm could not fetch Node. Check the network and the npm registry, and run again.');
  const archive = path.join(staging, packed.stdout.trim().split('\n').at(-1) ?? '');
  const actual = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (actual !== integrity) {
    rmSync(staging, { recursive: true, force: true });
    fail(
      `The Node package does not have the expected checksum (sha512-${actual}). Nothing was run from it.`,
    );
  }
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', staging], { stdio: 'inherit' });
  if (unpacked.status !== 0) fail('The Node package could not be unpacked: is "tar" installed?');
  rmSync(archive);
  rmSync(home, { recursive: true, force: true });
  renameSync(staging, home);
}

/** Installs the lock file's packages when they are not there, or not those of this lock file. */
function installPackages() {
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(ROOT, 'node_modules', '.quartermaster-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say("Installing the lock file's packages (about half a minute, once) ...");
  const installed = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--ignore-scripts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });
  if (installed.status !== 0)
    fail('npm ci failed. Its message stands above; mend it and run again.');
  writeFileSync(stamp, wanted);
}

function runTask() {
  const small = task === 'start' && isKnown() ? SMALL : [];
  const flags = [
    '--disable-warning=ExperimentalWarning',
    ...small,
    ...(task === 'pipeline' ? PIPELINE : []),
  ];
  const child = spawn(node, [...flags, ...TASKS[task], ...rest], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...compileCache(),
      ...(small.length === 0 ? {} : { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' }),
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });
  // A terminal sends Ctrl-C to the whole group; whoever ends this process alone ends the task with it.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => setTimeout(() => child.kill('SIGTERM'), INTERRUPT_MS));
  if (process.env.npm_lifecycle_event !== undefined) {
    // npm that is killed outright tells nobody.
    const npm = process.ppid;
    setInterval(() => process.ppid === npm || child.kill('SIGTERM'), ORPHAN_MS).unref();
  }
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + 15;
  });
}

/** V8 promises to keep no flag, and Node does not start with one that it does not know. */
function isKnown() {
  const version = node === process.execPath ? process.versions.node : NODE_VERSION;
  return ['22', '24'].includes(version.split('.')[0]);
}

/** What was compiled is kept for the next start: it is sooner up, and smaller. Node keeps versions apart by itself. */
function compileCache() {
  if (!COMPILED.has(task)) return {};
  return { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(CACHE, 'compiled') };
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
