// The rules of the house that no linter knows, held by reading the files. Each rule is shown to see what it forbids.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

interface SourceFile {
  /** Relative to the project's root, with '/'. */
  readonly path: string;
  readonly text: string;
}

interface Rule {
  readonly title: string;
  /** What is wrong with the file, in words; nothing when it keeps the rule. */
  readonly problems: (file: SourceFile) => readonly string[];
  /** Files that break it. */
  readonly broken: readonly SourceFile[];
}

/** What a folder may import of the project beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bot: ['pipeline/index.ts'],
  pipeline: [],
  sandbox: [],
  scripts: ['bot', 'sandbox', 'test', 'bench'],
  bench: ['bot', 'pipeline', 'sandbox', 'test', 'scripts'],
  test: ['bot', 'pipeline', 'sandbox', 'scripts', 'bench'],
};

/** Libraries that make values out of values: they hold no connection and read nothing. */
const PLAIN_VALUE_LIBRARIES = ['diff', 'temporal-polyfill', 'yaml', 'zod'];

/** Types of a vendor's own words, which leave nothing behind at run time. */
const TYPES_ONLY: Readonly<Record<string, RegExp>> = {
  'bot/manifest.ts': /^import type \{ webApi \} from '@slack\/bolt';$/mu,
};

/** Where the wall clock, timers, randomness and the environment may be read. */
const READS_THE_WORLD =
  /^(?:bot\/(?:adapters\/.*|clock\.ts|main\.ts|audit-verify\.ts|policy-test\.ts)|pipeline\/(?:adapters\/.*|clock\.ts|main\.ts))$/u;
const WORLD =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\(|\bprocess\.env\b|\bperformance\.now\b|\brandom(?:Bytes|UUID|Int)\(|from 'node:timers/gu;

const LONGEST_LINES = 300;
/** Files that are longer, with how long they may be and why. */
const LONGER: Readonly<Record<string, { readonly lines: number; readonly why: string }>> = {
  'bot/ports.ts': { lines: 450, why: 'all ports of the bot side by side, types only' },
  'bot/dispatch/run.ts': { lines: 350, why: 'one run from its intent to its outcome' },
};

const LEFT_FOR_LATER = /\b(?:TO[D]O|FIXM[E]|XX[X])\b/gu;

const RULES: readonly Rule[] = [
  {
    title: 'imports go one way between the folders',
    problems: (file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => path.posix.join(path.posix.dirname(file.path), target))
        .filter((target) => !mayImport(file.path, target))
        .map((target) => `imports ${target}`),
    broken: [
      { path: 'bot/a.ts', text: "import { b } from '../sandbox/b.ts';" },
      { path: 'bot/a.ts', text: "import {\n  b,\n} from '../test/b.ts';" },
      { path: 'bot/a.ts', text: "import { b } from '../pipeline/host.ts';" },
      { path: 'pipeline/a.ts', text: "import type { b } from '../bot/b.ts';" },
      { path: 'sandbox/slack/a.ts', text: "await import('../../bot/b.ts');" },
      { path: 'sandbox/a.ts', text: "export { b } from '../test/b.ts';" },
    ],
  },
  {
    title: 'the bot meets vendor libraries in its adapters and its main file alone',
    problems: (file) =>
      isUnder(file, 'bot') && !/^bot\/(?:adapters\/|main\.ts$)/u.test(file.path)
        ? importsOf({ ...file, text: file.text.replace(TYPES_ONLY[file.path] ?? '', '') })
            .filter((target) => /^(?!\.|node:)/u.test(target))
            .filter((target) => !PLAIN_VALUE_LIBRARIES.includes(target))
            .map((target) => `imports ${target}`)
        : [],
    broken: [
      { path: 'bot/a.ts', text: "import { App } from '@slack/bolt';" },
      {
        path: 'bot/commands/a.ts',
        text: "import type { KubeConfig } from '@kubernetes/client-node';",
      },
      { path: 'bot/a.ts', text: "import 'undici';" },
      { path: 'bot/manifest.ts', text: "import { App } from '@slack/bolt';" },
    ],
  },
  {
    title: 'the bot reckons with time zones in one place',
    problems: (file) =>
      isUnder(file, 'bot') && file.path !== 'bot/zoned-time.ts'
        ? importsOf(file)
            .filter((target) => target.startsWith('temporal-polyfill'))
            .map((target) => `imports ${target}`)
        : [],
    broken: [{ path: 'bot/a.ts', text: "import { Temporal } from 'temporal-polyfill';" }],
  },
  {
    title: 'the clock, timers, randomness and the environment are read at the edge alone',
    problems: (file) =>
      isUnder(file, 'bot', 'pipeline') && !READS_THE_WORLD.test(file.path)
        ? [...withoutComments(file.text).matchAll(WORLD)].map(([found]) => `has ${found}`)
        : [],
    broken: [
      { path: 'bot/a.ts', text: 'const now = Date.now();' },
      { path: 'bot/dispatch/main.ts', text: 'process.env.HOME' },
      { path: 'pipeline/a.ts', text: 'setTimeout(f, 1)' },
      { path: 'bot/a.ts', text: "import { setTimeout } from 'node:timers/promises';" },
    ],
  },
  {
    title: 'nothing is a default export',
    problems: ({ path: file, text }) =>
      file.endsWith('.ts') && /^export default\b|\bas default\b/mu.test(text) ? ['has one'] : [],
    broken: [{ path: 'bot/a.ts', text: 'export default function a() {}' }],
  },
  {
    title: 'a file opens with a comment that says what it is for',
    problems: (file) =>
      isUnder(file, 'bot', 'pipeline', 'sandbox') &&
      file.path.endsWith('.ts') &&
      !/^(?:\/\/ |\/\*\*)[^\n]*[A-Za-z]/u.test(file.text)
        ? ['opens without one']
        : [],
    broken: [
      { path: 'bot/a.ts', text: "import { b } from './b.ts';" },
      { path: 'sandbox/a.ts', text: '\n// Late.\n' },
    ],
  },
  {
    title: 'nothing is left for later in a comment',
    problems: ({ text }) => [...text.matchAll(LEFT_FOR_LATER)].map(([found]) => `has ${found}`),
    broken: [{ path: 'bot/a.ts', text: `// ${'TO'}${'DO'}: later` }],
  },
  {
    title: `a file has at most ${LONGEST_LINES} lines`,
    problems: (file) => {
      const lines = file.text.split('\n').length - 1;
      const most = LONGER[file.path]?.lines ?? LONGEST_LINES;
      return isUnder(file, 'bot', 'pipeline', 'sandbox') && lines > most ? [`has ${lines}`] : [];
    },
    broken: [{ path: 'bot/a.ts', text: '\n'.repeat(LONGEST_LINES + 1) }],
  },
  {
    title: 'names are kebab-case',
    problems: ({ path: file }) =>
      file.split('/').every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*$/u.test(part))
        ? []
        : ['is not'],
    broken: [
      { path: 'bot/someThing.ts', text: '' },
      { path: 'bot/some_thing.ts', text: '' },
      { path: 'bot/Some/thing.ts', text: '' },
    ],
  },
  {
    title: 'a class is an error or owns a connection in an adapter',
    problems: (file) =>
      isUnder(file, 'bot', 'pipeline') && !file.path.includes('/adapters/')
        ? [...file.text.matchAll(/^(?:export )?(?:abstract )?class \w+.*$/gmu)]
            .map(([found]) => found)
            .filter((line) => !/extends \w*Error\b/u.test(line))
        : [],
    broken: [{ path: 'bot/a.ts', text: 'export class Manager {' }],
  },
];

const FILES = sourceFiles();

describe.each(RULES)('$title', ({ problems, broken }) => {
  test('everywhere', () => {
    const found = FILES.flatMap((file) => problems(file).map((each) => `${file.path} ${each}`));
    expect(found).toEqual([]);
  });

  test.each(broken.map((file) => [file.path, file] as const))(
    'would be seen in %s',
    (_path, file) => {
      expect(problems(file)).not.toEqual([]);
    },
  );
});

test('the rules look at the whole house', () => {
  const folders = new Set(FILES.map((file) => file.path.split('/')[0]));
  expect([...folders]).toEqual(expect.arrayContaining(['bot', 'sandbox', 'scripts', 'test']));
  expect(FILES.length).toBeGreaterThan(300);
});

test.each(Object.keys(LONGER))('%s, which may be longer, exists', (file) => {
  expect(FILES.map((each) => each.path)).toContain(file);
});

function mayImport(from: string, target: string): boolean {
  const own = from.split('/')[0] ?? '';
  const folder = target.split('/')[0] ?? '';
  if (folder === own || !(folder in MAY_IMPORT)) return true;
  const allowed = MAY_IMPORT[own] ?? [];
  return allowed.includes(folder) || allowed.includes(target);
}

function importsOf({ text }: SourceFile): readonly string[] {
  const found = text.matchAll(
    /^(?:import|export)\b[^;'"`]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gmu,
  );
  return [...found].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//gu, '').replaceAll(/(^|\s)\/\/.*$/gmu, '');
}

function isUnder(file: SourceFile, ...folders: readonly string[]): boolean {
  return folders.some((folder) => file.path.startsWith(`${folder}/`));
}

/** Every source file of the project's own folders. */
function sourceFiles(): readonly SourceFile[] {
  return Object.keys(MAY_IMPORT).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, ...name.split(path.sep)))
      .filter((file) => /\.(?:ts|mjs|js|css)$/u.test(file) && !file.includes('/node_modules/'))
      .sort()
      .map((file) => ({ path: file, text: readFileSync(file, 'utf8') })),
  );
}
