// One thread of the escape soak: plays the run it is given and says what came of it.

import { parentPort, workerData } from 'node:worker_threads';
import { COMMANDS } from '../../bot/commands/index.ts';
import { runEscape } from './run.ts';
import type { Told, Wish } from './soak.ts';

const { count, seed, path } = workerData as Wish;
const tell = (told: Told) => parentPort?.postMessage(told);
const onProgress = (done: number) => tell({ done });
tell({ result: await runEscape({ commands: COMMANDS, count, seed, path, onProgress }) });
