// Sorts the test files into stages by their folder, and reads from their imports which servers they need: a suite asks for a
// server by importing what starts it, and nothing else has to be declared.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export type Need = 'cluster' | 'postgres' | 'kafka' | 'own kafka' | 'browser';

export interface TestFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly needs: ReadonlySet<Need>;
}

export interface Stage {
  readonly name: string;
  /** They run at the same time. */
  readonly lanes: readonly Lane[];
}

export interface Lane {
  readonly name: string;
  readonly files: readonly TestFile[];
  /** How many of its files run at once. */
  readonly workers: number;
}

type Order = 'side by side' | 'mostly waiting' | 'by server' | 'one by one';

/** Of two processors. */
const WORKERS: Readonly<Record<Exclude<Order, 'by server'>, number>> = {
  'side by side': 2,
  'mostly waiting': 3,
  'one by one': 1,
};

/** Folders under test/ that are not of the unit stage, in the order in which the stages run. */
const STAGES: readonly { name: string; folders: readonly string[]; order: Order }[] = [
  { name: 'unit', folders: [], order: 'side by side' },
  {
    name: 'contract',
    folders: ['contract', 'cluster', 'postgres', 'kafka'],
    order: 'mostly waiting',
  },
  // They mostly wait, for Slack's pace above all. Those that share a server change what the others would see of it.
  { name: 'system', folders: ['system'], order: 'by server' },
  // They mostly wait, for what they have stopped and killed; each has servers of its own.
  { name: 'chaos', folders: ['chaos'], order: 'side by side' },
  { name: 'browser', folders: ['browser'], order: 'one by one' },
];

/** A module that needs a server, by the end of its path or by its package name. */
const NEED_OF_MODULE: Readonly<Record<string, Need>> = {
  'test/cluster/cluster.ts': 'cluster',
  'test/postgres/postgres.ts': 'postgres',
  'test/kafka/kafka.ts': 'kafka',
  'test/kafka/own-kafka.ts': 'own kafka',
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
  return STAGES.map(({ name, order }) => {
    const own = files.filter((file) => stageOf(file.path) === name);
    return { name, lanes: lanesOf(name, own, order) };
  }).filter((stage) => stage.lanes.length > 0);
}

function lanesOf(name: string, files: readonly TestFile[], order: Order): Lane[] {
  if (files.length === 0) return [];
  if (order !== 'by server') return [{ name, files, workers: WORKERS[order] }];
  const alone = files.filter(({ needs }) => needs.size === 0);
  const served = groupByServer(files.filter(({ needs }) => needs.size > 0));
  return [
    ...(alone.length > 0 ? [{ name, files: alone, workers: 2 }] : []),
    ...served.map((group) => ({
      name: `${name} (${[...group.needs].sort().join(', ')})`,
      files: group.files,
      // Whoever starts brokers of their own shares none with others.
      workers: [...group.needs].every((need) => need === 'own kafka') ? 2 : 1,
    })),
  ];
}

interface ServerGroup {
  readonly needs: ReadonlySet<Need>;
  readonly files: readonly TestFile[];
}

/** Files that share a server, directly or through another file, are of one group. */
function groupByServer(files: readonly TestFile[]): ServerGroup[] {
  let groups: ServerGroup[] = [];
  for (const file of files) {
    const sharing = groups.filter(({ needs }) => [...needs].some((need) => file.needs.has(need)));
    const joined = {
      needs: new Set([...sharing.flatMap(({ needs }) => [...needs]), ...file.needs]),
      files: [...sharing.flatMap((group) => group.files), file],
    };
    groups = [...groups.filter((group) => !sharing.includes(group)), joined];
  }
  return groups;
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
