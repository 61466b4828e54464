// Finds the Chromium that the browser suites drive. Playwright's own download is not used: one browser, the machine's.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installFromDebian } from './debian.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Returns the path of Chromium: `$CHROMIUM`, else one on the machine, else (where that is allowed) Debian's, installed now.
 * @throws Error when there is none; the message says how to get one.
 */
export async function findBrowser(options: {
  readonly say: (line: string) => void;
  readonly mayInstall: boolean;
}): Promise<string> {
  const wanted = process.env.CHROMIUM;
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM=${wanted} does not exist.`);
  }
  const found = findInstalled();
  if (found !== undefined) return found;
  if (options.mayInstall && (await installFromDebian(['chromium'], options.say))) {
    const installed = findInstalled();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'Chromium is not installed. Install it (Debian: "apt-get install chromium") or set CHROMIUM to its path.',
  );
}

function findInstalled(): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((candidate) => existsSync(candidate));
}
