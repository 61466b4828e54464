// The thread that draws one graph: chart.js on a canvas, with a font that comes along, because a container may have none.

import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import {
  CategoryScale,
  Chart as Drawing,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Title,
} from 'chart.js';
import type { Chart } from '../../chart.ts';

const SIZE = { width: 960, height: 480 };
const FONT = 'Roboto Mono';
const FILE = '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2';
/** Told apart also without colours: the second is dashed. */
const LINES = [
  { borderColor: '#1264a3', borderDash: [] },
  { borderColor: '#a0410d', borderDash: [8, 5] },
];

parentPort?.postMessage(await draw(workerData as Chart));

async function draw({ title, series }: Chart): Promise<Uint8Array> {
  GlobalFonts.registerFromPath(fileURLToPath(import.meta.resolve(FILE)), FONT);
  Drawing.register(LineController, LineElement, PointElement, LinearScale, CategoryScale);
  Drawing.register(Legend, Title);
  Drawing.defaults.font = { ...Drawing.defaults.font, family: FONT, size: 15 };
  Drawing.defaults.color = '#1d1c1d';
  const canvas = createCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d');
  const axis = (side: 'left' | 'right') => {
    const of = series.find((each) => each.side === side);
    return {
      ...{ position: side, display: of !== undefined, beginAtZero: true, suggestedMax: 1 },
      title: { display: true, text: of?.label ?? '' },
      ticks: { precision: 0 },
      grid: { drawOnChartArea: side === 'left' },
    };
  };
  const drawing = new Drawing(canvas as never, {
    type: 'line',
    data: {
      datasets: series.map(({ label, side, points }, index) => ({
        ...{
          label,
          yAxisID: side,
          order: -index,
          borderWidth: 3,
          pointRadius: points.length === 1 ? 4 : 0,
        },
        ...LINES[index % LINES.length],
        data: points.map(([x, y]) => ({ x, y })),
      })),
    },
    options: {
      ...{ animation: false, responsive: false, devicePixelRatio: 1 },
      layout: { padding: 16 },
      scales: {
        x: { type: 'linear', max: 0, title: { display: true, text: 'minutes before now' } },
        left: axis('left'),
        right: axis('right'),
      },
      plugins: { title: { display: true, text: title, font: { size: 18 } } },
    },
    plugins: [
      {
        id: 'paper',
        beforeDraw: () => {
          context.fillStyle = '#ffffff';
          context.fillRect(0, 0, SIZE.width, SIZE.height);
        },
      },
    ],
  });
  const png = await canvas.encode('png');
  drawing.destroy();
  return png;
}
