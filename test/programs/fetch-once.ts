// A program that is fetched or built into the cache folder, once: whole or not at all, also where two runs want it at the same time.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../sandbox/cache-folder.ts';

export interface Fetched {
  /** Of its folder in the cache. What decides what comes out is in it, such as a version. */
  readonly name: string;
  /** Its place in that folder. */
  readonly program: string;
  /** For people: "Fetching Prometheus from Debian (about 20 MB, once)". */
  readonly says: string;
  /** Puts it into this folder, which is empty. */
  readonly fill: (folder: string) => Promise<void> | void;
}

/** @returns the program's path. @throws Error as `fill` does. */
export async function fetchOnce({ name, program, says, fill }: Fetched): Promise<string> {
  const folder = cacheFolder(name);
  const found = path.join(folder, program);
  if (existsSync(found)) return found;
  process.stderr.write(`\n${says} ...\n`);
  const staging = `${folder}.${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await fill(staging);
    await rename(staging, folder).catch((error: unknown) => {
      if (!existsSync(found)) throw error; // else another run was faster
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return found;
}
