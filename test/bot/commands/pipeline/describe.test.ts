import { expect, test } from '@jest/globals';
import { drawTopology } from '../../../../bot/commands/pipeline/describe.ts';

test('a pipeline is drawn with what it reads on the left and what it writes on the right', () => {
  const drawn = drawTopology({
    ...{ name: 'settlement', groupId: 'g', inputs: ['ad.charges', 'ad.clicks'] },
    ...{ outputs: ['ad.deductions'], deadLetters: 'ad.dead-letters' },
    stores: [{ name: 'budgets', changelog: 'settlement-budgets-changelog' }],
  });
  expect(drawn).toBe(`               ┌───────────────┐
ad.charges ──▶ │ settlement    │ ──▶ ad.deductions
ad.clicks  ──▶ │ group g       │ ──▶ ad.dead-letters (dead letters)
               │ store budgets │
               └───────────────┘

  budgets is rebuilt from settlement-budgets-changelog
`);
});
