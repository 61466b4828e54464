// What people write in words after a command: a reason, a remark.

import type { Pattern } from '../../grammar.ts';

export const WORDS: Pattern = {
  expression: /^[^\0-\x1f]{1,200}$/u,
  description: 'words that say why',
};
