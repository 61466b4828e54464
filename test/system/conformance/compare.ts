// Sends all lines, several channels side by side, and holds each answer to kubectl's. Ages tick and controllers write
// between two answers, so a line that differs is tried again for a while.

import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '../../../bot/command.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Asker, ask } from './ask.ts';
import type { Line } from './lines.ts';

export interface Compared {
  readonly line: Line;
  readonly isSame: boolean;
  readonly ours: string;
  readonly theirs: string;
}

interface Comparison {
  readonly sandbox: Sandbox;
  readonly askers: readonly Asker[];
  readonly lines: readonly Line[];
  /** Runs a line without its first word. */
  readonly kubectl: (line: string) => Promise<Output>;
}

const ATTEMPTS = 30;
/** About what kubectl needs to start, so that both ask at the same moment: more of it on a machine with much to do. */
const LEADS_MS = [100, 300, 0, 600, 200, 1000];

export async function compareAll(comparison: Comparison): Promise<readonly Compared[]> {
  const waiting = [...comparison.lines.entries()];
  const results: Compared[] = [];
  const work = async (asker: Asker) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, line] = next;
      results[index] = await compareLine(comparison, asker, line);
    }
  };
  await Promise.all(comparison.askers.map(work));
  return results;
}

/**
 * Sends changes, one upon the other, through Slack in one namespace and by kubectl in its twin. NS in a line stands for the
 * namespace, and for a node of its own.
 */
export async function compareChanges(
  { sandbox, askers: [asker], lines, kubectl }: Comparison,
  twins: { readonly ours: string; readonly theirs: string },
): Promise<readonly Compared[]> {
  if (asker === undefined) throw new Error('nobody asks');
  const compared: Compared[] = [];
  for (const line of lines) {
    const answer = await ask(
      sandbox,
      asker,
      `/kubectl ${line.text.replaceAll(/\bNS\b/gu, twins.ours)}`,
    );
    const output = await kubectl(line.text.replaceAll(/\bNS\b/gu, twins.theirs));
    const ours = textOf(answer.output).replaceAll(twins.ours, 'NS');
    const theirs = textOf(output).replaceAll(twins.theirs, 'NS');
    const isSame = ours === theirs;
    compared.push({ line, isSame, ours: isSame ? ours : `${ours}\n${answer.said}`, theirs });
  }
  return compared;
}

async function compareLine(
  { sandbox, kubectl }: Comparison,
  asker: Asker,
  line: Line,
): Promise<Compared> {
  for (let attempt = 1; ; attempt += 1) {
    const leadMs = LEADS_MS[(attempt - 1) % LEADS_MS.length];
    const [answer, output] = await Promise.all([
      delay(leadMs).then(() => ask(sandbox, asker, `/kubectl ${line.text}`)),
      kubectl(line.text),
    ]);
    const [ours, theirs] = [textOf(answer.output), textOf(output)];
    const isSame = ours === theirs;
    if (isSame || attempt === ATTEMPTS) {
      const hasText = answer.output.stdout !== '' || answer.output.stderr !== '';
      return { line, isSame, ours: hasText ? ours : answer.said, theirs };
    }
  }
}

/** What was printed, then what went to stderr, then how it ended. */
function textOf({ stdout, stderr, exitCode }: Output): string {
  const whole = `${stdout.replace(/\n$/u, '')}\n${stderr}`.trim();
  return `${whole}\n(${exitCode === 0 ? 'succeeded' : 'failed'})`;
}
