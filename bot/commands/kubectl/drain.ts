// `kubectl drain`: cordons a node and evicts its pods. Disruption budgets are honoured, always; nothing is evicted that
// nothing would make again, unless that is said.

import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { countFlag, switchFlag, textFlag } from '../../grammar.ts';
import { readNodes } from '../../kubernetes/cordon.ts';
import { type DrainArgs, draining } from '../../kubernetes/drain.ts';
import {
  clusterFlag,
  dryRunFlag,
  durationFlag,
  SELECTOR,
  selectorFlag,
  TARGET,
} from '../../kubernetes/flags.ts';

const USAGE = 'kubectl drain (NODE ... | -l SELECTOR)';
const GRACE_MAX = 3600;
const TIMEOUT_MS = 30 * 60_000;
const LONGEST_MS = 2 * 3_600_000;
/** For what comes before and after the evictions themselves. */
const MARGIN_MS = 60_000;

export const drain = kubectlCommand({
  name: 'kubectl drain',
  summary: 'Cordon a node and evict its pods, as their disruption budgets allow.',
  examples: ['kubectl drain node-1 --ignore-daemonsets', 'kubectl drain node-1 --timeout=5m'],
  effect: 'change',
  grammar: {
    positionals: { usage: '[NODE ...]', min: 0, max: 5, pattern: TARGET },
    flags: {
      ...clusterFlag,
      ...selectorFlag,
      'ignore-daemonsets': switchFlag('Leave the pods of DaemonSets where they are.'),
      'delete-emptydir-data': switchFlag('Evict pods too whose emptyDir data is lost by it.'),
      force: switchFlag('Evict pods too that nothing makes again.'),
      'grace-period': countFlag({
        summary: 'Seconds that its programs have to end; at least 1.',
        placeholder: 'SECONDS',
        max: GRACE_MAX,
      }),
      'pod-selector': textFlag({
        summary: 'Only pods with these labels.',
        placeholder: 'SELECTOR',
        pattern: SELECTOR,
      }),
      timeout: durationFlag({ summary: 'How long it may take for a node; 30m unless said.' }),
      ...dryRunFlag,
    },
  },
  deadlineMs: ({ timeoutMs, nodeCount }) => timeoutMs * nodeCount + MARGIN_MS,

  read: ({ positionals, flags }): DrainArgs => {
    const timeoutMs =
      flags.timeout === undefined || flags.timeout === 0 ? TIMEOUT_MS : flags.timeout;
    if (timeoutMs > LONGEST_MS) {
      throw new UsageError({
        what: '--timeout is too long.',
        why: 'A drain may take 2h for a node at most.',
        fix: 'Drain with a shorter one; what is still there then can be drained again.',
        usage: USAGE,
      });
    }
    if (flags['grace-period'] === 0) {
      throw new UsageError({
        what: 'Nothing is evicted by force from here.',
        why: 'With no grace period the pod is forgotten while its programs may still run.',
        fix: 'Leave --grace-period out, or give at least 1 second.',
        usage: USAGE,
      });
    }
    return {
      ...readNodes(positionals, flags.selector, USAGE),
      ignoreDaemonSets: flags['ignore-daemonsets'] === true,
      deleteEmptyDirData: flags['delete-emptydir-data'] === true,
      force: flags.force === true,
      gracePeriod: flags['grace-period'],
      podSelector: flags['pod-selector'],
      timeoutMs,
      dryRun: flags['dry-run'] === 'server',
      nodeCount: Math.max(1, positionals.length),
    };
  },

  ...draining(USAGE),
});
