// The methods of the control port as they travel: their names, and the shapes of what they are given. Both ends hold to it.
import { z } from 'zod';
import type { MemberControl, PipelineControl } from './control.ts';

type Arguments = Readonly<
  Record<keyof PipelineControl | keyof MemberControl, z.ZodType<readonly unknown[]>>
>;

const MOST_SHOWN = 1_000;
const name = z.string().min(1).max(64);
const most = z.number().int().min(1).max(MOST_SHOWN);
const partition = z.number().int().min(0).max(1_000_000);
const action = z.enum(['pause', 'resume', 'restart']);
const why = z.string().min(1).max(500);
const store = z.string().min(1).max(249);
const key = z.string().max(1_000);

export const ARGUMENTS = {
  list: z.tuple([]),
  status: z.tuple([name]),
  act: z.union([z.tuple([name, action]), z.tuple([name, action, why])]),
  clearHold: z.tuple([name, partition]),
  query: z.tuple([name, store, key]),
  hashes: z.tuple([name]),
  deadLetters: z.tuple([name, most]),
  replay: z.tuple([name]),
  describe: z.tuple([name]),
  logs: z.tuple([name, most]),
  verify: z.tuple([name, key]),
  memberStatus: z.tuple([name]),
  memberAct: z.union([z.tuple([name, action]), z.tuple([name, action, why])]),
  memberClearHold: z.tuple([name, partition]),
  memberQuery: z.tuple([name, store, key]),
  memberHashes: z.tuple([name]),
  memberLog: z.tuple([name, most]),
} satisfies Arguments;

export type Method = keyof typeof ARGUMENTS;

export function isMethod(text: string): text is Method {
  return Object.hasOwn(ARGUMENTS, text);
}
