// Nothing runs without the approvals that its policy asks for, nothing twice, and nothing that was approved is lost: random histories
// held to a model, and each rule broken once to see that they notice. `npm run soak -- approvals` plays 100,000.

import { describe, expect, test } from '@jest/globals';
import type { MemoryStore } from '../escape/memory-store.ts';
import { chosenSeed } from '../seeds.ts';
import { playHistories } from './histories.ts';
import type { Mutant } from './house.ts';

const COUNT = 1_500;
const LONG_MS = 300_000;
const seed = Number(process.env.QM_APPROVALS_SEED ?? chosenSeed());

test(
  `random histories come to what the model says (seed ${seed})`,
  async () => {
    const { counts, found } = await playHistories({ count: COUNT, seed });
    expect(found).toBeUndefined();
    expect(counts.histories).toBe(COUNT);
    expect(counts.ran).toBeGreaterThan(COUNT / 5);
    expect(counts.ended).toBeGreaterThan(counts.ran);
  },
  LONG_MS,
);

const MUTANTS: Readonly<Record<string, Mutant>> = {
  'an approval is used twice': { store: over(() => ({ settleApproval: async () => true })) },
  'one person counts twice': {
    store: over((store) => ({
      addVote: async (id, vote) => {
        const poll = await store.addVote(id, { ...vote, person: `${vote.person}${Math.random()}` });
        return poll === undefined ? undefined : { ...poll, isNew: true };
      },
    })),
  },
  'a rejected approval stays open': {
    store: over((store) => ({
      settleApproval: (id, state) =>
        state === 'rejected' ? Promise.resolve(true) : store.settleApproval(id, state),
    })),
  },
  'a withdrawn approval stays open': {
    store: over((store) => ({
      settleApproval: (id, state) =>
        state === 'withdrawn' ? Promise.resolve(true) : store.settleApproval(id, state),
    })),
  },
  'nothing expires': {
    store: over((store) => ({
      dueApprovals: async () => [],
      saveApproval: (approval) => store.saveApproval({ ...approval, expiresAtMs: 1e15 }),
    })),
  },
  'votes are forgotten': {
    store: over(() => ({ addVote: async () => ({ votes: [], isNew: true }) })),
  },
  'one yes is enough where two are asked for': {
    policies: (policies) => ({
      ...policies,
      demand: (id) => {
        const demand = policies.demand(id);
        return demand?.kind === 'approval' ? { ...demand, approvals: 1 } : demand;
      },
      decide: (question) => {
        const approvals = question.context.approvals ?? 0;
        const context = { ...question.context, approvals: approvals > 0 ? 9 : 0 };
        return policies.decide({ ...question, context });
      },
    }),
  },
  'anybody who may do it may approve it': {
    policies: (policies) => ({
      ...policies,
      decide: (question) =>
        policies.decide({
          ...question,
          principal: { ...question.principal, groups: ['operator'] },
        }),
      demand: (id) => {
        const demand = policies.demand(id);
        return demand?.kind === 'approval' ? { ...demand, approvers: [] } : demand;
      },
    }),
  },
  'two accounts are two people': { withoutPeople: true },
};

describe('the histories notice that', () => {
  test.each(Object.entries(MUTANTS))(
    '%s',
    async (_name, mutant) => {
      const { found } = await playHistories({ count: 3_000, seed: 1, mutant });
      expect(found).toMatch(/and should/u);
    },
    LONG_MS,
  );
});

/** A store with some of its ways broken. */
function over(
  broken: (store: MemoryStore) => Partial<MemoryStore>,
): (store: MemoryStore) => MemoryStore {
  return (store) => {
    const mutant: MemoryStore = { ...store, ...broken(store) };
    mutant.transaction = (body) => body(mutant);
    return mutant;
  };
}
