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
  /** The folder of the set in force. */
  readonly directory: string;
  /** Why the last set that was read was refused; undefined: it is in force. */
  readonly problem: string | undefined;
  /** Reads the folder again, or another one. With a problem the last good set stays in force, with its folder. */
  reload(directory?: string): Reload;
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
  const { schemaText, log, onRefused } = options;
  let { directory } = options;
  let problem: string | undefined;
  let engine = loadPolicies(directory, schemaText);
  return {
    decide: (question) => engine.decide(question),
    advice: (policyId) => engine.advice(policyId),
    demand: (policyId) => engine.demand(policyId),
    get version() {
      return engine.version;
    },
    get directory() {
      return directory;
    },
    get problem() {
      return problem;
    },
    reload(wanted = directory) {
      try {
        engine = loadPolicies(wanted, schemaText);
        directory = wanted;
        problem = undefined;
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        log.error({ problem: error.message, kept: engine.version }, 'policies refused');
        problem = error.message;
        onRefused(problem);
        return { ok: false, problem };
      }
      log.info({ version: engine.version }, 'policies loaded');
      return { ok: true, version: engine.version };
    },
  };
}
