// The two who answer the same line: the project's own command through its real adapter, and the real kubectl, on the same
// cluster. Found by QM_TEST_KUBECONFIG and QM_TEST_KUBECTL (a JSON array: the first words of its argv), or the cluster that
// the test run shares.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClusters } from '../../../bot/adapters/kubernetes.ts';
import type { Access, KubectlCommand, KubectlContext, Output } from '../../../bot/command.ts';
import { UsageError } from '../../../bot/errors.ts';
import { isKubectlFailure, kubectlText } from '../../../bot/kubernetes/errors.ts';
import { joinCluster, runKubectl, SHARED_CLUSTER_VARIABLE } from '../../cluster/cluster.ts';
import { createLead } from '../lead.ts';
import { readWords } from './words.ts';

export interface Target {
  readonly kubeconfig: string;
  readonly kubectl: readonly string[];
  readonly runDirectory: string;
}

/** Undefined where there is no cluster: said aloud, and a failure in CI. */
export async function findTarget(suite: string): Promise<Target | undefined> {
  const { QM_TEST_KUBECONFIG: kubeconfig, QM_TEST_KUBECTL: kubectl } = process.env;
  if (kubeconfig && kubectl) {
    const runDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-get-'));
    return { kubeconfig, kubectl: JSON.parse(kubectl) as string[], runDirectory };
  }
  const shared = process.env[SHARED_CLUSTER_VARIABLE];
  if (shared) return await joinCluster(shared);
  const how = 'Set QM_TEST_KUBECONFIG and QM_TEST_KUBECTL, or run npm test.';
  if (process.env.CI === 'true') throw new Error(`There is no cluster for ${suite}. ${how}`);
  process.stderr.write(`\nSKIPPED: ${suite} is not compared with kubectl. ${how}\n`);
  return undefined;
}

export interface Oracle {
  kubectl(argv: readonly string[], input?: string): Promise<Output>;
  ours(argv: readonly string[], extra?: Partial<KubectlContext>): Promise<Output>;
  /** What the command asked to be allowed, for the last line of ours. */
  readonly accesses: readonly Access[];
  close(): Promise<void>;
}

export function openOracle(target: Target, commands: readonly KubectlCommand[]): Oracle {
  const errors: unknown[] = [];
  const clusters = createClusters({
    clusters: [{ name: 'test', environment: 'test', kubeconfig: target.kubeconfig }],
    limits: { answerBytes: 100_000_000, catalogCacheMs: 600_000, discoveryMs: 30_000 },
    clock: { nowMs: Date.now },
    log: { info: () => {}, warn: () => {}, error: (fields) => errors.push(fields) },
  });
  let accesses: readonly Access[] = [];
  const run = async (argv: readonly string[], extra: Partial<KubectlContext>) => {
    const command = commands.find((one) => one.name === `kubectl ${argv[0]}`);
    if (command === undefined) throw new Error(`No command for ${argv.join(' ')}`);
    const words = readWords(command.grammar, argv.slice(1));
    const args = command.read(words);
    const catalog = await clusters.catalog('test');
    const named = (words.flags as { namespace?: string }).namespace;
    const place = { catalog, namespace: named ?? 'default' };
    accesses = command.access(args, place);
    const signal = extra.signal ?? new AbortController().signal;
    const [cluster] = clusters.all;
    if (cluster === undefined) throw new Error('No cluster');
    return await command.run(args, {
      ...place,
      cluster,
      api: clusters.open('test', accesses, undefined, signal),
      signal,
      nowMs: Date.now,
      sleep: async (ms) => await delay(ms, undefined, { signal }),
      show: () => {},
      contexts: () => [],
      ...extra,
    });
  };
  return {
    kubectl: (argv, input) =>
      runKubectl(target, argv, input === undefined ? {} : { input }) as Promise<Output>,
    ours: async (argv, extra = {}) => {
      try {
        return await run(argv, extra);
      } catch (error) {
        if (error instanceof UsageError) return { stdout: '', stderr: error.message, exitCode: 1 };
        if (!isKubectlFailure(error)) throw error;
        return { stdout: '', stderr: kubectlText(error), exitCode: 1 };
      }
    },
    get accesses() {
      return accesses;
    },
    close: () => clusters.close(),
  };
}

/** Ages tick between two answers, each at its own moment: a busy machine needs several tries. */
const ATTEMPTS = 20;
/** For the test of a line: as many tries take that long only where everything is slow. */
export const LINE_MS = 120_000;

/** Runs the line both ways until both say the same, for a while: ages tick and controllers write between two answers. */
export async function compare(
  oracle: Oracle,
  argv: readonly string[],
  settle: (output: Output) => unknown = (output) => output,
): Promise<{ ours: unknown; theirs: unknown }> {
  const lead = createLead();
  for (let attempt = 1; ; attempt += 1) {
    const [own, other] = await lead.together(
      () => oracle.ours(argv),
      () => oracle.kubectl(argv),
    );
    const result = { ours: settle(own), theirs: settle(other) };
    const isSame = JSON.stringify(result.ours) === JSON.stringify(result.theirs);
    if (isSame || attempt === ATTEMPTS) return result;
    await delay(300);
  }
}
