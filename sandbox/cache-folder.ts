// Where things that are slow to get (built or fetched servers) stay between runs, outside the checkout. It creates nothing.
import { homedir } from 'node:os';
import path from 'node:path';

/** The path of `name` in Quartermaster's cache folder. */
export function cacheFolder(name: string): string {
  const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(caches, 'quartermaster', name);
}
