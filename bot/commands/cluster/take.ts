// `cluster take`: what somebody has set by hand while a switch is off becomes what the workload comes back to.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { NAMESPACE } from '../../kubernetes/flags.ts';
import { turnAccesses } from '../../switch/accesses.ts';
import { findSwitch, SWITCH_NAME } from '../../switch/names.ts';
import { writeOriginal } from '../../switch/original.ts';
import { placedBySwitch } from '../../switch/placed.ts';
import { findTaken, type TakeWish, takeIt, takePatch } from '../../switch/take.ts';

const USAGE = 'cluster take NAME KIND/WORKLOAD [-n NAMESPACE]';

export const take = kubectlCommand({
  name: 'cluster take',
  summary: 'Make what was set by hand while a switch is off what the workload comes back to.',
  examples: [
    'cluster take shop-nights deployment/web',
    'cluster take shop-nights deployment/web -n shop',
  ],
  effect: 'change',
  grammar: {
    positionals: {
      usage: 'NAME KIND/WORKLOAD',
      min: 2,
      max: 2,
      pattern: {
        expression: /^[a-z0-9](?:[a-z0-9./-]{0,311}[a-z0-9])?$/u,
        description: 'the name of a switch, and a workload such as deployment/web',
      },
    },
    flags: {
      namespace: textFlag({
        short: 'n',
        summary: 'The namespace of the workload, where several have one of that name.',
        placeholder: 'NAMESPACE',
        pattern: NAMESPACE,
      }),
    },
  },
  read: ({ positionals: [name = '', workload = ''], flags: { namespace } }) => {
    const { kind = '', object = '' } =
      /^(?<kind>deployment|statefulset|cronjob|scaledobject|rollout|nodepool|nodegroup|autoscalinggroup)\/(?<object>[a-z0-9][a-z0-9.-]{0,252})$/u.exec(
        workload,
      )?.groups ?? {};
    if (!SWITCH_NAME.expression.test(name) || object === '') {
      throw new UsageError({
        what: `"${workload}" is no workload.`,
        why: 'It is written as in the plan: deployment/web, statefulset/db, cronjob/report.',
        fix: 'See "/cluster plan NAME".',
        usage: USAGE,
      });
    }
    return { name, kind, object, namespace };
  },
  ...placedBySwitch<TakeWish>(USAGE, turnAccesses),
  preview: async (args, context) => {
    const of = findSwitch(args.name, context.switches ?? {}, USAGE);
    const taken = await findTaken(args, of, context);
    await context.api.request({ ...takePatch(args.name, taken, context), dryRun: true });
    const [was, is] = [writeOriginal(taken.original), writeOriginal(taken.present)];
    return {
      summary: `${args.kind}/${args.object} comes back to ${is} in place of ${was} when ${args.name} is switched on.`,
      diff: `--- when ${args.name} is on (now)\n+++ when ${args.name} is on (after)\n@@ -1 +1 @@\n-${was}\n+${is}\n`,
      warnings: [],
      substance: JSON.stringify([taken.target.object.metadata?.uid, was, is]),
    };
  },
  run: async (args, context) => {
    const of = findSwitch(args.name, context.switches ?? {}, USAGE);
    const taken = await takeIt(args, of, context);
    const words = `${args.kind}/${args.object} comes back to ${writeOriginal(taken.present)}`;
    return { stdout: `${words} when ${args.name} is switched on.\n`, stderr: '', exitCode: 0 };
  },
});
