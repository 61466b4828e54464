// Two calls of kafkajs do other than they say: alterConfigs takes away every setting that is not sent along, and resetOffsets commits
// -1 and -2 in place of offsets. setOffsets joins the group. None of them is ever called.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const NEVER = /\.(?:alterConfigs|resetOffsets|setOffsets)\b/gu;
/** Whatever can get hold of kafkajs's admin client. */
const CLIENT = /from 'kafkajs|createAdminClient/u;

describe('alterConfigs, resetOffsets and setOffsets of kafkajs', () => {
  test('are called by no file that can reach its admin client', () => {
    const reaching = ['bot', 'pipeline']
      .flatMap((folder) => sourcesIn(folder))
      .filter((file) => CLIENT.test(readFileSync(file, 'utf8')));
    // Otherwise nothing is looked at.
    expect(reaching).toContain(path.join('pipeline', 'adapters', 'kafka', 'topics.ts'));
    const calling = reaching.filter((file) => calls(readFileSync(file, 'utf8')) > 0);
    expect(calling).toEqual([]);
  });

  test('would be found', () => {
    expect(calls('await admin.alterConfigs({})')).toBe(1);
    expect(calls('const { resetOffsets } = admin; void admin.resetOffsets')).toBe(1);
  });
});

function calls(source: string): number {
  return [...source.matchAll(NEVER)].length;
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => path.join(folder, name));
}
