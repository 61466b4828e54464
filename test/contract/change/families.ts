// The families of lines that the suite runs: one file each, and a line here.

import { ANNOTATE } from './annotate-lines.ts';
import { CORDON } from './cordon-lines.ts';
import { DRAIN } from './drain-lines.ts';
import type { Family } from './family.ts';
import { LABEL } from './label-lines.ts';
import { PATCH } from './patch-lines.ts';
import { SCALE } from './scale-lines.ts';

export const FAMILIES: readonly Family[] = [SCALE, LABEL, ANNOTATE, PATCH, CORDON, DRAIN];
