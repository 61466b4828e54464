// `cluster status`: what a switch is to be, why and until when, and what each of its workloads is now; without a name all switches of a
// cluster, a line each. It only reads.

import { type KubectlContext, kubectlCommand, type Output, type Switches } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import { clusterFlag } from '../../kubernetes/flags.ts';
import { lookAllAccesses } from '../../switch/accesses.ts';
import { findSwitchOrGone, SWITCH_NAME, switchNamed } from '../../switch/names.ts';
import type { NamedSwitch } from '../../switch/of-settings.ts';
import { type SwitchView, writeOverview } from '../../switch/overview.ts';
import { planTurn } from '../../switch/plan-turn.ts';
import { writeStatus } from '../../switch/status.ts';
import { switchingOf } from '../../switch/switching.ts';
import { wantedAt } from '../../switch/wanted.ts';

const USAGE = 'cluster status [NAME]';

export const status = kubectlCommand({
  name: 'cluster status',
  summary: 'What switches are to be, why and until when, and what they are now.',
  examples: ['cluster status', 'cluster status shop-nights'],
  effect: 'read',
  grammar: {
    positionals: { usage: '[NAME]', min: 0, max: 1, pattern: SWITCH_NAME },
    flags: { ...clusterFlag },
  },
  read: ({ positionals: [name], flags }) => {
    if (name !== undefined && flags.cluster !== undefined) throw twoClusters(name);
    return { name };
  },
  cluster: ({ name = '' }, switches) => switchNamed(name, switches)?.settings.cluster,
  access: ({ name }, { catalog, cluster, switches = {} }) =>
    lookAllAccesses(
      chosen(name, cluster, switches).map(([, of]) => of),
      catalog,
    ),
  run: async ({ name }, context) => {
    const { cluster, switches = {} } = context;
    const views: SwitchView[] = [];
    try {
      for (const [each, of] of chosen(name, cluster.name, switches)) {
        views.push(await viewOf(each, of, context));
      }
    } catch (error) {
      if (!isKubectlFailure(error)) throw error;
      return { stdout: '', stderr: kubectlText(error), exitCode: 1 };
    }
    const told = { nowMs: context.nowMs(), nameOf: switchingOf(context).nameOf };
    const [only] = views;
    if (only === undefined) return printed(`${cluster.name} has no switches in the settings.\n`);
    return name === undefined
      ? printed(await writeOverview(views, told))
      : printed(await writeStatus({ ...only, ...told, cluster: cluster.name }));
  },
});

/** The one of that name, or all of the cluster. @throws UsageError for a name that there is not. */
function chosen(
  name: string | undefined,
  cluster: string | undefined,
  switches: Switches,
): readonly (readonly [string, NamedSwitch])[] {
  if (name !== undefined) return [[name, findSwitchOrGone(name, switches, USAGE)]];
  return Object.entries(switches).filter(([, { settings }]) => settings.cluster === cluster);
}

async function viewOf(name: string, of: NamedSwitch, context: KubectlContext): Promise<SwitchView> {
  const { store } = switchingOf(context);
  const overrides = await store.overrides(name);
  const wanted = wantedAt(of, overrides, context.nowMs());
  const wish = { name, of, state: wanted.state, sinceMs: wanted.sinceMs, isAsked: false };
  const planned = await planTurn(wish, { ...context, store });
  const [last] = await store.switchRuns(name, 1);
  return { name, of, wanted, overrides, planned, decision: await store.decision(name), last };
}

function printed(stdout: string): Output {
  return { stdout, stderr: '', exitCode: 0 };
}

function twoClusters(name: string): UsageError {
  return new UsageError({
    what: 'It is not said which is meant, a switch or a cluster.',
    why: `${name} is of one cluster; --cluster is for all switches of one.`,
    fix: 'Leave out one of the two.',
    usage: USAGE,
  });
}
