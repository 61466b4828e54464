// Sends all lines, several channels side by side, and holds each answer to kubectl's. Ages tick and controllers write
// between two answers, so a line that differs is tried again for a while, and once more after all others: what is older ticks less often.

import type { Output } from '../../../bot/command.ts';
import { createLead } from '../../contract/lead.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Answer, type Asker, ask } from './ask.ts';
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

const ATTEMPTS = 12;
const ROUNDS = 4;
const FRESH_PREVIEWS = 5;
const STALE = /the object is not what it was in the preview/u;

export async function compareAll(comparison: Comparison): Promise<readonly Compared[]> {
  const results: Compared[] = [];
  let waiting = [...comparison.lines.keys()];
  const work = async (asker: Asker) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const line = comparison.lines[next];
      if (line !== undefined) results[next] = await compareLine(comparison, asker, line);
    }
  };
  for (let round = 1; round <= ROUNDS && waiting.length > 0; round += 1) {
    await Promise.all(comparison.askers.map(work));
    waiting = [...results.keys()].filter((index) => results[index]?.isSame === false);
  }
  return results;
}

/**
 * Sends changes, one upon the other, through Slack in one namespace and by kubectl in its twin. NS in a line stands for the
 * namespace, and for a node of its own. Before each, both have settled.
 */
export async function compareChanges(
  { sandbox, askers: [asker], lines, kubectl }: Comparison,
  twins: { readonly ours: string; readonly theirs: string },
  settled: () => Promise<void>,
): Promise<readonly Compared[]> {
  if (asker === undefined) throw new Error('nobody asks');
  const compared: Compared[] = [];
  for (const line of lines) {
    await settled();
    const typed = `/kubectl ${line.text.replaceAll(/\bNS\b/gu, twins.ours)}`;
    const answer = await askAfresh(() => ask(sandbox, asker, typed));
    const output = await kubectl(line.text.replaceAll(/\bNS\b/gu, twins.theirs));
    const ours = textOf(answer.output).replaceAll(twins.ours, 'NS');
    const theirs = textOf(output).replaceAll(twins.theirs, 'NS');
    const isSame = ours === theirs;
    compared.push({ line, isSame, ours: isSame ? ours : `${ours}\n${answer.said}`, theirs });
  }
  return compared;
}

/** Controllers write when they like, also between a preview and its click: then the line is sent again, as people would. */
async function askAfresh(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await answered(send);
    if (!STALE.test(answer.said) || attempt === FRESH_PREVIEWS) return answer;
  }
}

/** An answer that does not come is an answer too, so that the other lines are compared all the same. */
async function answered(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    return { output: { stdout: '', stderr: '', exitCode: 1 }, said: String(error) };
  }
}

async function compareLine(
  { sandbox, kubectl }: Comparison,
  asker: Asker,
  line: Line,
): Promise<Compared> {
  const lead = createLead();
  for (let attempt = 1; ; attempt += 1) {
    const [answer, output] = await lead.together(
      () => answered(() => ask(sandbox, asker, `/kubectl ${line.text}`)),
      () => kubectl(line.text),
    );
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
