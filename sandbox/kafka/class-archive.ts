// The classes of a broker as Java has read and checked them, kept for later starts: with them a broker, and a tool of Kafka's, needs half
// the processor time until it does something. Everything runs without them too.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface JavaAndJars {
  readonly java: string;
  /** The folder of the jars. */
  readonly libraries: string;
}

/** The archive, where one was made: it lies beside the jars, and goes with them. Whether it is of this Java, Java itself looks. */
export function findClassArchive({
  libraries,
}: Pick<JavaAndJars, 'libraries'>): string | undefined {
  const file = fileFor(libraries);
  return existsSync(file) ? file : undefined;
}

/**
 * Makes the archive when there is none that this Java takes. Never throws: without it everything is only slower.
 * @param live lives a broker's life, from its start to its end in order, with these options for its Java
 */
export async function makeClassArchive(
  found: JavaAndJars,
  live: (options: readonly string[]) => Promise<void>,
  report: (line: string) => void,
): Promise<void> {
  const file = fileFor(found.libraries);
  if (existsSync(file) && isTaken(file, found)) return;
  const made = `${file}.${process.pid}`;
  try {
    await rm(file, { force: true }); // Java makes none while it is given another
    await live([`-XX:ArchiveClassesAtExit=${made}`]);
    if (!isTaken(made, found)) throw new Error('Java does not take them back');
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

function isTaken(archive: string, { java, libraries }: JavaAndJars): boolean {
  const use = ['-Xshare:on', ...archiveOptions(archive), '-cp', path.join(libraries, '*')];
  return spawnSync(java, [...use, '-version']).status === 0;
}

function fileFor(libraries: string): string {
  return path.join(libraries, '..', 'classes.jsa');
}
