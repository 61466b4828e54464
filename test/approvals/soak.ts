// The histories of approvals with bigger numbers.

import type { Soak } from '../../scripts/soak/soak.ts';
import { playHistories } from './histories.ts';

export const approvalsSoak: Soak = {
  summary:
    'no command runs without the approvals its policy asks for, none twice: random histories',
  count: 100_000,
  run: async ({ count, seed, say, signal }) => {
    const { counts, found } = await playHistories({
      count,
      seed,
      signal,
      tell: (done) => {
        if (done % 5_000 === 0) say(`   ${done.toLocaleString('en')} histories`);
      },
    });
    return { counts: { ...counts }, failures: found === undefined ? [] : [found] };
  },
};
