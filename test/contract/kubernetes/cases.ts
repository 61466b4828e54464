// The requests of the contract, in the order in which they are sent. Each is sent alike to every server, in a namespace of its own.

import { ACCESS } from './cases/access.ts';
import type { Case } from './cases/case.ts';
import { ENDING } from './cases/ending.ts';
import { JOBS } from './cases/jobs.ts';
import { MISTAKES } from './cases/mistakes.ts';
import { MORE_KINDS } from './cases/more-kinds.ts';
import { PODS } from './cases/pods.ts';
import { PRESENCE } from './cases/presence.ts';
import { WORKLOADS } from './cases/workloads.ts';
import { WRITES } from './cases/writes.ts';

export type { Case };

export const CASES: readonly Case[] = [
  ...PRESENCE,
  ...MISTAKES,
  ...ACCESS,
  ...WRITES,
  ...WORKLOADS,
  ...PODS,
  ...JOBS,
  ...MORE_KINDS,
  ...ENDING,
];
