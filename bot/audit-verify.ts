// The program of `npm run audit:verify`: reads the whole audit chain, and its archive where one is given, and says whether it is
// as it was written. It changes nothing, and needs no Slack and no cluster.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readAuditArchive } from './adapters/audit-archive.ts';
import { openStore, StoreBusyError } from './adapters/store.ts';
import { type ArchiveVerdict, checkArchive, describeArchive } from './audit/check-archive.ts';
import type { Witness } from './audit/row.ts';
import { describeChain } from './audit/verdict.ts';
import { readWitness } from './audit/witness.ts';
import { OperatorError } from './errors.ts';
import type { Store } from './ports.ts';

const USAGE =
  'npm run audit:verify -- [--witness ROWS:HASH]... [--archive FOLDER] [--archive-only]';

process.exitCode = await main();

/** 0: whole; 1: broken; 2: could not be checked. */
async function main(): Promise<number> {
  try {
    const { witnesses, archive, isArchiveOnly } = readArguments();
    const store = isArchiveOnly ? undefined : await open();
    try {
      const verdict = await store?.verifyAudit(witnesses);
      if (verdict !== undefined) process.stdout.write(describeChain(verdict));
      const archived =
        archive === undefined ? undefined : await ofArchive(archive, witnesses, store);
      return [verdict, archived].some((each) => each?.broken !== undefined) ? 1 : 0;
    } finally {
      await store?.close();
    }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    process.stderr.write(`${error.what}\n${error.why}\n${error.fix}\n`);
    return 2;
  }
}

interface Arguments {
  readonly witnesses: readonly Witness[];
  readonly archive: string | undefined;
  readonly isArchiveOnly: boolean;
}

function readArguments(): Arguments {
  const given = parse();
  const witnesses = (given.witness ?? []).map((text) => {
    const witness = readWitness(text);
    if (witness === undefined) throw misused(`"${text}" is no published head.`);
    return witness;
  });
  const isArchiveOnly = given['archive-only'] ?? false;
  if (isArchiveOnly && given.archive === undefined) throw misused('No archive is given.');
  return { witnesses, archive: given.archive, isArchiveOnly };
}

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        witness: { type: 'string', multiple: true },
        archive: { type: 'string' },
        'archive-only': { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw misused((error as Error).message);
  }
}

async function ofArchive(
  folder: string,
  witnesses: readonly Witness[],
  store: Store | undefined,
): Promise<ArchiveVerdict> {
  const ends = await store?.auditEnds();
  const verdict = await checkArchive(readAuditArchive(folder), {
    witnesses,
    removed: ends?.removed,
  });
  process.stdout.write(describeArchive(verdict));
  return verdict;
}

async function open(): Promise<Store> {
  const dataDirectory = path.resolve(process.env.DATA_DIR ?? 'data');
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) assertFile(dataDirectory);
  return await openStore({ dataDirectory, databaseUrl, readOnly: true }).catch(explainBusy);
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

function misused(what: string): OperatorError {
  return new OperatorError({ what, why: 'Nothing was checked.', fix: USAGE });
}
