// What can be set about switches: which workloads of a cluster belong together, in which order, and what they cost. Pure.

import { z } from 'zod';
import { SELECTOR } from '../kubernetes/flags.ts';
import { readPrice } from '../switch/money.ts';
import { name } from './name.ts';

const namespace = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, 'the name of a namespace')
  .refine((text) => !text.startsWith('kube-'), "the cluster's own namespaces stay on");

const workload = z.strictObject({
  namespace,
  /** As kubectl's -l; all workloads of the namespace when unset. */
  selector: z.string().regex(SELECTOR.expression, SELECTOR.description).optional(),
});

const tier = z.strictObject({ name, workloads: z.array(workload).min(1).max(50) });

export const switchSettings = z.strictObject({
  cluster: name,
  /** One of "timetables". */
  timetable: name,
  /** In the order in which they are switched on; off it is the other way round. */
  tiers: z.array(tier).min(1).max(20),
});

const price = z.string().transform((text, context) => {
  const micros = readPrice(text);
  if (micros !== undefined) return micros;
  context.addIssue({ code: 'custom', message: 'a price such as "0.0316", in quotes' });
  return z.NEVER;
});

/** What is paid for what is asked for, by the hour, in millionths of the currency. */
export const prices = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/u, 'a currency such as USD'),
  cpuHour: price,
  memoryGibHour: price,
});

export type SwitchSettings = z.infer<typeof switchSettings>;
export type Prices = z.infer<typeof prices>;
