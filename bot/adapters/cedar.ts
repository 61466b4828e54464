// The policies in force, reloadable while the bot runs. A broken set never takes the place of a good one, and the bot
// does not start without a good one.

import { OperatorError } from '../errors.ts';
import type { PolicyEngine } from '../ports.ts';
import { loadPolicies } from './cedar/load.ts';

export { loadPolicies } from './cedar/load.ts';

export type Reload =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly problem: string };

export interface PolicyHolder extends PolicyEngine {
  /** Reads the folder again. With a problem the last good set stays in force. */
  reload(): Reload;
}

export interface PolicyHolderOptions {
  readonly directory: string;
  readonly schemaText: string;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Told of each refused set, for the audit. */
  readonly onRefused: (problem: string) => void;
}

/** @throws OperatorError when the first set is broken: there is no last good one to keep. */
export function createPolicyHolder(options: PolicyHolderOptions): PolicyHolder {
  const { directory, schemaText, log, onRefused } = options;
  let engine = loadPolicies(directory, schemaText);
  return {
    decide: (question) => engine.decide(question),
    advice: (policyId) => engine.advice(policyId),
    get version() {
      return engine.version;
    },
    reload() {
      try {
        engine = loadPolicies(directory, schemaText);
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        log.error({ problem: error.message, kept: engine.version }, 'policies refused');
        onRefused(error.message);
        return { ok: false, problem: error.message };
      }
      log.info({ version: engine.version }, 'policies loaded');
      return { ok: true, version: engine.version };
    },
  };
}
