// `pipeline lag`: how far a pipeline was behind over the last hour, as a graph, with the same in words.

import type { Chart } from '../../chart.ts';
import { pipelineCommand } from '../../command.ts';
import { OperatorError } from '../../errors.ts';
import { tableOf } from '../../kafka/table.ts';
import { PIPELINE } from '../../pipelines/flags.ts';
import { inWords, type PipelineLook } from '../../pipelines/look.ts';

const ROWS = 10;
const MINUTE_MS = 60_000;

export const lag = pipelineCommand({
  name: 'pipeline lag',
  summary: 'How far a pipeline was behind over the last hour, as a graph and in words.',
  examples: ['pipeline lag settlement'],
  effect: 'read',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  access: () => [],

  run: async (_, { looks, pipeline, nowMs }) => {
    const seen = looks();
    if (seen.length === 0) throw notSeen(pipeline.name);
    const now = nowMs();
    const every = Math.max(1, Math.ceil(seen.length / ROWS));
    const shown = seen.filter((_each, index) => (seen.length - 1 - index) % every === 0);
    const rows = shown.map(({ atMs, lagRecords, behindMs }) => [
      ...[`${inWords(now - atMs)} ago`, String(lagRecords), inWords(behindMs)],
    ]);
    return {
      stdout: tableOf([['SEEN', 'LAG', 'BEHIND'], ...rows]),
      stderr: `${wordsOf(seen, now)}\n`,
      exitCode: 0,
      charts: [chartOf(pipeline.name, seen, now)],
    };
  },
});

function chartOf(name: string, seen: readonly PipelineLook[], nowMs: number): Chart {
  const points = (value: (look: PipelineLook) => number) =>
    seen.map((look) => [(look.atMs - nowMs) / MINUTE_MS, value(look)] as const);
  const at = new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ');
  return {
    name: `lag-${name}.png`,
    title: `Lag of ${name} until ${at} UTC`,
    alt: `Graph: lag of pipeline ${name}. ${wordsOf(seen, nowMs)}`,
    series: [
      { label: 'lag (records)', side: 'left', points: points(({ lagRecords }) => lagRecords) },
      {
        label: 'behind (seconds)',
        side: 'right',
        points: points(({ behindMs }) => behindMs / 1_000),
      },
    ],
  };
}

function wordsOf(seen: readonly PipelineLook[], nowMs: number): string {
  const lags = seen.map(({ lagRecords }) => lagRecords);
  const oldest = inWords(nowMs - (seen[0]?.atMs ?? nowMs));
  const most = inWords(Math.max(...seen.map(({ behindMs }) => behindMs)));
  return `Over the last ${oldest}: ${Math.min(...lags)} to ${Math.max(...lags)} records, at most ${most} behind; ${lags.at(-1) ?? 0} records at the last look.`;
}

function notSeen(name: string): OperatorError {
  return new OperatorError({
    what: `There is no graph of pipeline ${name} yet.`,
    why: 'It was not seen since the bot started: pipelines are looked at four times a minute.',
    fix: `Ask again in a moment; "pipeline status ${name}" says how it is.`,
  });
}
