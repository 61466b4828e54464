// Sorts the test files into stages by their folder, and reads from their imports which servers they need: a suite asks for a
// server by importing what starts it, and nothing else has to be declared.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export type Need = 'cluster' | 'postgres' | 'kafka' | 'browser';

export interface TestFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly needs: ReadonlySet<Need>;
}

export interface Stage {
  readonly name: string;
  readonly files: readonly TestFile[];
  /** Whether its files run one after another: those that bring up whole process trees disturb each other. */
  readonly isSerial: boolean;
}

/** Folders under test/ that are not of the unit stage, in the order in which the stages run. */
const STAGES = [
  { name: 'unit', folders: [], isSerial: false },
  { name: 'contract', folders: ['contract', 'cluster', 'postgres', 'kafka'], isSerial: false },
  { name: 'system', folders: ['system'], isSerial: true },
  { name: 'chaos', folders: ['chaos'], isSerial: true },
  { name: 'browser', folders: ['browser'], isSerial: true },
] as const;

/** A module that needs a server, by the end of its path or by its package name. */
const NEED_OF_MODULE: Readonly<Record<string, Need>> = {
  'test/cluster/cluster.ts': 'cluster',
  'test/postgres/postgres.ts': 'postgres',
  'test/kafka/kafka.ts': 'kafka',
  'playwright-core': 'browser',
};

/** The stages that have test files, with the files whose path holds one of the patterns (all when there are none). */
export async function findStages(patterns: readonly string[]): Promise<Stage[]> {
  const found = await readdir('test', { recursive: true });
  const chosen = found
    .map((file) => path.posix.join('test', ...file.split(path.sep)))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
    .sort();
  const known: Known = new Map();
  const files = await Promise.all(
    chosen.map(async (file) => ({ path: file, needs: await findNeeds(file, known) })),
  );
  return STAGES.map(({ name, isSerial }) => ({
    name,
    isSerial,
    files: files.filter((file) => stageOf(file.path) === name),
  })).filter((stage) => stage.files.length > 0);
}

function stageOf(file: string): string {
  const folder = file.split('/')[1] ?? '';
  return STAGES.find(({ folders }) => folders.some((one) => one === folder))?.name ?? 'unit';
}

/** What each file imports, read once however many ask for it. */
type Known = Map<string, Promise<readonly string[]>>;

/** Follows the imports of a file, and theirs, each once. */
async function findNeeds(file: string, known: Known): Promise<ReadonlySet<Need>> {
  const needs = new Set<Need>();
  const reached = new Set([file]);
  for (const one of reached) {
    for (const target of await importsOf(one, known)) {
      const need = NEED_OF_MODULE[target];
      if (need !== undefined) needs.add(need);
      else if (target.endsWith('.ts')) reached.add(target);
    }
  }
  return needs;
}

function importsOf(file: string, known: Known): Promise<readonly string[]> {
  const imports = known.get(file) ?? readImports(file);
  known.set(file, imports);
  return imports;
}

/** The files by their paths, the packages by their names. */
async function readImports(file: string): Promise<readonly string[]> {
  const source = await readFile(file, 'utf8').catch(() => '');
  return [...source.matchAll(IMPORT)].map(([, fixed, dynamic]) => {
    const module = fixed ?? dynamic ?? '';
    return module.startsWith('.') ? path.posix.join(path.posix.dirname(file), module) : module;
  });
}

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'` and `import('x')`, but no types: they start nothing. */
const IMPORT =
  /^(?:import|export)\s+(?!type\b)(?:[^;']*?\bfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;
