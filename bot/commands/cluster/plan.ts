// `cluster plan`: what switching something off would do to each of its workloads, and what it would save. It only reads.

import { kubectlCommand } from '../../command.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import { lookAccesses } from '../../switch/accesses.ts';
import { machinesOf } from '../../switch/machines.ts';
import { findSwitch, ONE_SWITCH } from '../../switch/names.ts';
import { placedBySwitch } from '../../switch/placed.ts';
import { withHolders } from '../../switch/pool-holders.ts';
import { readTargets } from '../../switch/read-found.ts';
import { writePlan } from '../../switch/report.ts';

const USAGE = 'cluster plan NAME';

export interface PlanArgs {
  readonly name: string;
}

export const plan = kubectlCommand({
  name: 'cluster plan',
  summary: 'What switching off would do to each workload of a switch, and what it would save',
  examples: ['cluster plan shop-nights'],
  effect: 'read',
  grammar: {
    positionals: ONE_SWITCH,
    flags: {},
  },

  read: ({ positionals: [name = ''] }): PlanArgs => ({ name }),

  ...placedBySwitch(USAGE, lookAccesses),

  run: async ({ name }, context) => {
    const of = findSwitch(name, context.switches ?? {}, USAGE);
    const { timetable, prices } = of;
    try {
      const targets = await withHolders(await readTargets(of, context), context);
      const nowMs = context.nowMs();
      const stdout = writePlan({
        ...{ name, machines: of.settings.tiers.flatMap(machinesOf) },
        cluster: context.cluster.name,
        targets,
        timetable,
        prices,
        nowMs,
      });
      return { stdout, stderr: '', exitCode: 0 };
    } catch (error) {
      if (!isKubectlFailure(error)) throw error;
      return { stdout: '', stderr: kubectlText(error), exitCode: 1 };
    }
  },
});
