// The families of lines that the suite runs: one file each, and a line here.

import type { Family } from './family.ts';
import { SCALE } from './scale-lines.ts';

export const FAMILIES: readonly Family[] = [SCALE];
