// The two who answer the same line: the project's own command through its real adapter, and the real kubectl, on the same
// cluster. Found by QM_TEST_KUBECONFIG and QM_TEST_KUBECTL (a JSON array: the first words of its argv), or the cluster that
// the test run shares.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createKubectlBinary } from '../../../bot/adapters/kubectl-binary.ts';
import { createClusters, type OpenClusters } from '../../../bot/adapters/kubernetes.ts';
import type {
  Access,
  KubectlCommand,
  KubectlContext,
  Output,
  Preview,
} from '../../../bot/command.ts';
import { isKubectlFailure, kubectlText } from '../../../bot/kubernetes/errors.ts';
import type { Impersonation } from '../../../bot/ports.ts';
import { joinCluster, SHARED_CLUSTER_VARIABLE } from '../../cluster/cluster.ts';
import { readWords } from '../get/words.ts';
import { createLead } from '../lead.ts';

export interface Target {
  readonly kubeconfig: string;
  readonly kubectl: readonly string[];
}

/** Undefined where there is no cluster: said aloud, and a failure in CI. */
export async function findTarget(suite: string): Promise<Target | undefined> {
  const { QM_TEST_KUBECONFIG: kubeconfig, QM_TEST_KUBECTL: kubectl } = process.env;
  if (kubeconfig && kubectl) return { kubeconfig, kubectl: JSON.parse(kubectl) as string[] };
  const shared = process.env[SHARED_CLUSTER_VARIABLE];
  if (shared) return await joinCluster(shared);
  const how = 'Set QM_TEST_KUBECONFIG and QM_TEST_KUBECTL, or run npm test.';
  if (process.env.CI === 'true') throw new Error(`There is no cluster for ${suite}. ${how}`);
  process.stderr.write(`\nSKIPPED: ${suite} is not tested. ${how}\n`);
  return undefined;
}

export interface OursOptions {
  readonly as?: Impersonation;
  readonly withoutKubectl?: boolean;
  readonly extra?: Partial<KubectlContext>;
}

export interface Oracle {
  readonly clusters: OpenClusters;
  /** What the guard refused so far: a command that asks for more than it names is wrong. */
  readonly refused: readonly unknown[];
  kubectl(argv: readonly string[], input?: string): Promise<Output>;
  ours(argv: readonly string[], options?: OursOptions): Promise<Output>;
  preview(argv: readonly string[]): Promise<Preview | undefined>;
  accesses(argv: readonly string[]): Promise<readonly Access[]>;
  close(): Promise<void>;
}

export async function openOracle(
  target: Target,
  commands: readonly KubectlCommand[],
): Promise<Oracle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-reads-'));
  const refused: unknown[] = [];
  const binary = createKubectlBinary({ command: target.kubectl, outputBytes: 50_000_000 });
  // Other suites add and remove kinds on the same cluster, so the kinds are not kept for long.
  const clusters = createClusters({
    clusters: [{ name: 'test', environment: 'test', kubeconfig: target.kubeconfig }],
    limits: { answerBytes: 100_000_000, catalogCacheMs: 5_000, discoveryMs: 30_000 },
    clock: { nowMs: Date.now },
    log: { info: () => {}, warn: () => {}, error: (fields) => refused.push(fields) },
    kubectl: binary,
  });
  const prepare = async (argv: readonly string[]) => {
    const command = commands.find(({ name }) =>
      `kubectl ${argv.join(' ')} `.startsWith(`${name} `),
    );
    if (command === undefined) throw new Error(`No command for ${argv.join(' ')}`);
    const words = readWords(command.grammar, argv.slice(command.name.split(' ').length - 1));
    const args = command.read(words);
    const catalog = await clusters.catalog('test');
    const named = (words.flags as { namespace?: string }).namespace;
    const place = { catalog, namespace: named ?? 'default' };
    return { command, args, place, accesses: command.access(args, place) };
  };
  const contextFor = async (argv: readonly string[], options: OursOptions) => {
    const { command, args, place, accesses } = await prepare(argv);
    const signal = AbortSignal.timeout(60_000);
    const [cluster] = clusters.all;
    if (cluster === undefined) throw new Error('No cluster');
    const context: KubectlContext = {
      ...place,
      cluster,
      api: clusters.open('test', accesses, options.as, signal),
      ...(options.withoutKubectl ? {} : { kubectl: binary }),
      signal,
      nowMs: Date.now,
      sleep: async (ms) => await delay(ms, undefined, { signal }),
      show: () => {},
      contexts: () => clusters.all,
      ...options.extra,
    };
    return { command, args, context };
  };
  const run = async (argv: readonly string[], options: OursOptions) => {
    const { command, args, context } = await contextFor(argv, options);
    return await command.run(args, context);
  };
  return {
    clusters,
    refused,
    kubectl: (argv, input) => runKubectl({ ...target, folder }, argv, input),
    ours: async (argv, options = {}) => {
      try {
        return await run(argv, options);
      } catch (error) {
        if (!isKubectlFailure(error)) throw error;
        return { stdout: '', stderr: kubectlText(error), exitCode: 1 };
      }
    },
    preview: async (argv) => {
      const { command, args, context } = await contextFor(argv, {});
      return await command.preview?.(args, context);
    },
    accesses: async (argv) => (await prepare(argv)).accesses,
    close: async () => {
      await clusters.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Young events tick every second, each at its own moment: a busy machine needs several tries to fall between two. */
const ATTEMPTS = 40;
/** For the test of a line: as many tries take that long only where everything is slow. */
export const LINE_MS = 180_000;

/** Runs the line both ways until both say the same, for a while: ages tick and leases are renewed between two answers. */
export async function compare(
  oracle: Oracle,
  argv: readonly string[],
  options: OursOptions & { impersonating?: readonly string[] } = {},
): Promise<{ ours: Output; theirs: Output }> {
  const lead = createLead();
  for (let attempt = 1; ; attempt += 1) {
    const [ours, theirs] = await lead.together(
      () => oracle.ours(argv, options),
      () => oracle.kubectl([...argv, ...(options.impersonating ?? [])]),
    );
    const isSame = JSON.stringify(ours) === JSON.stringify(theirs);
    if (isSame || attempt === ATTEMPTS) return { ours, theirs };
    await delay(400);
  }
}

/** In UTC, as the commands print times. */
async function runKubectl(
  target: Target & { folder: string },
  argv: readonly string[],
  input = '',
): Promise<Output> {
  const [file = '', ...first] = target.kubectl;
  const child = spawn(file, [...first, ...argv], {
    env: {
      HOME: target.folder,
      KUBECONFIG: target.kubeconfig,
      KUBECACHEDIR: path.join(target.folder, 'cache'),
      TZ: 'UTC',
    },
    timeout: 60_000,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {}); // kubectl may end without reading it
  child.stdin.end(input);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return { stdout: text(out), stderr: text(err), exitCode: exitCode ?? 124 };
}
