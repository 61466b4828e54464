// Runs the fixtures that lie beside the policies: who asks what, where, and what must be decided by which policy. Also
// the program of `npm run policy:test`. It changes nothing and asks no cluster.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type PolicyFixture, readFixtures } from './adapters/cedar/fixtures.ts';
import { loadPolicies } from './adapters/cedar.ts';
import { OperatorError } from './errors.ts';
import type { PolicyDecision, PolicyEngine } from './ports.ts';

/**
 * Asks every fixture of `<directory>/tests/*.yaml`.
 * @returns a table with the failures first and a last line with the counts.
 * @throws OperatorError where there is no fixture, or one that is not understood.
 */
export function runPolicyFixtures(
  directory: string,
  engine: PolicyEngine,
): { readonly text: string; readonly failed: number } {
  const results = readFixtures(directory).map((fixture) => checkFixture(fixture, engine));
  const failures = results.filter((result) => !result.passed);
  const rows = [...failures, ...results.filter((result) => result.passed)];
  const counts = `${results.length - failures.length} passed, ${failures.length} failed`;
  const total = `${results.length} ${results.length === 1 ? 'fixture' : 'fixtures'}`;
  const last = `${total}: ${counts}; policies ${engine.version.slice(0, 12)}`;
  return { text: `${tabulate(rows)}\n${last}\n`, failed: failures.length };
}

export interface Result {
  readonly passed: boolean;
  readonly decision: string;
  readonly by: string;
  readonly title: string;
}

/** Asks one. */
export function checkFixture(fixture: PolicyFixture, engine: PolicyEngine): Result {
  const decision = engine.decide(fixture.question);
  const got = decision.allowed ? 'allow' : 'deny';
  const passed =
    got === fixture.expect &&
    decision.errors.length === 0 &&
    listed(decision.policies) === listed(fixture.by);
  const wanted = passed ? '' : ` (expected ${fixture.expect} by ${listed(fixture.by)})`;
  return { passed, decision: got, by: `${deciders(decision)}${wanted}`, title: fixture.title };
}

function deciders({ policies, errors }: PolicyDecision): string {
  return errors.length > 0 ? `error: ${errors.join('; ')}` : listed(policies);
}

function listed(policies: readonly string[]): string {
  return policies.length === 0 ? 'default' : [...policies].sort().join(', ');
}

function tabulate(results: readonly Result[]): string {
  const rows = results.map(({ passed, decision, by, title }) => [
    passed ? 'ok' : 'FAILED',
    decision,
    title,
    by,
  ]);
  const table = [['RESULT', 'DECISION', 'FIXTURE', 'BY'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '))
    .join('\n');
}

/** 0: all passed; 1: some failed; 2: could not be run. */
function main(directory: string): number {
  try {
    const schema = new URL('../policies/quartermaster.cedarschema', import.meta.url);
    const engine = loadPolicies(directory, readFileSync(schema, 'utf8'));
    const { text, failed } = runPolicyFixtures(directory, engine);
    process.stdout.write(text);
    return failed === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    process.stderr.write(`${error.what}\n${error.why}\n${error.fix}\n`);
    return 2;
  }
}

if (import.meta.main) {
  process.exitCode = main(path.resolve(process.argv[2] ?? './policies/starter'));
}
