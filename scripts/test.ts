// `npm test`: everything that counts, in stages, with the real servers that the suites need. Arguments are patterns: then only
// the test files run whose path matches one. The last line is always `N passed, N failed`.
import { parseArgs } from 'node:util';
import { type Counts, noCounts, sumCounts } from './test/counts.ts';
import { runJest, runStep } from './test/run-stage.ts';
import { createServers, type Servers } from './test/servers.ts';
import { findStages, type Lane, type Stage } from './test/stages.ts';

const isCI = process.env.CI === 'true';
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupted.signal.aborted) say(`\n${signal}: stopping what was started ...`);
    interrupted.abort();
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const patterns = parseArgs({ allowPositionals: true }).positionals;
  const stages = await findStages(patterns);
  const startedMs = Date.now();
  const servers = createServers({ say, signal: interrupted.signal, mayInstall: isCI });
  // The control plane takes longest to build: it begins while the quick stages run.
  if (filesOf(stages).some((file) => file.needs.has('cluster'))) {
    void servers.provide('cluster');
  }
  const results: [string, Counts][] = [];
  try {
    if (patterns.length === 0) results.push(['check', await runCheck()]);
    for (const stage of stages) {
      if (interrupted.signal.aborted) break;
      results.push(...(await runStage(stage, servers)));
    }
  } finally {
    await servers.stop();
  }
  if (stages.length === 0) {
    say(
      `No test file matches ${patterns.join(' ')}. Patterns are parts of paths, such as "redact".`,
    );
    results.push(['search', { ...noCounts, failed: 1 }]);
  }
  return summarize(results, startedMs);
}

async function runCheck(): Promise<Counts> {
  headline('check');
  const passed = await runStep(['scripts/check.ts'], interrupted.signal);
  return passed ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 };
}

async function runStage(stage: Stage, servers: Servers): Promise<[string, Counts][]> {
  headline(`${stage.name} (${filesOf([stage]).length} files)`);
  return Promise.all(
    stage.lanes.map(async (lane): Promise<[string, Counts]> => {
      return [lane.name, await runLane(lane, servers)];
    }),
  );
}

function filesOf(stages: readonly Stage[]) {
  return stages.flatMap(({ lanes }) => lanes.flatMap(({ files }) => files));
}

/** Runs the files whose servers can be had; the others are skipped, with the reason. */
async function runLane(lane: Lane, servers: Servers): Promise<Counts> {
  const runnable: string[] = [];
  const skipped: string[] = [];
  for (const file of lane.files) {
    const missing: string[] = [];
    for (const need of file.needs) {
      const reason = await servers.provide(need);
      if (reason !== undefined) missing.push(`no ${need}: ${reason}`);
    }
    if (missing.length === 0) runnable.push(file.path);
    else skipped.push(`${file.path} (${missing.join('; ')})`);
  }
  const ran =
    runnable.length === 0
      ? noCounts
      : await runJest({
          lane,
          files: runnable,
          environment: servers.environment(),
          signal: interrupted.signal,
          say,
        });
  return sumCounts([ran, { ...noCounts, skipped }]);
}

function summarize(results: readonly [string, Counts][], startedMs: number): number {
  const total = sumCounts(results.map(([, counts]) => counts));
  headline(`summary, ${Math.round((Date.now() - startedMs) / 1000)} s`);
  for (const [name, counts] of results) {
    const words = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped`;
    say(`${name.padEnd(16)} ${words}`);
  }
  for (const failure of total.failures) say(`FAILED ${failure}`);
  for (const skip of total.skipped) say(`SKIPPED ${skip}`);
  if (total.skipped.length > 0 && isCI) say('A skip counts as a failure here, because CI=true.');
  if (interrupted.signal.aborted) say('Interrupted: the counts are of what ran.');
  const failed =
    total.failed + (isCI ? total.skipped.length : 0) + (interrupted.signal.aborted ? 1 : 0);
  process.stdout.write(`${total.passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function headline(text: string): void {
  say(`\n== ${text}`);
}

// On standard output like the last line, so that it stays the last wherever both are read together.
function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
