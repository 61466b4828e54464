// Settings and policies are taken anew from disk while the bot runs. What is broken never takes the place of what is good, and
// is told until it is mended.

import type { Settings } from './config.ts';
import { OperatorError } from './errors.ts';

/** Why what is on disk is not in force; absent: it is. */
export interface ReloadProblems {
  readonly settings?: string;
  readonly policies?: string;
}

export interface Reloader {
  reload(): Promise<void>;
  problems(): ReloadProblems;
}

export interface ReloadParts {
  readonly settings: () => Settings;
  /** @throws OperatorError for a file that is broken. */
  readonly load: () => Promise<Settings>;
  /** Puts them in force. @throws OperatorError when they cannot be; then nothing has changed. */
  readonly take: (settings: Settings) => void;
  readonly policies: {
    readonly version: string;
    /** Why the set on disk was refused. */
    readonly problem: string | undefined;
    reload(directory: string): { readonly ok: boolean };
  };
  /** Writes an event into the audit. */
  readonly record: (
    command: string,
    verdict: string,
    detail: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;
  readonly redact: (text: string) => { readonly text: string };
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

export function createReloader(parts: ReloadParts): Reloader {
  const { policies, record, log } = parts;
  let problem: string | undefined;
  const takeSettings = async () => {
    const before = JSON.stringify(parts.settings());
    try {
      const renewed = await parts.load();
      parts.take(renewed);
      const isNews = problem !== undefined || JSON.stringify(renewed) !== before;
      problem = undefined;
      log.info({}, 'settings reloaded');
      if (isNews) await record('reload settings', 'succeeded', {});
    } catch (error) {
      log.error({ err: error }, 'the new settings are refused; the last good ones stay');
      problem = parts.redact(wordsOf(error)).text;
      await record('reload settings', 'refused', { reason: problem });
    }
  };
  return {
    async reload() {
      await takeSettings();
      const { version, problem: earlier } = policies;
      const { ok } = policies.reload(parts.settings().policies);
      const isNews = policies.version !== version || earlier !== undefined;
      if (ok && isNews) {
        await record('reload policies', 'succeeded', { policyVersion: policies.version });
      }
    },
    problems: () => ({
      ...(problem === undefined ? {} : { settings: problem }),
      ...(policies.problem === undefined ? {} : { policies: parts.redact(policies.problem).text }),
    }),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof OperatorError ? error.message : 'They cannot be read; see the log.';
}
