// A real schema registry for tests: Apicurio, which has Confluent's API. It keeps what it is told in memory and ends with this process.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../sandbox/cache-folder.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { findJava } from '../../sandbox/kafka/java.ts';
import { fetchPinned } from '../../sandbox/kafka/maven.ts';
import {
  answersAt,
  type ServerFiles,
  startServer,
  stopServer,
} from '../../sandbox/kafka/server-process.ts';

/** The last of them that runs on Java 17: 3.3 wants 21. */
const VERSION = '3.0.9';
const ARTIFACT = 'apicurio-registry-app';

export interface Registry {
  /** Of the API that is Confluent's. */
  readonly url: string;
  /** @returns the id of the schema */
  register(subject: string, schema: object): Promise<number>;
  stop(): Promise<void>;
}

export async function startRegistry(): Promise<Registry> {
  const java = findJava();
  const program = await fetchProgram();
  const port = await freePort();
  const directory = path.join(cacheFolder('registries'), `process-${process.pid}-${port}`);
  const files: ServerFiles = {
    directory,
    properties: path.join(directory, 'registry.properties'),
    log: path.join(directory, 'registry.log'),
    processId: path.join(directory, 'process-id'),
  };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(files.properties, '');
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  await startServer({
    what: 'A schema registry',
    argv: [
      ...[java, '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
      ...[`-Dquarkus.http.port=${port}`, '-Dquarkus.http.host=127.0.0.1'],
      ...['-jar', program, files.properties],
    ],
    ...{ files, endsWithUs: true },
    isReady: () => answersAt(`${url}/subjects`),
  });
  return {
    url,
    register: async (subject, schema) => {
      const answer = await fetch(`${url}/subjects/${subject}/versions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(schema),
      });
      const said = (await answer.json()) as { id?: number };
      if (said.id === undefined) throw new Error(`${subject}: ${JSON.stringify(said)}`);
      return said.id;
    },
    stop: async () => {
      await stopServer(files);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The path of its jar, which finds its libraries beside itself. */
async function fetchProgram(): Promise<string> {
  const archive = `${ARTIFACT}-${VERSION}-all.tar.gz`;
  const folder = await fetchPinned({
    what: `Apicurio Registry ${VERSION}`,
    folder: `apicurio-registry-${VERSION}`,
    files: [
      {
        path: `io/apicurio/${ARTIFACT}/${VERSION}/${archive}`,
        bytes: 108_860_403,
        sha256: '2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43',
      },
    ],
  });
  const program = path.join(folder, `${ARTIFACT}-${VERSION}-runner.jar`);
  if (!existsSync(program)) execFileSync('tar', ['-xzf', path.join(folder, archive), '-C', folder]);
  return program;
}
