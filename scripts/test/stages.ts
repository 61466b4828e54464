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
  const needs = new Map<string, ReadonlySet<Need>>();
  const files = await Promise.all(
    chosen.map(async (file) => ({ path: file, needs: await findNeeds(file, needs) })),
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

/** Follows the imports of a file; `known` holds the answers so far, and ends circles. */
async function findNeeds(
  file: string,
  known: Map<string, ReadonlySet<Need>>,
): Promise<ReadonlySet<Need>> {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const needs = new Set<Need>();
  known.set(file, needs);
  const source = await readFile(file, 'utf8').catch(() => '');
  for (const [, fixed, dynamic] of source.matchAll(IMPORT)) {
    const module = fixed ?? dynamic ?? '';
    const target = module.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), module)
      : module;
    const need = NEED_OF_MODULE[target];
    if (need !== undefined) needs.add(need);
    else if (module.startsWith('.')) {
      for (const inherited of await findNeeds(target, known)) needs.add(inherited);
    }
  }
  return needs;
}

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'` and `import('x')`, but no types: they start nothing. */
const IMPORT =
  /^(?:import|export)\s+(?!type\b)(?:[^;']*?\bfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;
