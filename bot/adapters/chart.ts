// Draws graphs in a thread of their own: the library takes a tenth of a second and more, and nothing else should wait for it.

import { Worker } from 'node:worker_threads';
import type { Chart } from '../chart.ts';

const DRAW_MS = 30_000;

/** @returns a PNG. @throws Error when it cannot be drawn in time. */
export async function drawChart(chart: Chart): Promise<Uint8Array> {
  const worker = new Worker(new URL('chart/draw.ts', import.meta.url), {
    workerData: chart,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const late = setTimeout(() => void worker.terminate(), DRAW_MS);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', (code) => reject(new Error(`a graph was not drawn (code ${code})`)));
    });
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
