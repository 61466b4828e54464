// A program that a suite starts leaves nothing behind, whether it comes up or not.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { answersAt } from '../../sandbox/kafka/server-process.ts';
import { type ProgramWish, startProgram } from './start-program.ts';

const START_MS = 60_000;
const SERVES = `import { createServer } from 'node:http';
const server = createServer((_, response) => response.end('yes'));
server.listen(0, '127.0.0.1', () => console.log('It listens at', server.address().port));`;

test('a program that is stopped is gone, with its folder', async () => {
  const { folder, wish } = playing(SERVES);
  const program = await startProgram({ ...wish, isReady: (said) => /at \d+\n/u.test(said) });
  const url = `http://127.0.0.1:${/at (\d+)/u.exec(await program.said())?.[1]}`;
  expect(await answersAt(url)).toBe(true);
  await program.stop();
  expect([await answersAt(url), existsSync(folder())]).toEqual([false, false]);
});

test('of one that does not come up it is told what it said last, and nothing is left of it', async () => {
  const { folder, wish } = playing('console.error("I lack a rule"); process.exit(1);');
  await expect(startProgram({ ...wish, isReady: () => false })).rejects.toThrow(
    /A player did not come up\.[\s\S]*I lack a rule/u,
  );
  expect(existsSync(folder())).toBe(false);
});

/** Node, with a script of its own. */
function playing(script: string): { folder: () => string; wish: Omit<ProgramWish, 'isReady'> } {
  let folder = '';
  const wish = {
    what: 'A player',
    prepare: async (made: string) => {
      folder = made;
      const file = path.join(folder, 'player.mjs');
      await writeFile(file, script);
      return [process.execPath, file];
    },
    startMs: START_MS,
  };
  return { folder: () => folder, wish };
}
