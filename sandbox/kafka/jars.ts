// Gets Apache Kafka's jars from Maven Central, once, and uses none whose hash is not the one written down in jars.json.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import jars from './jars.json' with { type: 'json' };

export const KAFKA_VERSION = '4.3.1';

/** What Kafka's own dependencies follow from; jars.json holds all that comes of it. */
const ROOTS = [
  ['org.apache.kafka', 'kafka_2.13', KAFKA_VERSION],
  ['org.apache.kafka', 'kafka-tools', KAFKA_VERSION],
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3'],
  ['org.apache.logging.log4j', 'log4j-core', '2.24.3'],
] as const;

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2/';
const AT_ONCE = 6;
const ATTEMPTS = 3;
const ATTEMPT_MS = 60_000;
const LOUD_EVERY = 20;

/**
 * Returns the folder with the jars, fetching them first when they are not there (54 MB, about 20 s): with Maven where it is
 * installed, because it knows of mirrors, and straight from Maven Central where it is not.
 * @throws Error when they cannot be fetched, or are not what was written down.
 */
export async function fetchJars(report: (line: string) => void = () => {}): Promise<string> {
  const folder = cacheFolder(`kafka-${KAFKA_VERSION}`);
  const stamp = path.join(folder, 'stamp');
  const wanted = createHash('sha256').update(JSON.stringify(jars)).digest('hex');
  const libraries = path.join(folder, 'libraries');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return libraries;
  const staging = `${folder}.${process.pid}`;
  const size = Math.round(jars.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6);
  report(`Fetching Apache Kafka ${KAFKA_VERSION} (${jars.length} jars, ${size} MB, once) ...`);
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(path.join(staging, 'libraries'), { recursive: true });
    const hasMaven = spawnSync('mvn', ['--version']).status === 0;
    await (hasMaven ? copyWithMaven(staging) : download(staging, report));
    await keepChecked(staging);
    await writeFile(path.join(staging, 'stamp'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  report(`Apache Kafka ${KAFKA_VERSION} is there, all hashes right.`);
  return libraries;
}

async function copyWithMaven(staging: string): Promise<void> {
  await writeFile(path.join(staging, 'pom.xml'), projectFile());
  const child = spawn(
    'mvn',
    [
      ...['--batch-mode', '--no-transfer-progress', '--quiet', 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', '-Dmdep.useRepositoryLayout=true'],
      `-DoutputDirectory=${path.join(staging, 'repository')}`,
    ],
    { cwd: staging, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-3000);
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(`Maven could not fetch Apache Kafka ${KAFKA_VERSION}. It said:\n${words}`);
  }
}

function projectFile(): string {
  const dependencies = ROOTS.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>quartermaster</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>\n`;
}

async function download(staging: string, report: (line: string) => void): Promise<void> {
  const waiting = [...jars];
  let done = 0;
  const worker = async () => {
    for (let jar = waiting.shift(); jar !== undefined; jar = waiting.shift()) {
      const target = path.join(staging, 'repository', jar.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, await get(new URL(jar.path, MAVEN_CENTRAL)));
      done += 1;
      if (done % LOUD_EVERY === 0) report(`  ${done} of ${jars.length}`);
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
async function keepChecked(staging: string): Promise<void> {
  for (const jar of jars) {
    const fetched = path.join(staging, 'repository', jar.path);
    const bytes = await readFile(fetched).catch(() => undefined);
    const actual = bytes && createHash('sha256').update(bytes).digest('hex');
    if (actual !== jar.sha256) {
      throw new Error(
        `${jar.path} is ${actual === undefined ? 'missing' : `not what it should be (sha256 ${actual})`}. ` +
          'Nothing was run from what was fetched.',
      );
    }
    await rename(fetched, path.join(staging, 'libraries', path.basename(jar.path)));
  }
  await rm(path.join(staging, 'repository'), { recursive: true, force: true });
}
