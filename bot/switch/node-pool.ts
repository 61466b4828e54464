// A Karpenter NodePool as what is switched: how many nodes it has, and what keeps them when nothing new may come. A limit of 0 only stops new
// nodes; those that are there go as Karpenter finds them empty, by its own rules. Pure.

import type { KubernetesObject } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';

/** karpenter.sh/v1, as far as it is looked at. */
interface NodePool extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly disruption?: {
      readonly consolidateAfter?: string;
      readonly consolidationPolicy?: string;
      readonly budgets?: readonly DisruptionBudget[];
    };
  };
  readonly status?: {
    /** Since its version 1.8. */
    readonly nodes?: number;
    readonly resources?: { readonly nodes?: string | number };
  };
}

interface DisruptionBudget {
  /** `10%` or `5` */
  readonly nodes?: string;
  /** When it counts, as cron has it, always in UTC; absent: always. */
  readonly schedule?: string;
  readonly duration?: string;
  readonly reasons?: readonly string[];
}

/** @returns undefined where Karpenter has not said it yet */
export function nodesOf(object: KubernetesObject): number | undefined {
  const { status = {} } = object as NodePool;
  if (status.nodes !== undefined) return status.nodes;
  const count = parseQuantity(String(status.resources?.nodes ?? ''));
  return count === undefined ? undefined : Number(count.digits) * 10 ** count.exponent;
}

/** What happens to its nodes when it is switched off, and what of its own settings keeps them. */
export function poolNotes(object: KubernetesObject): readonly string[] {
  const { spec = {} } = object as NodePool;
  const count = nodesOf(object);
  const nodes = count === undefined ? 'its nodes' : count === 1 ? '1 node' : `${count} nodes`;
  // A pool of a fixed number drains and ends its nodes by itself.
  if (spec.replicas !== undefined) return [`${nodes} drained and ended by Karpenter`];
  const { consolidateAfter, consolidationPolicy, budgets = [] } = spec.disruption ?? {};
  const after =
    consolidateAfter === undefined ? ' when empty' : ` ${consolidateAfter} after they are empty`;
  const policy = consolidationPolicy === undefined ? '' : ` (${consolidationPolicy})`;
  return [
    consolidateAfter === 'Never'
      ? `${nodes} stay: consolidateAfter is Never`
      : `no new nodes; ${nodes} go${after}${policy}`,
    ...budgets.filter(isOfNone).map(writeBudget),
  ];
}

/** One that lets no empty node go while it counts. */
function isOfNone({ nodes = '', reasons = [] }: DisruptionBudget): boolean {
  const isAboutEmpty = reasons.length === 0 || reasons.includes('Empty');
  return isAboutEmpty && /^0%?$/u.test(nodes);
}

function writeBudget({ schedule, duration }: DisruptionBudget): string {
  return schedule === undefined
    ? 'its disruption budget of 0 lets no node go'
    : `its disruption budget of 0 lets no node go from "${schedule}" UTC for ${duration ?? 'ever'}`;
}
