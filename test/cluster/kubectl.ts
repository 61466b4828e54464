// Runs the real kubectl against a test cluster: the oracle of the tests. No shell, and nothing of the person's own
// kubectl settings.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Cluster } from './cluster.ts';

export interface KubectlOptions {
  readonly cwd?: string;
  /** Path of another kubeconfig than the administrator's. */
  readonly kubeconfig?: string;
  /** What kubectl reads from its standard input. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 124 when it was ended by its deadline. */
  readonly exitCode: number;
}

type KubectlCluster = Pick<Cluster, 'kubectl' | 'kubeconfig' | 'runDirectory'>;

/** Runs kubectl with these arguments, as the administrator unless said, and returns what it wrote, whatever its exit. */
export async function runKubectl(
  cluster: KubectlCluster,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<KubectlResult> {
  const [command = '', ...first] = cluster.kubectl;
  const child = spawn(command, [...first, ...args], {
    cwd: options.cwd ?? cluster.runDirectory,
    env: {
      PATH: process.env.PATH,
      HOME: cluster.runDirectory,
      KUBECONFIG: options.kubeconfig ?? cluster.kubeconfig,
      // By default kubectl caches what the server offers by its port, which an earlier cluster may have had.
      KUBECACHEDIR: path.join(cluster.runDirectory, 'kubectl-cache'),
    },
    timeout: options.timeoutMs ?? 60_000,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {}); // kubectl may end without reading it; its exit code tells
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return {
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
    exitCode: exitCode ?? 124,
  };
}
