// The servers that `npm test` gives to its suites, each looked for or started on first need, and stopped at the end. It
// never touches a server that it did not start.
import { type Kafka, prepareKafka, startKafka } from '../../sandbox/kafka/kafka.ts';
import { buildControlPlane } from '../../test/cluster/build.ts';
import { type Cluster, SHARED_CLUSTER_VARIABLE, startCluster } from '../../test/cluster/cluster.ts';
import { SHARED_KAFKA_VARIABLE } from '../../test/kafka/kafka.ts';
import { findPostgres } from '../../test/postgres/programs.ts';
import { findBrowser } from './browser.ts';
import { makeSureOfJava } from './java.ts';
import type { Need } from './stages.ts';

export interface ServersOptions {
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Whether missing programs may be installed on this machine: only where the machine is thrown away. */
  readonly mayInstall: boolean;
}

export interface Servers {
  /** Returns when the server can be used, or the reason why it cannot be had. */
  provide(need: Need): Promise<string | undefined>;
  /** How the suites find them. */
  environment(): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export function createServers({ say, signal, mayInstall }: ServersOptions): Servers {
  const environment: Record<string, string> = {};
  let cluster: Cluster | undefined;
  let kafka: Kafka | undefined;
  const start: Record<Need, () => Promise<void>> = {
    cluster: async () => {
      if (!process.env[SHARED_CLUSTER_VARIABLE]) await buildControlPlane({ report: say, signal });
      signal.throwIfAborted();
      cluster = await startCluster({ report: say });
      environment[SHARED_CLUSTER_VARIABLE] = cluster.name;
    },
    // Each suite starts a server of its own; here only the programs are made sure of, so that no suite waits for a download.
    postgres: async () => {
      await findPostgres(say);
    },
    // Its suites start what they need: here it is fetched, so that none of them waits for a download.
    'own kafka': async () => {
      await makeSureOfJava({ say, mayInstall });
      await prepareKafka(say);
    },
    kafka: async () => {
      const missing = await provide('own kafka'); // both are fetched once
      if (missing !== undefined) throw new Error(missing);
      if (process.env[SHARED_KAFKA_VARIABLE]) return;
      kafka = await startKafka({ name: `test-${process.pid}`, startsQuickly: true, report: say });
      environment[SHARED_KAFKA_VARIABLE] = kafka.name;
    },
    browser: async () => {
      environment.CHROMIUM = await findBrowser({ say, mayInstall });
    },
  };
  const provided = new Map<Need, Promise<string | undefined>>();
  const provide = (need: Need) => {
    const running = provided.get(need) ?? start[need]().then(() => undefined, reasonOf);
    provided.set(need, running);
    return running;
  };
  const stop = async () => {
    await Promise.all(provided.values());
    await Promise.all([cluster?.stop(), kafka?.stop()]);
  };
  return { provide, environment: () => environment, stop };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
