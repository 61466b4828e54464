// What a confirmation of a drain covers, and what not.

import { describe, expect, test } from '@jest/globals';
import { agreedDrain, beyondDrain } from '../../../bot/kubernetes/drain-agreed.ts';

const PODS = { u1: 'shop/web-1', u2: 'shop/web-2' };
const AGREED = agreedDrain('node as it was', [{ node: 'n1', pods: PODS }]);
const now = (pods: Record<string, string>, node = 'n1', cordon = 'node as it was') =>
  beyondDrain(AGREED, agreedDrain(cordon, [{ node, pods }]));

describe('a drain that was agreed to', () => {
  test('covers the same pods and fewer of them', () => {
    expect(now(PODS)).toBeUndefined();
    expect(now({ u2: 'shop/web-2' })).toBeUndefined();
    expect(now({})).toBeUndefined();
  });

  test('does not cover pods that came since, and they are named', () => {
    expect(now({ ...PODS, u3: 'shop/db-0' })).toBe(
      'Since then more pods have come that it would evict: shop/db-0 on n1.',
    );
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`v${at}`, `a/b${at}`]));
    expect(now(many)).toMatch(/a\/b4 on n1, and 4 more\.$/u);
  });

  test('does not cover another pod of the same name, nor the same pod on another node', () => {
    expect(now({ u9: 'shop/web-1' })).toContain('shop/web-1 on n1');
    expect(now(PODS, 'n2')).toContain('shop/web-1 on n2');
    expect(now({ constructor: 'shop/x' })).toContain('shop/x');
  });

  test.each(['another node', ''])('does not cover a node that is %j', (cordon) => {
    expect(now(PODS, 'n1', cordon)).toBe('The node is not as it was in the preview.');
  });

  test.each(['', '[]', 'null', '{"cordon":1,"nodes":[]}', '["u1"]\n["u2"]'])(
    'was never agreed to by %j',
    (agreed) => {
      expect(beyondDrain(agreed, AGREED)).toBeDefined();
      expect(beyondDrain(AGREED, agreed)).toBeDefined();
    },
  );
});
