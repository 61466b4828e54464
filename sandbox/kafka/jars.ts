// Which of Apache Kafka's jars the sandbox runs: jars.json holds them all with their hashes.
import jars from './jars.json' with { type: 'json' };
import { fetchPinned } from './maven.ts';

export const KAFKA_VERSION = '4.3.1';

/** What Kafka's own dependencies follow from; jars.json holds all that comes of it. */
const ROOTS = [
  ['org.apache.kafka', 'kafka_2.13', KAFKA_VERSION],
  ['org.apache.kafka', 'kafka-tools', KAFKA_VERSION],
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3'],
  ['org.apache.logging.log4j', 'log4j-core', '2.24.3'],
] as const;

/**
 * Returns the folder with the jars, fetching them first when they are not there (54 MB, about 20 s).
 * @throws Error when they cannot be fetched, or are not what was written down.
 */
export async function fetchJars(report?: (line: string) => void): Promise<string> {
  return await fetchPinned(
    {
      what: `Apache Kafka ${KAFKA_VERSION}`,
      folder: `kafka-${KAFKA_VERSION}`,
      files: jars,
      roots: ROOTS.map(([group, artifact, version]) => ({ group, artifact, version })),
    },
    report,
  );
}

/**
 * Returns the folder of the plugins that a Connect worker is given beside its own: the connectors that read and write files. They are
 * in a folder of their own, as `plugin.path` wants them, and not among the jars of the brokers.
 */
export async function fetchConnectPlugins(report?: (line: string) => void): Promise<string> {
  return await fetchPinned(
    {
      what: `Kafka Connect's file connectors ${KAFKA_VERSION}`,
      folder: `kafka-connect-file-${KAFKA_VERSION}`,
      files: [
        {
          path: `org/apache/kafka/connect-file/${KAFKA_VERSION}/connect-file-${KAFKA_VERSION}.jar`,
          bytes: 18_408,
          sha256: 'e330c491309d8f839f2abd7260c72a3687d6d82ecf2ba0f7699a46d41a46dcac',
        },
      ],
    },
    report,
  );
}
