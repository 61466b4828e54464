// `pipeline describe`: what a pipeline is made of, drawn: what it reads, keeps and writes.

import type { Topology } from '../../../pipeline/index.ts';
import { pipelineCommand } from '../../command.ts';
import { PIPELINE } from '../../pipelines/flags.ts';

export const describe = pipelineCommand({
  name: 'pipeline describe',
  summary: 'What a pipeline reads, keeps and writes, drawn.',
  examples: ['pipeline describe settlement'],
  effect: 'read',
  grammar: { positionals: { usage: 'NAME', min: 1, max: 1, pattern: PIPELINE }, flags: {} },
  read: () => ({}),
  access: () => ['describe'],
  run: async (_, { handle }) => ({
    stdout: drawTopology(await handle.describe()),
    stderr: '',
    exitCode: 0,
  }),
});

/** Inputs on the left, the pipeline in the middle, outputs on the right; its stores below, each with its changelog. */
export function drawTopology({
  name,
  groupId,
  inputs,
  outputs,
  deadLetters,
  stores,
}: Topology): string {
  const box = [name, `group ${groupId}`, ...stores.map((store) => `store ${store.name}`)];
  const rights = [...outputs, `${deadLetters} (dead letters)`];
  const height = Math.max(box.length, inputs.length, rights.length);
  const left = widest(inputs);
  const middle = widest(box);
  const lines = Array.from({ length: height }, (_, row) => {
    const input = inputs[row];
    const output = rights[row];
    const from = input === undefined ? ' '.repeat(left + 4) : `${input.padEnd(left)} ──▶`;
    const to = output === undefined ? '' : ` ──▶ ${output}`;
    return `${from} │ ${(box[row] ?? '').padEnd(middle)} │${to}`.trimEnd();
  });
  const edge = (ends: readonly [string, string]) =>
    `${' '.repeat(left + 5)}${ends[0]}${'─'.repeat(middle + 2)}${ends[1]}`;
  const changelogs = stores.map((store) => `  ${store.name} is rebuilt from ${store.changelog}`);
  return [edge(['┌', '┐']), ...lines, edge(['└', '┘']), '', ...changelogs, ''].join('\n');
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
