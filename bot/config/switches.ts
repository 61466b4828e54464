// What can be set about switches: which workloads of a cluster belong together, in which order, and what they cost. Pure.

import { z } from 'zod';
import type { UnitPrices } from '../costs.ts';
import { SELECTOR } from '../kubernetes/flags.ts';
import { readPrice } from '../switch/money.ts';
import { channelId, name } from './name.ts';

const namespace = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, 'the name of a namespace')
  .refine((text) => !text.startsWith('kube-'), "the cluster's own namespaces stay on");

const workload = z.strictObject({
  namespace,
  /** As kubectl's -l; all workloads of the namespace when unset. */
  selector: z.string().regex(SELECTOR.expression, SELECTOR.description).optional(),
  /** Whether Jobs that run there are suspended too: what their pods have done so far is lost. They are left to end unless said. */
  suspendJobs: z.boolean().optional(),
});

/** How long something may take, in milliseconds. */
const deadline = z
  .string()
  .default('10m')
  .transform((text, context) => {
    const { count, unit } = /^(?<count>[1-9]\d{0,2})(?<unit>[sm])$/u.exec(text)?.groups ?? {};
    if (count !== undefined) return Number(count) * (unit === 's' ? 1_000 : 60_000);
    context.addIssue({ code: 'custom', message: 'a time such as 90s or 10m' });
    return z.NEVER;
  });

const nodePool = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/u, 'the name of a NodePool');

const awsName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/u, 'the name of a group of AWS');

const tierOfEither = z.strictObject({
  name,
  workloads: z.array(workload).max(50).default([]),
  /** Karpenter's, by their names: those of a tier of their own, which stands before what runs on them. */
  nodePools: z.array(nodePool).max(20).default([]),
  /** Managed node groups of the cluster's "aws", likewise. */
  nodeGroups: z.array(awsName).max(20).default([]),
  autoScalingGroups: z.array(awsName).max(20).default([]),
  /** Of "pipelines": they are paused while it is off. One that uses a Kafka of the switch stands in a later tier than its brokers. */
  pipelines: z.array(name).max(20).default([]),
  /** Of "kafkas": the one whose brokers are in this tier. What reads from it and writes to it stands in later tiers. */
  kafka: name.optional(),
  /** How long its pods may take to be ready before the next tier is switched on without them. */
  readyWithin: deadline,
  /** How long its pods may take to end before the tiers beneath it are left on. */
  endWithin: deadline,
});

const tier = tierOfEither.refine(
  (each) => (each.workloads.length + each.pipelines.length === 0) !== (countMachines(each) === 0),
  'it has "workloads" or "pipelines", or "nodePools", "nodeGroups" and "autoScalingGroups" in a tier of their own',
);

type Tier = z.infer<typeof tierOfEither>;

function countMachines({ nodePools, nodeGroups, autoScalingGroups }: Tier): number {
  return nodePools.length + nodeGroups.length + autoScalingGroups.length;
}

/** Nodes are there before what runs on them, and go after it. */
function areNodesFirst(tiers: readonly Tier[]): boolean {
  const first = tiers.findIndex((each) => countMachines(each) === 0);
  return first === -1 || tiers.slice(first).every((each) => countMachines(each) === 0);
}

const labels = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/u, 'the name of a label of alerts'),
    z.string().min(1).max(200),
  )
  .refine((given) => Object.keys(given).length > 0, 'at least one label');

const silence = z.strictObject({
  /** An alert that has all labels of one of them; each namespace that is switched whole when unset. */
  labels: z.array(labels).min(1).max(20).optional(),
  /** How long it lasts beyond the wake, so that all may come up. */
  grace: deadline,
});

/** A Slack user, or a user group. */
const mentioned = z
  .string()
  .regex(/^[SUW][A-Z0-9]{2,30}$/u, 'the id of a Slack user group (S...) or user (U... or W...)');

const onCall = z.union([
  channelId.transform((channel) => ({ channel, mention: [] as readonly string[] })),
  z.strictObject({
    channel: channelId.optional(),
    mention: z.array(mentioned).max(5).readonly().default([]),
  }),
]);

export const switchSettings = z.strictObject({
  cluster: name,
  /** One of "timetables"; it is switched by people alone when unset. */
  timetable: name.optional(),
  /** The channel of its owners; that of "approvals" when unset. */
  owners: channelId.optional(),
  /** Where it is told what did not come up, and who is called; the owners' channel and nobody when unset. */
  onCall: onCall.optional(),
  /** While it is off its alerts are silenced in the Alertmanager of the settings; they are not when unset. */
  silence: silence.optional(),
  /**
   * Namespaces in which Argo CD's Applications, Flux' Kustomizations and HelmReleases stand: those that own its workloads and would set them
   * back are suspended while it is off. None is when unset.
   */
  gitOps: z.array(namespace).min(1).max(20).optional(),
  /** In the order in which they are switched on; off it is the other way round. */
  tiers: z
    .array(tier)
    .min(1)
    .max(20)
    .refine(areNodesFirst, 'tiers of nodes stand before those of "workloads"'),
});

/** What nothing else could be switched on again without: it is never switched, on whichever cluster it is. */
export const self = z.strictObject({
  /** The namespace that Quartermaster runs in. */
  namespace: namespace.optional(),
  /** The workload that is its database, as NAMESPACE/NAME. */
  database: z
    .string()
    .regex(/^[a-z0-9-]{1,63}\/[a-z0-9][a-z0-9.-]{0,252}$/u, 'a workload such as shop/db')
    .optional(),
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

/** Of one cluster, where they differ. */
export const unitPrices = z
  .strictObject({ cpuHour: price, memoryGibHour: price })
  .transform((prices): UnitPrices & Pick<Prices, 'learnedAtMs'> => prices);

export type SwitchSettings = z.infer<typeof switchSettings>;
export type SelfSettings = z.infer<typeof self>;
export interface Prices extends z.infer<typeof prices> {
  /** When the cluster's OpenCost said so; absent: as the settings have it. */
  readonly learnedAtMs?: number;
}
