// Runs one lane of `npm test` as a process of its own, and reads what it came to. A lane that ends without a result has failed.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Counts, noCounts } from './counts.ts';
import type { Lane } from './stages.ts';

const LANE_TIMEOUT_MS = 45 * 60_000;
const PROGRESS_EVERY_MS = 60_000;

export interface JestRun {
  readonly lane: Lane;
  /** Those of its files whose servers can be had. */
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs the files with jest, which shows each as it ends. */
export async function runJest(run: JestRun): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-test-'));
  const report = path.join(folder, 'report.json');
  const startedMs = Date.now();
  const ticking = setInterval(() => {
    run.say(`   ${run.lane.name}: ${Math.round((Date.now() - startedMs) / 60_000)} min`);
  }, PROGRESS_EVERY_MS);
  try {
    const succeeded = await runStep(
      [
        '--experimental-vm-modules',
        'node_modules/.bin/jest',
        run.lane.workers === 1 ? '--runInBand' : `--maxWorkers=${run.lane.workers}`,
        ...['--json', '--outputFile', report],
        ...['--runTestsByPath', ...run.files],
      ],
      run.signal,
      run.environment,
    );
    return countReport(await readReport(report), succeeded, run.lane.name);
  } finally {
    clearInterval(ticking);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs node with these arguments, its output passed on. True when it ended well. */
export async function runStep(
  args: readonly string[],
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const stop = () => child.kill('SIGTERM');
  const deadline = setTimeout(stop, LANE_TIMEOUT_MS);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject).once('close', (exitCode) => resolve(exitCode === 0));
    });
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
  }
}

/** The part of jest's JSON report that counts. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that failed before their first test. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file failed before its first test; else the failures of its tests, drawn. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

async function readReport(file: string): Promise<Report | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

function countReport(report: Report | undefined, succeeded: boolean, lane: string): Counts {
  if (report === undefined) {
    return { ...noCounts, failed: 1, failures: [`${lane}: it ended without a report`] };
  }
  const notRun = report.testResults
    .flatMap((suite) => suite.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed');
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    // jest knows failures that no test stands for, such as an error after the last one.
    failed: failed === 0 && !succeeded ? 1 : failed,
    failures: report.testResults.flatMap(failuresOf),
    skipped: notRun.map(({ fullName, status }) => `${lane}: ${fullName} (${status})`),
  };
}

function failuresOf(file: Report['testResults'][number]): string[] {
  const where = path.relative(process.cwd(), file.name);
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) {
    return file.status === 'failed' ? [`${where}: ${beginningOf(file.message)}`] : [];
  }
  return failed.map(({ fullName, failureMessages }) => {
    return `${where} › ${fullName}: ${beginningOf(failureMessages?.join('\n') ?? '')}`;
  });
}

/** The first lines that say something, without colours, as one line. */
function beginningOf(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 4);
  return lines.join(' ').replaceAll(/\s+/gu, ' ').slice(0, 300);
}
