// A change as the bot makes it, without Slack: parsed, spelled out and parsed again, previewed, and run with a handle that
// knows its accesses.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubectlContext, Output, Preview } from '../../../bot/command.ts';
import { COMMANDS } from '../../../bot/commands/index.ts';
import { needsConfirmation } from '../../../bot/dispatch/commands.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { isKubectlFailure, kubectlText } from '../../../bot/kubernetes/errors.ts';
import { KubectlRefusal } from '../../../bot/kubernetes/refusal.ts';
import { parse } from '../../../bot/parse.ts';
import type { Oracle } from '../adapter/oracle.ts';

export interface Answer {
  readonly output: Output;
  /** Absent where the command was refused before, or only tried. */
  readonly preview?: Preview;
}

/** Called when the preview is made and nothing else: nothing may have changed then. */
export type Between = () => Promise<void>;

export async function ask(oracle: Oracle, line: string, between: Between): Promise<Answer> {
  let preview: Preview | undefined;
  let shown: Output = { stdout: '', stderr: '', exitCode: 0 };
  try {
    const call = parse(`kubectl ${line}`, COMMANDS);
    const again = parse(call.text, COMMANDS);
    assert.deepEqual([again.text, again.args], [call.text, call.args], 'the spelled-out command');
    const { command, args } = call;
    assert(command.on === 'cluster' && command.effect === 'change' && command.preview);
    const context = await contextFor(oracle, call, (sofar) => {
      shown = sofar;
    });
    if (needsConfirmation(call)) {
      preview = await command.preview(args, context);
      await between();
    }
    const output = await command.run(args, context);
    return preview === undefined ? { output } : { output, preview };
  } catch (error) {
    const stderr = shown.stderr + wordsOf(error);
    const output = { stdout: shown.stdout, stderr, exitCode: 1 };
    return preview === undefined ? { output } : { output, preview };
  }
}

async function contextFor(
  { clusters }: Oracle,
  { command, args, words }: ReturnType<typeof parse>,
  show: KubectlContext['show'],
): Promise<KubectlContext> {
  assert(command.on === 'cluster');
  const [cluster] = clusters.all;
  assert(cluster);
  const { namespace } = words.flags as { namespace?: string };
  const place = { catalog: await clusters.catalog('test'), namespace: namespace ?? 'default' };
  const signal = AbortSignal.timeout(120_000);
  return {
    ...place,
    cluster,
    api: clusters.open('test', command.access(args, place), undefined, signal),
    signal,
    nowMs: Date.now,
    sleep: (ms) => delay(ms, undefined, { signal }),
    show,
    contexts: () => [],
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof KubectlRefusal) return error.stderr;
  if (isKubectlFailure(error)) return kubectlText(error);
  if (error instanceof OperatorError) return `${error.message}\n`;
  throw error;
}
