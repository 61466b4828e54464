// Answers of a policy set to questions that were asked before. Deciding looks nothing up and knows no time but the question's, so
// the same question has the same answer for as long as the set is in force; another set begins with none.

import type { PolicyDecision } from '../../ports.ts';

/** A switch of so many namespaces asks about some 2,000 before each of its tiers. */
const MOST = 5_000;

/** @param decide of one set, pure. Answers with errors are never kept. */
export function remembering<Question>(
  decide: (question: Question) => PolicyDecision,
): (question: Question) => PolicyDecision {
  const kept = new Map<string, PolicyDecision>();
  return (question) => {
    // The whole of what Cedar is given: nothing that could make a difference is left out.
    const key = JSON.stringify(question);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const decision = decide(question);
    if (decision.errors.length > 0) return decision;
    if (kept.size >= MOST) kept.clear();
    kept.set(key, Object.freeze(decision));
    return decision;
  };
}
