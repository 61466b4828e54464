// Follows logs for a limited time and shows their newest lines as they come, all in one window. It ends with a sentence
// that says why.

import type { KubectlContext, Output } from '../../command.ts';
import { StatusError } from '../../kubernetes/api.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import type { LogSource } from './logs-containers.ts';
import { KEPT_BYTES, type ReadOptions } from './logs-read.ts';
import { logRequest, prefixOf } from './logs-request.ts';
import { createLineCutter, createLineStore, type LineStore } from './logs-window.ts';

/** After this the dispatcher ends the run. */
export const FOLLOW_MS = 10 * 60_000;
/** How long to wait, as kubectl does, for a container that has not begun. */
const WAIT_FOR_START_MS = 20_000;
const RETRY_MS = 1000;
/** What is shown while following: a message holds no more. */
const SHOWN_BYTES = 16 * 1024;

interface Following {
  readonly context: KubectlContext;
  readonly options: ReadOptions;
  /** What is kept for the end, and the little that is shown until then. */
  readonly stores: readonly LineStore[];
  readonly startedAtMs: number;
  notes: string;
  exitCode: number;
}

export async function followLogs(
  sources: readonly LogSource[],
  options: ReadOptions,
  notes: string,
  context: KubectlContext,
): Promise<Output> {
  const shown = createLineStore(SHOWN_BYTES);
  const kept = createLineStore(KEPT_BYTES);
  const following: Following = {
    context,
    options: { ...options, prefix: options.prefix || sources.length > 1 },
    stores: [kept, shown],
    startedAtMs: context.nowMs(),
    notes,
    exitCode: 0,
  };
  const show = () => {
    context.show({ stdout: shown.newest().text, stderr: following.notes, exitCode: 0 });
  };
  await Promise.all(sources.map((source) => followOne(source, following, show)));
  const ending = wordEnding(following, sources.length);
  const { text, droppedBytes } = kept.newest();
  const stderr = following.notes + cutNote(droppedBytes) + ending;
  return { stdout: text, stderr, exitCode: following.exitCode };
}

/** Refusals while a container starts are told once and asked again; any other one ends this log. */
async function followOne(source: LogSource, following: Following, show: () => void): Promise<void> {
  const { context } = following;
  const told = new Set<string>();
  for (;;) {
    try {
      await followStream(source, following, show);
      return;
    } catch (error) {
      if (context.signal.aborted) return;
      if (!isKubectlFailure(error)) throw error;
      const text = kubectlText(error);
      if (!told.has(text)) following.notes += text;
      told.add(text);
      show();
      const waitedMs = context.nowMs() - following.startedAtMs;
      if (!(error instanceof StatusError) || waitedMs >= WAIT_FOR_START_MS) {
        following.exitCode = 1;
        return;
      }
    }
    if (!(await rest(context))) return;
  }
}

async function followStream(
  source: LogSource,
  following: Following,
  show: () => void,
): Promise<void> {
  const { context, options } = following;
  const cutter = createLineCutter(following.stores, options.prefix ? prefixOf(source) : '');
  try {
    for await (const chunk of context.api.stream(logRequest(source, context.namespace, options))) {
      cutter.add(chunk);
      show();
    }
  } finally {
    cutter.finish();
  }
}

/** False when the run was ended meanwhile. */
async function rest(context: KubectlContext): Promise<boolean> {
  try {
    await context.sleep(RETRY_MS);
    return true;
  } catch (error) {
    if (!context.signal.aborted) throw error;
    return false;
  }
}

function wordEnding(following: Following, count: number): string {
  const { context, startedAtMs } = following;
  if (context.signal.aborted) {
    const isCap = context.nowMs() - startedAtMs >= FOLLOW_MS - RETRY_MS;
    return isCap
      ? `Following ended after ${FOLLOW_MS / 60_000} minutes, the longest time there is. Ask again to go on.\n`
      : 'Following was stopped.\n';
  }
  if (following.exitCode !== 0) return 'Following ended: the log could not be read.\n';
  return count === 1
    ? 'Following ended: the container has ended or its log was closed.\n'
    : 'Following ended: the containers have ended or their logs were closed.\n';
}

function cutNote(droppedBytes: number): string {
  return droppedBytes === 0
    ? ''
    : `The oldest ${droppedBytes} bytes were left out: one answer holds ${KEPT_BYTES}.\n`;
}
