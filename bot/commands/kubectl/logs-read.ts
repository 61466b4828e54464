// Reads logs to their present end, one after the other, and keeps the newest of what is too much for an answer.

import type { KubectlContext, Output } from '../../command.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import type { LogSource } from './logs-containers.ts';
import { type LogOptions, logRequest, prefixOf } from './logs-request.ts';
import { createLineCutter, createLineStore, type LineStore } from './logs-window.ts';

/** What one command may print; each log has its share. */
export const KEPT_BYTES = 1024 * 1024;
/** No more than this is read of one log while looking for its newest lines. */
const READ_BYTES = 64 * 1024 * 1024;

export interface ReadOptions extends LogOptions {
  readonly prefix: boolean;
}

/** @param notes what was said on stderr before. */
export async function readLogs(
  sources: readonly LogSource[],
  options: ReadOptions,
  notes: string,
  context: KubectlContext,
): Promise<Output> {
  const share = Math.floor(KEPT_BYTES / Math.max(1, sources.length));
  let stdout = '';
  let stderr = notes;
  for (const source of sources) {
    const store = createLineStore(share);
    try {
      const isWhole = await readLog(source, options, store, context);
      const { text, droppedBytes } = store.newest();
      stdout += text;
      stderr += cutNote(source, droppedBytes, isWhole);
    } catch (error) {
      if (!isKubectlFailure(error)) throw error;
      stdout += store.newest().text;
      return { stdout, stderr: stderr + kubectlText(error), exitCode: 1 };
    }
  }
  return { stdout, stderr, exitCode: 0 };
}

/** False when the log was given up before its end. */
async function readLog(
  source: LogSource,
  options: ReadOptions,
  store: LineStore,
  context: KubectlContext,
): Promise<boolean> {
  const cutter = createLineCutter([store], options.prefix ? prefixOf(source) : '');
  let bytes = 0;
  for await (const chunk of context.api.stream(logRequest(source, context.namespace, options))) {
    cutter.add(chunk);
    bytes += chunk.length;
    if (bytes > READ_BYTES) return false;
  }
  context.signal.throwIfAborted();
  cutter.finish();
  return true;
}

function cutNote(source: LogSource, droppedBytes: number, isWhole: boolean): string {
  if (droppedBytes === 0) return '';
  const which = `${source.pod}/${source.container}`;
  const choose = 'Choose with --tail, --since or --limit-bytes.\n';
  return isWhole
    ? `The log of ${which} is too long for one answer: its oldest ${droppedBytes} bytes were left out. ${choose}`
    : `The log of ${which} is longer than ${READ_BYTES} bytes: reading ended there, newer lines are missing. ${choose}`;
}
