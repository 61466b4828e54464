// The classes of a broker as Java has read and checked them, kept for later starts: with them a broker, and a tool of Kafka's, needs half
// the processor time until it does something. Everything runs without them too.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface JavaAndJars {
  readonly java: string;
  /** The folder of the jars. */
  readonly libraries: string;
}

/** The archive, where one was made for this Java and these jars. */
export function findClassArchive(found: JavaAndJars): string | undefined {
  const file = fileFor(found);
  return existsSync(file) ? file : undefined;
}

/**
 * Makes the archive when there is none. Never throws: without it everything is only slower.
 * @param live lives a broker's life, from its start to its end in order, with these options for its Java
 */
export async function makeClassArchive(
  found: JavaAndJars,
  live: (options: readonly string[]) => Promise<void>,
  report: (line: string) => void,
): Promise<void> {
  const file = fileFor(found);
  if (existsSync(file)) return;
  const made = `${file}.${process.pid}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await live([`-XX:ArchiveClassesAtExit=${made}`]);
    const use = ['-Xshare:on', ...archiveOptions(made), '-cp', path.join(found.libraries, '*')];
    const { status, stderr } = spawnSync(found.java, [...use, '-version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Java does not take them back: ${stderr.trim()}`);
    await rename(made, file);
  } catch (error) {
    report(`The classes of a broker could not be kept: ${error}`);
  } finally {
    await rm(made, { force: true });
  }
}

/** What Java is given to use it. Where it does not fit after all Java goes on without it, and says nothing. */
export function archiveOptions(archive: string | undefined): readonly string[] {
  return archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`, '-Xlog:cds*=off'];
}

/** Java refuses what another Java or other jars have made: each has a file of its own, beside the jars, with which it goes. */
function fileFor({ java, libraries }: JavaAndJars): string {
  const version = spawnSync(java, ['-version'], { encoding: 'utf8' }).stderr;
  const key = createHash('sha256').update(JSON.stringify([java, version]));
  return path.join(libraries, '..', 'classes', `${key.digest('hex').slice(0, 16)}.jsa`);
}
