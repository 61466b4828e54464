// What is remembered of decisions is only what the same question would be answered with again.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { remembering } from '../../../bot/adapters/cedar/remember.ts';
import type { PolicyDecision } from '../../../bot/ports.ts';

describe('a remembered decision', () => {
  test('is that of the very same question, whatever questions came between', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3 });
    const question = fc.record({
      principal: fc.record({ id: text }),
      context: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)), {
        maxKeys: 2,
      }),
    });
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 30 }), (questions) => {
        const fresh = (asked: unknown): PolicyDecision => ({
          allowed: JSON.stringify(asked).length % 2 === 0,
          policies: [JSON.stringify(asked)],
          errors: [],
        });
        const decide = remembering(fresh);
        for (const asked of [...questions, ...questions]) {
          expect(decide(structuredClone(asked))).toEqual(fresh(asked));
        }
      }),
    );
  });

  test('spares asking again, but not after a failure', () => {
    let count = 0;
    const decide = remembering((errors: readonly string[]) => {
      count += 1;
      return { allowed: errors.length === 0, policies: [], errors };
    });
    decide([]);
    decide([]);
    expect(count).toBe(1);
    decide(['out of memory']);
    decide(['out of memory']);
    expect(count).toBe(3);
  });

  test('is forgotten before there are too many', () => {
    let count = 0;
    const decide = remembering((_: number) => {
      count += 1;
      return { allowed: true, policies: [], errors: [] };
    });
    for (let each = 0; each <= 5_000; each += 1) decide(each);
    decide(0);
    expect(count).toBe(5_002);
  });
});
