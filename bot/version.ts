// Which version of Quartermaster this is.

import { readFileSync } from 'node:fs';
import path from 'node:path';

/** @param root the folder of the package */
export function versionOf(root: string): string {
  const text = readFileSync(path.join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
