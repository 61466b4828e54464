// One thread of the escape soak: plays the runs it is given, one after another, and says what came of each.

import { parentPort } from 'node:worker_threads';
import { COMMANDS } from '../../bot/commands/index.ts';
import { runEscape } from './run.ts';
import type { Told, Wish } from './soak.ts';

const tell = (told: Told) => parentPort?.postMessage(told);
const onProgress = (done: number) => tell({ done });

parentPort?.on('message', async (wish: Wish) => {
  tell({ result: await runEscape({ ...wish, commands: COMMANDS, onProgress }) });
});
