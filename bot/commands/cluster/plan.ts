// `cluster plan`: what switching something off would do to each of its workloads, and what it would save. It only reads.

import { kubectlCommand } from '../../command.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import { lookAccesses } from '../../switch/accesses.ts';
import { findSwitch, SWITCH_NAME } from '../../switch/names.ts';
import { planOff } from '../../switch/plan.ts';
import { readFound } from '../../switch/read-found.ts';
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
    positionals: {
      usage: 'NAME',
      min: 1,
      max: 1,
      pattern: SWITCH_NAME,
    },
    flags: {},
  },

  read: ({ positionals: [name = ''] }): PlanArgs => ({ name }),

  cluster: ({ name }, switches) => switches[name]?.settings.cluster,

  access: ({ name }, { catalog, switches = {} }) =>
    lookAccesses(findSwitch(name, switches, USAGE).settings, catalog),

  run: async ({ name }, context) => {
    const { settings, timetable, prices, self } = findSwitch(name, context.switches ?? {}, USAGE);
    try {
      const { found: workloads, neighbours } = await readFound(settings, context);
      const targets = planOff(workloads, neighbours, self);
      const nowMs = context.nowMs();
      const stdout = writePlan({
        name,
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
