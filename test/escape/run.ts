// Runs the escape property over many generated inputs, and counts what became of them. The same code serves `npm test` and
// the soak; only the numbers differ.

import fc from 'fast-check';
import type { Command } from '../../bot/command.ts';
import type { Rule } from './allowed.ts';
import { type Input, inputs } from './inputs.ts';
import { type Judgement, judge } from './judge.ts';
import { perform } from './perform.ts';
import { type Stage, startStage } from './stage.ts';

export interface EscapeOptions {
  readonly commands: readonly Command[];
  readonly count: number;
  readonly seed: number;
  readonly rules?: Readonly<Record<string, Rule>>;
  /** fast-check's path to one failing input, to play that alone. */
  readonly path?: string | undefined;
  /** Told now and then how many were played. */
  readonly onProgress?: (done: number) => void;
}

export interface EscapeCounts {
  readonly inputs: number;
  readonly reached: number;
  readonly requests: number;
  readonly writes: number;
  readonly started: number;
  readonly bySurface: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly byVerb: Readonly<Record<string, number>>;
}

export interface EscapeResult {
  readonly counts: EscapeCounts;
  /** The smallest input that got out, with its seed and path and what it did; absent when none did. */
  readonly escape?: string;
}

const PROGRESS_EVERY = 1000;

export async function runEscape(options: EscapeOptions): Promise<EscapeResult> {
  const { commands, count, seed, path, onProgress } = options;
  const stage = await startStage(commands);
  const tally = createTally();
  try {
    const property = fc.asyncProperty(inputs(commands), async (input) => {
      await playOne(input, stage, options, tally);
      if (tally.counts.inputs % PROGRESS_EVERY === 0) onProgress?.(tally.counts.inputs);
    });
    const details = await fc.check(property, {
      numRuns: count,
      seed,
      ...(path === undefined ? {} : { path }),
    });
    if (!details.failed) return { counts: tally.counts };
    const found = [
      `seed ${details.seed}, path ${details.counterexamplePath}, after ${details.numRuns} inputs and ${details.numShrinks} steps of shrinking:`,
      JSON.stringify(details.counterexample?.[0]),
      details.errorInstance instanceof Error ? details.errorInstance.message : '',
      `To see it again: npm run soak -- escape --seed ${details.seed} --path ${details.counterexamplePath}`,
    ].join('\n');
    return { counts: tally.counts, escape: found };
  } finally {
    await stage.close();
  }
}

/** @throws Error that says what is wrong, one line each. */
export async function playOne(
  input: Input,
  stage: Stage,
  options: Pick<EscapeOptions, 'commands' | 'rules'>,
  tally: Tally = createTally(),
): Promise<Judgement> {
  const played = await perform(input, stage);
  const judgement = judge(input, played, options);
  tally.add(input.act.on, judgement, [played.ask, ...(played.after ? [played.after] : [])]);
  if (judgement.problems.length > 0) throw new Error(judgement.problems.join('\n'));
  return judgement;
}

interface Tally {
  readonly counts: EscapeCounts;
  add(
    surface: string,
    judgement: Judgement,
    phases: readonly Awaited<ReturnType<typeof perform>>['ask'][],
  ): void;
}

function createTally(): Tally {
  const [bySurface, byOutcome, byVerb]: Record<string, number>[] = [{}, {}, {}];
  const counts = {
    ...{ inputs: 0, reached: 0, requests: 0, writes: 0, started: 0 },
    ...{ bySurface: bySurface ?? {}, byOutcome: byOutcome ?? {}, byVerb: byVerb ?? {} },
  };
  const one = (table: Record<string, number>, key: string) => {
    table[key] = (table[key] ?? 0) + 1;
  };
  return {
    counts,
    add: (surface, { verb, outcome, reached }, phases) => {
      counts.inputs += 1;
      counts.reached += reached ? 1 : 0;
      for (const { requests, started } of phases) {
        counts.requests += requests.length;
        counts.started += started.length;
        counts.writes += requests.filter(({ seen }) =>
          /^(?:PATCH|PUT|DELETE)$/u.test(seen.method),
        ).length;
      }
      one(counts.bySurface, surface);
      one(counts.byOutcome, outcome);
      one(counts.byVerb, verb || '(none)');
    },
  };
}
