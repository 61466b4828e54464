// Finds the Java that Apache Kafka runs on. It installs none: who has no Java is told so, and how to get it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const OLDEST = 17;
const FOLDERS = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];

/** There is no Java that would do. `message` says how to get one. */
export class NoJavaError extends Error {}

/**
 * The path of a Java 17 or newer: that of `$JAVA_HOME`, of the PATH, or of the system's own folder.
 * @throws NoJavaError when there is none.
 */
export function findJava(
  environment: NodeJS.ProcessEnv = process.env,
  places: Places = { folders: FOLDERS, onPath: 'java' },
): string {
  const seen: string[] = [];
  for (const java of candidates(environment, places)) {
    const version = versionOf(java);
    if (version === undefined) continue;
    if (version >= OLDEST) return java;
    seen.push(`${java} is Java ${version}`);
  }
  const found = seen.length === 0 ? 'Java is not installed' : seen.join(', ');
  throw new NoJavaError(
    `${found}. Apache Kafka needs Java ${OLDEST} or newer: install it (Debian: "apt-get install ` +
      'openjdk-17-jre-headless"; macOS: "brew install openjdk") or set JAVA_HOME.',
  );
}

/** Where a Java may be beside `$JAVA_HOME`. */
export interface Places {
  readonly folders: readonly string[];
  readonly onPath: string;
}

function candidates(environment: NodeJS.ProcessEnv, places: Places): readonly string[] {
  const home = environment.JAVA_HOME;
  const installed = places.folders.flatMap((folder) =>
    namesIn(folder).flatMap((name) => [
      path.join(folder, name, 'bin', 'java'),
      path.join(folder, name, 'Contents', 'Home', 'bin', 'java'),
    ]),
  );
  return [...(home ? [path.join(home, 'bin', 'java')] : []), places.onPath, ...installed];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // no such folder on this system
  }
}

/** `openjdk version "17.0.15" 2025-04-15` is 17; Java 8 says "1.8.0". */
function versionOf(java: string): number | undefined {
  const answer = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (answer.status !== 0) return undefined;
  const found = /version "(?:1\.)?(\d+)/.exec(answer.stderr);
  return found === null ? undefined : Number(found[1]);
}
