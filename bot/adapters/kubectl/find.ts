// Finds the kubectl to run: the configured one, else the one of the environment, else the first in PATH. It runs nothing.

import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The first words of kubectl's argument array; undefined where none is installed.
 * @param configured a path of the configuration, taken as it is.
 */
export function findKubectl(configured?: string): readonly string[] | undefined {
  if (configured !== undefined) return [configured];
  const named = process.env.KUBECTL?.trim();
  if (named) return named.split(/\s+/u);
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((each) => each !== '');
  const found = folders.map((folder) => path.join(folder, 'kubectl')).find(isProgram);
  return found === undefined ? undefined : [found];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not there or not to be run: the next folder.
  }
}
