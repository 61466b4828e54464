// Gets files from Maven Central, once, and uses none whose hash is not the one written down: with Maven where it is installed, because
// it knows of mirrors, and straight from Maven Central where it is not.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cache-folder.ts';

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2/';
const AT_ONCE = 6;
const ATTEMPTS = 3;
/** One file may be large. */
const ATTEMPT_MS = 300_000;
const LOUD_EVERY = 20;

/** One file, by its place in a Maven repository. */
export interface Pinned {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Artifact {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

export interface PinnedFiles {
  /** In words: "Apache Kafka 4.3.1". */
  readonly what: string;
  /** The name of their folder in the cache. */
  readonly folder: string;
  readonly files: readonly Pinned[];
  /** What needs them all, where there is such: Maven is then asked for that, and else for each file by itself. */
  readonly roots?: readonly Artifact[];
}

/**
 * Returns the folder with the files, fetching them first when they are not there.
 * @throws Error when they cannot be fetched, or are not what was written down.
 */
export async function fetchPinned(
  pinned: PinnedFiles,
  report: (line: string) => void = () => {},
): Promise<string> {
  const { what, files } = pinned;
  const folder = cacheFolder(pinned.folder);
  const stamp = path.join(folder, 'stamp');
  const wanted = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const libraries = path.join(folder, 'libraries');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return libraries;
  const staging = `${folder}.${process.pid}`;
  const size = (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toPrecision(2);
  report(
    `Fetching ${what} (${files.length === 1 ? 'one file' : `${files.length} files`}, ${size} MB, once) ...`,
  );
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(path.join(staging, 'libraries'), { recursive: true });
    const hasMaven = spawnSync('mvn', ['--version']).status === 0;
    await (hasMaven ? copyWithMaven(staging, pinned) : download(staging, files, report));
    await keepChecked(staging, files);
    await writeFile(path.join(staging, 'stamp'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  report(`${what} is there, all hashes right.`);
  return libraries;
}

async function copyWithMaven(staging: string, { what, files, roots }: PinnedFiles): Promise<void> {
  const repository = path.join(staging, 'repository');
  if (roots !== undefined) {
    await writeFile(path.join(staging, 'pom.xml'), projectFile(roots));
    const layout = ['-DincludeScope=runtime', '-Dmdep.useRepositoryLayout=true'];
    const into = `-DoutputDirectory=${repository}`;
    await runMaven(['dependency:copy-dependencies', ...layout, into], { staging, what });
    return;
  }
  for (const file of files) {
    const into = `-DoutputDirectory=${path.join(repository, path.dirname(file.path))}`;
    const wanted = `-Dartifact=${coordinatesOf(file.path)}`;
    await runMaven(['dependency:copy', wanted, into], { staging, what });
  }
}

/** `group:artifact:version:type[:classifier]` of a path in a repository: https://maven.apache.org/repositories/layout.html */
function coordinatesOf(place: string): string {
  const words = place.split('/');
  const [artifact = '', version = '', name = ''] = words.splice(-3);
  const [, classifier, type] =
    /^(?:-([^.]+))?\.(.+)$/u.exec(name.slice(`${artifact}-${version}`.length)) ?? [];
  return [words.join('.'), artifact, version, type, classifier].filter(Boolean).join(':');
}

async function runMaven(
  args: readonly string[],
  { staging, what }: { readonly staging: string; readonly what: string },
): Promise<void> {
  const quiet = ['--batch-mode', '--no-transfer-progress', '--quiet'];
  const child = spawn('mvn', [...quiet, ...args], {
    cwd: staging,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-3000);
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (exitCode !== 0) throw new Error(`Maven could not fetch ${what}. It said:\n${words}`);
}

function projectFile(roots: readonly Artifact[]): string {
  const dependencies = roots.map(
    ({ group, artifact, version }) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>quartermaster</groupId><artifactId>fetched</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>\n`;
}

async function download(
  staging: string,
  files: readonly Pinned[],
  report: (line: string) => void,
): Promise<void> {
  const waiting = [...files];
  let done = 0;
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const target = path.join(staging, 'repository', file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, await get(new URL(file.path, MAVEN_CENTRAL)));
      done += 1;
      if (done % LOUD_EVERY === 0) report(`  ${done} of ${files.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function get(url: URL): Promise<Buffer> {
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(ATTEMPT_MS) });
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      last = new Error(`HTTP ${answer.status}`);
    } catch (error) {
      last = error;
    }
  }
  throw new Error(
    `${url.href} could not be fetched (${last instanceof Error ? last.message : String(last)}). ` +
      'Behind a mirror, install Maven and point its settings.xml at it.',
  );
}

/** Moves the jars that are written down out of the repository's layout; whatever else came stays behind. */
async function keepChecked(staging: string, files: readonly Pinned[]): Promise<void> {
  for (const file of files) {
    const fetched = path.join(staging, 'repository', file.path);
    const bytes = await readFile(fetched).catch(() => undefined);
    const actual = bytes && createHash('sha256').update(bytes).digest('hex');
    if (actual !== file.sha256) {
      throw new Error(
        `${file.path} is ${actual === undefined ? 'missing' : `not what it should be (sha256 ${actual})`}. ` +
          'Nothing was run from what was fetched.',
      );
    }
    await rename(fetched, path.join(staging, 'libraries', path.basename(file.path)));
  }
  await rm(path.join(staging, 'repository'), { recursive: true, force: true });
}
