// The program of `npm run audit:verify`: reads the whole audit chain and says whether it is as it was written. It changes
// nothing, and needs no Slack and no cluster.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { openStore, StoreBusyError } from './adapters/store.ts';
import { OperatorError } from './errors.ts';
import type { AuditVerdict } from './ports.ts';

process.exitCode = await main();

/** 0: whole; 1: broken; 2: could not be checked. */
async function main(): Promise<number> {
  try {
    const verdict = await verify();
    process.stdout.write(describeVerdict(verdict));
    return verdict.broken === undefined ? 0 : 1;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    process.stderr.write(`${error.what}\n${error.why}\n${error.fix}\n`);
    return 2;
  }
}

async function verify(): Promise<AuditVerdict> {
  const dataDirectory = path.resolve(process.env.DATA_DIR ?? 'data');
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) assertFile(dataDirectory);
  const store = await openStore({ dataDirectory, databaseUrl, readOnly: true }).catch(explainBusy);
  try {
    return await store.verifyAudit();
  } finally {
    await store.close();
  }
}

function assertFile(dataDirectory: string): void {
  if (existsSync(path.join(dataDirectory, 'quartermaster.db'))) return;
  throw new OperatorError({
    what: 'There is no audit to verify.',
    why: `No store is in ${dataDirectory}.`,
    fix: "Set DATA_DIR to the bot's data directory, or DATABASE_URL to its PostgreSQL server.",
  });
}

/** The usual reason is a bot that runs: it can be asked itself. */
function explainBusy(error: unknown): never {
  if (!(error instanceof StoreBusyError)) throw error;
  throw new OperatorError({
    what: 'The audit cannot be read from outside now.',
    why: error.why,
    fix: 'While the bot runs, ask it: /qm audit verify. Or stop it and run this again.',
    cause: error,
  });
}

function describeVerdict({ rows, headHash, broken }: AuditVerdict): string {
  const facts = `rows: ${rows}\nhead: ${headHash}\n`;
  if (broken === undefined) return `${facts}verdict: the chain is whole\n`;
  return `${facts}verdict: BROKEN at row ${broken.seq}: ${broken.why}\n`;
}
