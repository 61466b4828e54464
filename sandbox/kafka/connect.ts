// A real Kafka Connect worker beside a Kafka of the sandbox: Apache Kafka's own, in its distributed mode, with its file connectors. It
// ends with this process, or with its Kafka.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../free-port.ts';
import { fetchConnectPlugins, fetchJars } from './jars.ts';
import { findJava } from './java.ts';
import type { Kafka } from './kafka.ts';
import {
  answersAt,
  type ServerFiles,
  signalServer,
  startServer,
  stopServer,
} from './server-process.ts';
import { CONNECT_LOG_SETTINGS, connectProperties } from './settings.ts';
import { javaArgs } from './tools.ts';

const HOST = '127.0.0.1';
const HEAP_MEGABYTES = 192;

export interface ConnectWorker {
  /** `http://127.0.0.1:PORT`: its REST API. */
  readonly url: string;
  /** Where its file connectors may read and write in tests. */
  readonly directory: string;
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<void>;
  stop(): Promise<void>;
}

export interface ConnectOptions {
  readonly kafka: Kafka;
  readonly report?: (line: string) => void;
}

/**
 * Starts a worker (about 6 s) and returns when it answers.
 * @throws NoJavaError when there is no Java; Error when it cannot be fetched or does not come up.
 */
export async function startConnect({ kafka, report }: ConnectOptions): Promise<ConnectWorker> {
  const java = findJava();
  const [libraries, plugins] = [await fetchJars(report), await fetchConnectPlugins(report)];
  const port = await freePort();
  const directory = path.join(kafka.directory, `connect-${port}`);
  const files: ServerFiles = {
    directory,
    properties: path.join(directory, 'connect.properties'),
    log: path.join(directory, 'connect.log'),
    processId: path.join(directory, 'process-id'),
  };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, 'log4j2.xml'), CONNECT_LOG_SETTINGS);
  const { bootstrap } = kafka;
  const replicas = Math.min(3, kafka.brokers.length);
  await writeFile(
    files.properties,
    connectProperties({ bootstrap, host: HOST, port, plugins, replicas }),
    { mode: 0o600 },
  );
  const url = `http://${HOST}:${port}`;
  const options = [`-Xmx${HEAP_MEGABYTES}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  await startServer({
    what: 'A Connect worker',
    argv: [
      ...[java, ...javaArgs({ java, libraries, directory }, options)],
      ...['org.apache.kafka.connect.cli.ConnectDistributed', files.properties],
    ],
    ...{ files, endsWithUs: true },
    isReady: () => answersAt(`${url}/connectors`),
  });
  return {
    ...{ url, directory },
    signal: async (signal) => void (await signalServer(files, signal)),
    stop: async () => {
      await stopServer(files);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
