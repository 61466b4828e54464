// The jars of Kafka Streams beside those of Kafka itself, which has the rest of what it needs.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fetchJars, KAFKA_VERSION } from '../../sandbox/kafka/jars.ts';
import { fetchPinned } from '../../sandbox/kafka/maven.ts';

const ROCKSDB_VERSION = '10.1.3';

const JARS = [
  {
    path: `org/apache/kafka/kafka-streams/${KAFKA_VERSION}/kafka-streams-${KAFKA_VERSION}.jar`,
    bytes: 2_277_950,
    sha256: 'bd73f3805e116f711e8456ee89a8a5b43ff5dcf5a5bb865afae29deae89e7c4b',
  },
  {
    path: `org/rocksdb/rocksdbjni/${ROCKSDB_VERSION}/rocksdbjni-${ROCKSDB_VERSION}.jar`,
    bytes: 72_725_808,
    sha256: 'e7f925287d9fe2574fb7c7a86f7facaa9b8ab602a2eed0e598bf633528121498',
  },
] as const;

/** @returns the class path. @throws Error when they cannot be fetched, or are not what was written down. */
export async function fetchStreams(say: (line: string) => void): Promise<string> {
  const folders = [
    await fetchJars(say),
    await fetchPinned(
      {
        what: `Kafka Streams ${KAFKA_VERSION}`,
        folder: `kafka-streams-${KAFKA_VERSION}`,
        files: JARS,
      },
      say,
    ),
  ];
  // Each by its name: the compiler does not know what a star is.
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.jar'))
        .map((name) => path.join(folder, name)),
    ),
  );
  return names.flat().join(':');
}
