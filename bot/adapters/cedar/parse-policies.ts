// Turns policy files into one checked set: every policy has an id of its own, and the whole fits the schema. A set with
// any problem is refused as a whole; nothing is mended or left out.

import cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { Demand } from '../../approval.ts';
import { OperatorError } from '../../errors.ts';
import { DemandProblem, readDemand } from './demand.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { PolicyFile } from './read-folder.ts';

export interface Policy {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly advice: string | undefined;
  readonly demand: Demand | undefined;
}

const POLICY_ID = /^[a-z][a-z0-9-]{0,62}$/u;

/** @throws OperatorError that names the file, the policy and Cedar's own words. */
export function parsePolicies(
  files: readonly PolicyFile[],
  schemaText: string,
): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  for (const policy of files.flatMap(parseFile)) {
    const other = policies.get(policy.id);
    if (other !== undefined) {
      throw broken(policy.file, policy.id, `Its @id is also used in ${other.file}.`, NEW_ID);
    }
    policies.set(policy.id, policy);
  }
  if (policies.size === 0) {
    const names = files.map((file) => file.name).join(', ');
    throw broken(names, undefined, 'There is no policy in it.', 'Write one, or remove the file.');
  }
  assertValid(policies, schemaText);
  return policies;
}

const NEW_ID = 'Give each policy an id of its own, such as @id("viewers-read").';

function parseFile({ name, text }: PolicyFile): readonly Policy[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') {
    throw broken(name, undefined, wordsOf(parts.errors, text, 'file'), 'Correct the syntax.');
  }
  if (parts.policy_templates.length > 0) {
    throw broken(
      name,
      undefined,
      'It holds a template (?principal or ?resource), and nothing links templates here.',
      'Write a policy over a Group instead.',
    );
  }
  return parts.policies.map((policy) => readPolicy(name, policy));
}

function readPolicy(file: string, text: string): Policy {
  const read = cedar.policyToJson(text);
  if (read.type === 'failure') {
    throw broken(file, undefined, wordsOf(read.errors, text), 'Correct the syntax.');
  }
  const { id, advice } = read.json.annotations ?? {};
  if (id === undefined) {
    throw broken(file, undefined, `A policy has no @id: ${excerptOf(text)}`, NEW_ID);
  }
  if (!POLICY_ID.test(id)) {
    throw broken(file, id, 'An @id is made of a-z, 0-9 and "-", at most 63 long.', 'Rename it.');
  }
  if (advice !== undefined && advice.length > POLICY_LIMITS.adviceCharacters) {
    const most = `An @advice has at most ${POLICY_LIMITS.adviceCharacters} characters.`;
    throw broken(file, id, most, 'Make it shorter.');
  }
  try {
    return { id, file, text, advice, demand: readDemand(id, read.json) };
  } catch (error) {
    if (!(error instanceof DemandProblem)) throw error;
    throw broken(file, id, error.message, error.fix);
  }
}

/** Warnings count as errors: a policy that can never apply is a hole when it was meant to forbid. */
function assertValid(policies: ReadonlyMap<string, Policy>, schemaText: string): void {
  const texts = Object.fromEntries([...policies.values()].map(({ id, text }) => [id, text]));
  const answer = cedar.validate({ schema: schemaText, policies: { staticPolicies: texts } });
  if (answer.type === 'failure') {
    const why = wordsOf(answer.errors, schemaText, 'schema');
    throw broken('the schema', undefined, why, 'Use the schema that is shipped with this version.');
  }
  const problems = [...answer.validationErrors, ...answer.validationWarnings];
  const first = problems[0];
  if (first === undefined) return;
  const policy = policies.get(first.policyId);
  const rest = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  throw broken(
    policy?.file ?? 'the set',
    first.policyId,
    `${wordsOf([first.error], policy?.text ?? '')}${rest}`,
    'Correct it; policies/quartermaster.cedarschema lists every entity, attribute and action.',
  );
}

interface CedarError {
  readonly message: string;
  readonly help: string | null;
  readonly sourceLocations?: readonly { readonly start: number }[];
}

/** Cedar's words with the line they are about; its offsets count bytes. */
function wordsOf(errors: readonly CedarError[], text: string, of = 'policy'): string {
  const [error] = errors;
  if (error === undefined) return 'Cedar gave no reason.';
  const start = error.sourceLocations?.[0]?.start;
  const before = start === undefined ? undefined : Buffer.from(text).subarray(0, start).toString();
  const line = before === undefined ? '' : ` (line ${before.split('\n').length} of the ${of})`;
  const help = error.help === null ? '' : `; ${error.help}`;
  return `Cedar says: ${error.message}${help}${line}.`;
}

function excerptOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}...` : line;
}

function broken(file: string, id: string | undefined, why: string, fix: string): OperatorError {
  const policy = id === undefined ? '' : `, policy "${id}",`;
  return new OperatorError({
    what: `The policies are refused: ${file}${policy} is broken.`,
    why,
    fix,
  });
}
