// `cluster plan`: what switching something off would do to each of its workloads, and what it would save. It only reads.

import { kubectlCommand, type Switches } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import { listAccess, servedKinds } from '../../switch/kinds.ts';
import type { NamedSwitch } from '../../switch/of-settings.ts';
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
      pattern: {
        expression: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u,
        description: 'the name of a switch in the settings',
      },
    },
    flags: {},
  },

  read: ({ positionals: [name = ''] }): PlanArgs => ({ name }),

  cluster: ({ name }, switches) => switches[name]?.settings.cluster,

  access: ({ name }, { catalog, switches = {} }) => {
    const { tiers } = found(name, switches).settings;
    const namespaces = tiers.flatMap(({ workloads }) =>
      workloads.map(({ namespace }) => namespace),
    );
    return [...new Set(namespaces)].flatMap((namespace) =>
      servedKinds(catalog).map((served) => listAccess(served, namespace)),
    );
  },

  run: async ({ name }, context) => {
    const { settings, timetable, prices } = found(name, context.switches ?? {});
    try {
      const { found: workloads, neighbours } = await readFound(settings, context);
      const targets = planOff(workloads, neighbours);
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

/** @throws UsageError with the names that there are. */
function found(name: string, switches: Switches): NamedSwitch {
  const wanted = Object.hasOwn(switches, name) ? switches[name] : undefined;
  if (wanted !== undefined) return wanted;
  const known = Object.keys(switches);
  throw new UsageError({
    what: `There is no switch "${name}".`,
    why:
      known.length === 0
        ? 'None stands under "switches" in the settings now.'
        : `Those under "switches" in the settings exist: ${known.join(', ')}.`,
    fix: 'Use one of these names, or have it added to the settings; it is found within seconds.',
    usage: USAGE,
  });
}
