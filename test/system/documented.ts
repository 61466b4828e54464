// What the documentation gives people to paste, for tests that paste it.

import { readFile } from 'node:fs/promises';

/** @returns the one block of YAML in docs/operating.md that holds the words, with other words in it replaced. */
export async function documented(
  holds: string,
  replaced: Readonly<Record<string, string>>,
): Promise<string> {
  const text = await readFile('docs/operating.md', 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
  const [found, ...others] = blocks.filter((block) => block.includes(holds));
  if (found === undefined || others.length > 0) {
    throw new Error(`docs/operating.md has not one block with "${holds}"`);
  }
  return Object.entries(replaced).reduce((block, [old, now]) => {
    if (!block.includes(old)) throw new Error(`the block with "${holds}" has no "${old}"`);
    return block.replaceAll(old, now);
  }, found);
}
