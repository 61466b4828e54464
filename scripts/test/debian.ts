// Installs Debian's packages on machines that are thrown away afterwards. Whether that may be is for its callers to know.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** apt refuses whoever comes second: so one test file waits for another. */
const LOCK = ['--timeout', '900', path.join(tmpdir(), 'quartermaster-apt.lock')];

/** Installs the packages. False where that cannot be: no Debian, or not root. */
export async function installFromDebian(
  packages: readonly string[],
  say: (line: string) => void,
): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  say(`Installing ${packages.join(', ')} ...`);
  const install = ['install', '-q', '-y', '--no-install-recommends', ...packages];
  for (const words of [['update', '-q'], install]) {
    await run('flock', [...LOCK, 'apt-get', ...words]);
  }
  return true;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (exitCode !== 0)
    throw new Error(`"${command} ${args.join(' ')}" failed; its message stands above.`);
}
