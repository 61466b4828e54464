// One process of the data plane: Kafka, the control port and the host, put together. Whoever calls it says when it ends.
import { createControlClient } from './adapters/control/client.ts';
import { startControlServer } from './adapters/control/server.ts';
import { createKafka } from './adapters/kafka/kafka.ts';
import type { KafkaAddress } from './adapters/kafka/kafkajs-cluster.ts';
import { createSnapshotFolder } from './adapters/snapshots/folder.ts';
import { systemClock } from './clock.ts';
import { createHost } from './host.ts';
import { createPipelines, type PipelineSettings } from './pipelines/index.ts';
import type { Log } from './ports.ts';
import type { WorkerLimits } from './worker-limits.ts';

export interface HostingOptions {
  readonly address: KafkaAddress;
  readonly pipelines: PipelineSettings;
  /** The same after a restart; no two processes alive have the same. */
  readonly instanceId: string;
  /** Absent: nothing can be asked of the process. */
  readonly control?: ControlAddress;
  readonly limits?: Partial<WorkerLimits>;
  /** The folder for snapshots of the state; absent: none are taken. */
  readonly snapshotFolder?: string;
  /** So many other processes keep a copy of each partition's state, ready to go on with it; 0 when absent. */
  readonly standbys?: number;
  readonly log: Log;
}

export interface ControlAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token: string;
  /** Where other processes reach it; absent: at the host and the port. */
  readonly endpoint?: string;
}

export interface Hosting {
  /** Of the control port; '' where there is none. */
  readonly endpoint: string;
  /** Runs until `stop`; returns when all has ended in order. */
  run(): Promise<void>;
  stop(): void;
}

const TRANSACTION_TIMEOUT_MS = 10_000;

/** @throws OperatorError for a pipeline that is none, or a control port that cannot be opened. */
export async function startHosting(options: HostingOptions): Promise<Hosting> {
  const { control: wanted, log, instanceId } = options;
  const kafka = createKafka({
    ...{ ...options.address, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS },
    warn: (message, detail) => log.debug(detail, message),
  });
  const server =
    wanted === undefined
      ? undefined
      : await startControlServer({
          ...{ host: wanted.host, port: wanted.port, token: wanted.token, log },
          control: () => ({ ...host.control, ...host.member }),
        });
  const endpoint =
    server === undefined ? '' : (wanted?.endpoint ?? `http://${wanted?.host}:${server.port}`);
  const host = createHost({
    ...{ pipelines: createPipelines(options.pipelines), kafka, clock: systemClock, log },
    ...{ instanceId, endpoint, limits: options.limits ?? {}, standbys: options.standbys ?? 0 },
    ...(options.snapshotFolder === undefined
      ? {}
      : { snapshotFiles: createSnapshotFolder(options.snapshotFolder) }),
    reach: (other) => createControlClient({ endpoint: other, token: wanted?.token ?? '' }),
  });
  return {
    endpoint,
    run: async () => {
      await host.run();
      await server?.close();
    },
    stop: () => host.stop(),
  };
}
