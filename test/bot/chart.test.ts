import { expect, test } from '@jest/globals';
import { drawChart } from '../../bot/adapters/chart.ts';
import type { Chart } from '../../bot/chart.ts';

const CHART: Chart = {
  ...{ name: 'lag.png', title: 'Lag of settlement', alt: 'Graph' },
  series: [
    {
      label: 'lag (records)',
      side: 'left',
      points: [
        [-2, 0],
        [-1, 40],
        [0, 3],
      ],
    },
    {
      label: 'behind (seconds)',
      side: 'right',
      points: [
        [-2, 0],
        [-1, 2],
        [0, 1],
      ],
    },
  ],
};

test('a graph is drawn as a PNG of a known size', async () => {
  const png = Buffer.from(await drawChart(CHART));
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([960, 480]);
}, 60_000);

test('other figures are another picture', async () => {
  const [left] = CHART.series;
  const one = await drawChart(CHART);
  const other = await drawChart({ ...CHART, series: left === undefined ? [] : [left] });
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
}, 60_000);
