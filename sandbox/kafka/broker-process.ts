// One Apache Kafka broker: where its files lie, how its folder is made, how it is started.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ServerFiles, startServer } from './server-process.ts';
import { type JavaHome, javaArgs, runTool } from './tools.ts';

export interface BrokerFiles extends ServerFiles {
  readonly data: string;
}

export function brokerFiles(clusterDirectory: string, id: number): BrokerFiles {
  const directory = path.join(clusterDirectory, `broker-${id}`);
  return {
    directory,
    properties: path.join(directory, 'server.properties'),
    data: path.join(directory, 'data'),
    log: path.join(directory, 'broker.log'),
    processId: path.join(directory, 'process-id'),
  };
}

/** Writes the broker's settings and formats its folder. */
export async function formatBroker(
  home: JavaHome,
  files: BrokerFiles,
  options: { readonly clusterId: string; readonly properties: string },
): Promise<void> {
  await mkdir(files.data, { recursive: true, mode: 0o700 });
  await writeFile(files.properties, options.properties);
  const args = ['format', '--cluster-id', options.clusterId, '--config', files.properties];
  const { exitCode, stdout, stderr } = await runTool(home, 'kafka-storage', { args });
  if (exitCode !== 0) throw new Error(`kafka-storage format failed:\n${stdout}${stderr}`);
}

export interface BrokerLaunch {
  readonly home: JavaHome;
  readonly files: BrokerFiles;
  readonly heapMegabytes: number;
  /** More of Java's own. */
  readonly javaOptions: readonly string[];
  /** Whether it ends with this process, however that ends; otherwise it runs until it is stopped. */
  readonly endsWithUs: boolean;
}

/**
 * Starts the broker and returns when it takes requests.
 * @throws Error when it does not come up; the message ends with what it said.
 */
export async function startBroker(launch: BrokerLaunch) {
  const { files, home, heapMegabytes, javaOptions, endsWithUs } = launch;
  const options = [
    ...[`-Xmx${heapMegabytes}m`, '-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError'],
    ...javaOptions,
  ];
  await startServer({
    what: 'A broker',
    argv: [home.java, ...javaArgs(home, options), 'kafka.Kafka', files.properties],
    ...{ files, endsWithUs },
    isReady: (said) => said.includes('Kafka Server started'),
  });
}
