// `cluster status`: what a switch is to be, why and until when, and what each of its workloads is now. It only reads.

import { kubectlCommand } from '../../command.ts';
import { isKubectlFailure, kubectlText } from '../../kubernetes/errors.ts';
import { lookAccesses } from '../../switch/accesses.ts';
import { findSwitch, SWITCH_NAME } from '../../switch/names.ts';
import { planTurn } from '../../switch/plan-turn.ts';
import { writeStatus } from '../../switch/status.ts';
import { switchingOf } from '../../switch/switching.ts';
import { wantedAt } from '../../switch/wanted.ts';

const USAGE = 'cluster status NAME';

export const status = kubectlCommand({
  name: 'cluster status',
  summary: 'What a switch is to be, why and until when, and what each of its workloads is now.',
  examples: ['cluster status shop-nights'],
  effect: 'read',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: SWITCH_NAME },
    flags: {},
  },
  read: ({ positionals: [name = ''] }) => ({ name }),
  cluster: ({ name }, switches) => switches[name]?.settings.cluster,
  access: ({ name }, { catalog, switches = {} }) =>
    lookAccesses(findSwitch(name, switches, USAGE).settings, catalog),
  run: async ({ name }, context) => {
    const of = findSwitch(name, context.switches ?? {}, USAGE);
    const { store } = switchingOf(context);
    const nowMs = context.nowMs();
    const overrides = await store.overrides(name);
    const wanted = wantedAt(of, overrides, nowMs);
    try {
      const wish = { name, of, state: wanted.state, isAsked: false };
      const planned = await planTurn(wish, { ...context, store });
      const decision = await store.decision(name);
      const [last] = await store.switchRuns(name, 1);
      const cluster = context.cluster.name;
      const stdout = writeStatus({
        name,
        cluster,
        of,
        wanted,
        overrides,
        planned,
        decision,
        last,
        nowMs,
      });
      return { stdout, stderr: '', exitCode: 0 };
    } catch (error) {
      if (!isKubectlFailure(error)) throw error;
      return { stdout: '', stderr: kubectlText(error), exitCode: 1 };
    }
  },
});
