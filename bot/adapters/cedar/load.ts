// A policy engine by Cedar over a folder of policy files. Default deny: no permit, a forbid, or any error is a denial.
// It decides from the question alone and looks nothing up.

import { createHash } from 'node:crypto';
import cedar, { type CheckParseAnswer } from '@cedar-policy/cedar-wasm/nodejs';
import { OperatorError } from '../../errors.ts';
import type { PolicyDecision, PolicyEngine } from '../../ports.ts';
import { type Policy, parsePolicies } from './parse-policies.ts';
import { type CedarQuestion, toCedar } from './question.ts';
import { digestOf, readPolicyFolder } from './read-folder.ts';
import { remembering } from './remember.ts';

/**
 * Reads, checks and prepares the *.cedar files of a folder.
 * @throws OperatorError that names the file, the policy and Cedar's words when any of it is broken.
 */
export function loadPolicies(directory: string, schemaText: string): PolicyEngine {
  const files = readPolicyFolder(directory);
  return createEngine(digestOf(files), parsePolicies(files, schemaText), schemaText);
}

/**
 * @param version what people read of it
 * @param policies that were checked against the schema: it is not done here.
 */
export function createEngine(
  version: string,
  policies: ReadonlyMap<string, Policy>,
  schemaText: string,
): PolicyEngine {
  const texts = Object.fromEntries([...policies.values()].map(({ id, text }) => [id, text]));
  const prepared = prepare(texts, schemaText);
  const decideOver = remembering((question: CedarQuestion) => decide(question, prepared));
  return {
    version,
    decide: (question) => decideOver(toCedar(question)),
    advice: (policyId) => policies.get(policyId)?.advice,
    demand: (policyId) => policies.get(policyId)?.demand,
  };
}

interface Prepared {
  readonly preparsedPolicySetId: string;
  readonly preparsedSchemaName: string;
}

/** Cedar takes about as long to prepare the schema as to check ten policies. A reload has the same one. */
const preparedSchemas = new Set<string>();

/** Cedar keeps prepared sets by name and never lets them go; named by content, an engine's own set is never replaced. */
function prepare(texts: Readonly<Record<string, string>>, schemaText: string): Prepared {
  const setName = nameOf(JSON.stringify(texts));
  const schemaName = nameOf(schemaText);
  if (!preparedSchemas.has(schemaName)) {
    assertPrepared(cedar.preparseSchema(schemaName, schemaText));
    preparedSchemas.add(schemaName);
  }
  assertPrepared(cedar.preparsePolicySet(setName, { staticPolicies: texts }));
  return { preparsedPolicySetId: setName, preparsedSchemaName: schemaName };
}

function nameOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function assertPrepared(answer: CheckParseAnswer): void {
  if (answer.type === 'success') return;
  throw new OperatorError({
    what: 'The policies are refused.',
    why: `Cedar says: ${answer.errors[0]?.message ?? 'no reason'}.`,
    fix: 'Correct the policies and load them again.',
  });
}

function decide(question: CedarQuestion, prepared: Prepared): PolicyDecision {
  const answer = askCedar(question, prepared);
  if (answer.type === 'failure') return denied(answer.errors.map((error) => error.message));
  const { decision, diagnostics } = answer.response;
  const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
  if (errors.length > 0) return denied(errors);
  return { allowed: decision === 'allow', policies: [...diagnostics.reason].sort(), errors: [] };
}

/** Cedar throws at what it cannot even read, for example half a surrogate pair: that is a denial as well. */
function askCedar(question: CedarQuestion, prepared: Prepared) {
  try {
    return cedar.statefulIsAuthorized({ ...question, ...prepared, validateRequest: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'failure', errors: [{ message }] } as const;
  }
}

/** An error is a denial even where another policy would allow: the policy that failed may have been a forbid. */
function denied(errors: readonly string[]): PolicyDecision {
  return { allowed: false, policies: [], errors };
}
