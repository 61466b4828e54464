// A real Kubernetes cluster for tests: etcd, API server, controllers, scheduler and fake kubelets on loopback, fresh at
// each start. It never touches a cluster that it did not start itself.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildControlPlane } from './build.ts';
import { runKubectl } from './kubectl.ts';
import { type LogLine, writeContainerLogs } from './logs.ts';
import {
  findProcess,
  killProcess,
  launch,
  nameOfOwner,
  resume,
  runDirectoryOf,
  stopProcess,
  sweepOrphans,
} from './process.ts';

export { type KubectlOptions, type KubectlResult, runKubectl } from './kubectl.ts';
export type { LogLine } from './logs.ts';

/** Names the running cluster that every `startCluster()` without a name shares; set by `npm test`. */
export const SHARED_CLUSTER_VARIABLE = 'QM_TEST_CLUSTER';

export interface Cluster {
  readonly name: string;
  /** Path of the kubeconfig of a cluster administrator. */
  readonly kubeconfig: string;
  /** Path of the kubeconfig of user `restricted` (group `devs`), who may do nothing until a test grants it. */
  readonly restrictedKubeconfig: string;
  /** Path of the kubeconfig of user `chatops-bot` (group `bots`), who may do nothing until a test grants it. */
  readonly botKubeconfig: string;
  /** How to run the kubectl of the cluster's own version: the first words of its argv. */
  readonly kubectl: readonly string[];
  /** The API server, `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** The PEM text of the authority that signed the API server's certificate. */
  readonly certificateAuthority: string;
  /** Bearer token of the administrator. */
  readonly adminToken: string;
  /** Path of the audit log: one JSON event a line, requests of the components left out. */
  readonly auditLog: string;
  readonly runDirectory: string;
  /**
   * Makes `kubectl logs` show these lines for each container of this name in the namespace; they replace earlier ones.
   * `which` is `previous` for what `--previous` shows.
   */
  writeLogs(
    namespace: string,
    container: string,
    lines: readonly (string | LogLine)[],
    which?: 'current' | 'previous',
  ): Promise<void>;
  /** Ends a cluster of one's own at once, with SIGKILL; what it stored is kept. */
  kill(): Promise<void>;
  /** Starts it again after a kill, with its address, its tokens and what it stored. */
  resume(): Promise<void>;
  /** Stops the cluster and drops its state; does nothing to one that is shared. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** A named cluster outlives this process, and a second start finds it running. */
  readonly name?: string;
  /** How many nodes: node-1, node-2 ... Two unless said. */
  readonly nodes?: number;
  /** Etcd and the API server alone, for this process alone: nothing acts on what is stored there. */
  readonly apiOnly?: boolean;
  readonly report?: (line: string) => void;
}

/**
 * Starts a cluster (about 5 s, once its program is built) and returns when nodes are ready. Without a name it is the shared
 * cluster of the test run, when there is one, and otherwise a cluster of this process alone, that ends with it.
 * @throws Error when it cannot be built or does not come up; the message says why.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const shared = options.apiOnly ? undefined : process.env[SHARED_CLUSTER_VARIABLE];
  if (options.name === undefined && shared) return await joinCluster(shared);
  const binary = await buildControlPlane({ report: options.report });
  await sweepOrphans();
  const name = options.name ?? nameOfOwner(process.pid);
  const ownerId = options.name === undefined ? process.pid : undefined;
  const launched = { name, binary, nodes: options.nodes ?? 2, apiOnly: options.apiOnly, ownerId };
  await launch(launched);
  return await describeCluster(name, binary, {
    stop: async () => void (await stopProcess(name)),
    kill: () => killProcess(name),
    resume: () => resume(launched),
  });
}

/** Finds a running cluster by its name; its `stop` does nothing. */
export async function joinCluster(name: string): Promise<Cluster> {
  const found = await findProcess(name);
  if (found === undefined) {
    throw new Error(
      `There is no running test cluster "${name}". Start it with "npm run cluster -- start --name ${name}".`,
    );
  }
  const notOurs = async () => {
    throw new Error(`The test cluster "${name}" is shared: it is not killed.`);
  };
  const care = { stop: async () => {}, kill: notOurs, resume: notOurs };
  return await describeCluster(name, found.binary, care);
}

async function describeCluster(
  name: string,
  binary: string,
  care: Pick<Cluster, 'stop' | 'kill' | 'resume'>,
): Promise<Cluster> {
  const runDirectory = runDirectoryOf(name);
  // Written by our own program (run.go, type cluster), and only when all of it is known.
  const said = JSON.parse(await readFile(path.join(runDirectory, 'cluster.json'), 'utf8')) as Pick<
    Cluster,
    | 'server'
    | 'certificateAuthority'
    | 'adminToken'
    | 'kubeconfig'
    | 'restrictedKubeconfig'
    | 'botKubeconfig'
    | 'auditLog'
  >;
  const cluster: Cluster = {
    ...said,
    certificateAuthority: await readFile(said.certificateAuthority, 'utf8'),
    name,
    runDirectory,
    kubectl: [binary, 'kubectl'],
    ...care,
    writeLogs: async (namespace, container, lines, which = 'current') => {
      const kubectl = (args: readonly string[], input?: string) =>
        runKubectl(cluster, args, input === undefined ? {} : { input });
      await writeContainerLogs({ runDirectory, kubectl, namespace, container, lines, which });
    },
  };
  return cluster;
}
