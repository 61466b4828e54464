// Snapshots as files of one folder. A file is replaced as a whole: what is being written has another name until the disk has it.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SnapshotFiles } from '../../ports.ts';

/** Half-written files of processes that were killed are removed when they are that old. */
const LEFT_BEHIND_MS = 3_600_000;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
let written = 0;

/** The folder is made when the first snapshot is written. Several processes may share it. */
export function createSnapshotFolder(folder: string): SnapshotFiles {
  let prepared: Promise<void> | undefined;
  const fileOf = (name: string) => path.join(folder, `${name}.snapshot`);
  return {
    read: async (name) => {
      try {
        return await readFile(fileOf(name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: async (name, parts) => {
      prepared ??= prepare(folder);
      await prepared;
      written += 1;
      const unfinished = `${fileOf(name)}.${process.pid}-${written}`;
      try {
        const file = await open(unfinished, 'wx', FILE_MODE);
        try {
          for await (const part of parts) await file.writeFile(part);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, fileOf(name));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      await syncFolder(folder);
    },
  };
}

async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  for (const name of await readdir(folder)) {
    if (!/\.snapshot\.\d+-\d+$/u.test(name)) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined); // another process may have removed it
    if (found === undefined || Date.now() - found.mtimeMs < LEFT_BEHIND_MS) continue;
    await rm(file, { force: true });
  }
}

/** Without it the new name could be lost with the machine; the old file would be there then, and that is no harm. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
