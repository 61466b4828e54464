// The real Apache Kafka on loopback, one broker or several, for the sandbox, tests and benchmarks: fresh at each start, its
// memory bounded, ended without a trace. It never touches a broker that it did not start itself.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { freePorts } from '../free-port.ts';
import { type BrokerFiles, brokerFiles, formatBroker, startBroker } from './broker-process.ts';
import { findClassArchive, makeClassArchive } from './class-archive.ts';
import { fetchJars, KAFKA_VERSION } from './jars.ts';
import { findJava } from './java.ts';
import { findServer, signalServer, stopServer } from './server-process.ts';
import {
  type BrokerAddress,
  brokerProperties,
  LOG_SETTINGS,
  type SecurityProtocol,
} from './settings.ts';
import { type JavaHome, runTool, type ToolName, type ToolResult, type ToolRun } from './tools.ts';

export { NoJavaError } from './java.ts';
export type { ToolName, ToolResult, ToolRun } from './tools.ts';

const HOST = '127.0.0.1';
const HEAP_MEGABYTES = { alone: 768, oneOfSeveral: 512 };
const START_ATTEMPTS = 3;
/** The better half of a start's processor time is spent by it. */
const WITHOUT_SECOND_COMPILER = '-XX:TieredStopAtLevel=1';

export interface KafkaOptions {
  /** A named Kafka outlives this process, and a second start finds it running. Without a name it ends with this process. */
  readonly name?: string;
  /** How many brokers; one unless said. */
  readonly brokers?: number;
  /** Further listeners of every broker by their names, such as `SECURE: 'SSL'`; how they work stands in `settings`. */
  readonly listeners?: Readonly<Record<string, SecurityProtocol>>;
  /** More of the brokers' own settings. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly heapMegabytes?: number;
  /** Takes half the processor time to start, and is slower for ever: for what lives for minutes. */
  readonly startsQuickly?: boolean;
  /** More of Java's own. */
  readonly javaOptions?: readonly string[];
  readonly report?: (line: string) => void;
}

export interface KafkaBroker {
  readonly id: number;
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** `127.0.0.1:PORT` of its further listeners, by their names. */
  readonly listeners: Readonly<Record<string, string>>;
  /** Its files, the log of what it says among them. */
  readonly files: BrokerFiles;
  processId(): Promise<number | undefined>;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): Promise<boolean>;
  /** Ends this broker in order; the others go on. */
  stop(): Promise<void>;
  /** Starts it again after `stop` or a kill, with the data it had. */
  start(): Promise<void>;
}

export interface Kafka {
  readonly name: string;
  readonly version: string;
  /** `127.0.0.1:PORT,...`: what clients are given. */
  readonly bootstrap: string;
  readonly brokers: readonly KafkaBroker[];
  readonly directory: string;
  /** Runs one of Apache Kafka's own tools. */
  tool(name: ToolName, run: ToolRun): Promise<ToolResult>;
  /** Stops all brokers and drops what they held. */
  stop(): Promise<void>;
}

/** What is written down of a Kafka, so that others find it. */
interface Description {
  readonly name: string;
  readonly version: string;
  readonly java: string;
  readonly libraries: string;
  readonly heapMegabytes: number;
  readonly archive?: string | undefined;
  readonly javaOptions?: readonly string[];
  readonly brokers: readonly BrokerAddress[];
}

/**
 * Starts Kafka (about 5 s) and returns when all its brokers take requests.
 * @throws NoJavaError when there is no Java; Error when it cannot be fetched or does not come up.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const name = options.name ?? nameOfOwner(process.pid);
  if (options.name !== undefined) {
    const running = await findKafka(name);
    if (running !== undefined) return running;
  }
  const found = { java: findJava(), libraries: await fetchJars(options.report) };
  const archive = findClassArchive(found);
  await sweepOrphans();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startFresh(name, options, { ...found, archive });
    } catch (error) {
      // Another program can take a port between our choice of it and the broker's use.
      if (attempt === START_ATTEMPTS || !/Address already in use|BindException/.test(`${error}`)) {
        throw error;
      }
    }
  }
}

/**
 * Fetches what Kafka needs, and makes what lets it start in half the time (about ten seconds, once).
 * @throws NoJavaError when there is no Java; Error when it cannot be fetched.
 */
export async function prepareKafka(report: (line: string) => void = () => {}): Promise<void> {
  const found = { java: findJava(), libraries: await fetchJars(report) };
  const live = async (javaOptions: readonly string[]) => {
    report('Keeping the classes of a broker for later starts (about ten seconds, once) ...');
    const kafka = await startKafka({ startsQuickly: true, javaOptions });
    await kafka.stop();
  };
  await makeClassArchive(found, live, report);
}

/** The running Kafka of this name, or undefined when it is not there or a broker of it is missing. */
export async function findKafka(name: string): Promise<Kafka | undefined> {
  const directory = directoryOf(name);
  const text = await readFile(path.join(directory, 'kafka.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const kafka = describe(JSON.parse(text) as Description, directory, false);
  const ids = await Promise.all(kafka.brokers.map((broker) => broker.processId()));
  return ids.includes(undefined) ? undefined : kafka;
}

/** Stops the Kafka of this name, or what is left of it. Says whether there was one. */
export async function stopKafka(name: string): Promise<boolean> {
  const directory = directoryOf(name);
  const folders = await readdir(directory).catch(() => []);
  const ids = folders.map((folder) => Number(/^broker-(\d+)$/.exec(folder)?.[1])).filter(Number);
  const ran = await Promise.all(ids.map((id) => stopServer(brokerFiles(directory, id))));
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  return ran.includes(true);
}

async function startFresh(
  name: string,
  options: KafkaOptions,
  found: Omit<JavaHome, 'directory'>,
): Promise<Kafka> {
  await stopKafka(name);
  const directory = directoryOf(name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, 'log4j2.xml'), LOG_SETTINGS);
  const count = options.brokers ?? 1;
  const heap = count === 1 ? HEAP_MEGABYTES.alone : HEAP_MEGABYTES.oneOfSeveral;
  const brokers = await chooseAddresses(count, Object.entries(options.listeners ?? {}));
  const heapMegabytes = options.heapMegabytes ?? heap;
  const javaOptions = [
    ...(options.startsQuickly === true ? [WITHOUT_SECOND_COMPILER] : []),
    ...(options.javaOptions ?? []),
  ];
  const java = { ...found, heapMegabytes, javaOptions };
  const description = { name, version: KAFKA_VERSION, ...java, brokers };
  const kafka = describe(description, directory, options.name === undefined);
  const clusterId = newClusterId();
  try {
    await Promise.all(
      brokers.map(async (broker) => {
        const files = brokerFiles(directory, broker.id);
        const more = options.settings;
        const properties = brokerProperties({ broker, brokers, dataDirectory: files.data, more });
        await formatBroker({ ...found, directory }, files, { clusterId, properties });
      }),
    );
    await Promise.all(kafka.brokers.map((broker) => broker.start()));
  } catch (error) {
    await stopKafka(name);
    throw error;
  }
  await writeFile(path.join(directory, 'kafka.json'), JSON.stringify(description));
  return kafka;
}

function describe(said: Description, directory: string, endsWithUs: boolean): Kafka {
  const { java, libraries, archive } = said;
  const home: JavaHome = { java, libraries, archive, directory };
  const { heapMegabytes, javaOptions = [] } = said; // older ones have none
  const brokers = said.brokers.map(({ id, host, port, listeners = [] }): KafkaBroker => {
    const files = brokerFiles(directory, id);
    return {
      id,
      address: `${host}:${port}`,
      listeners: Object.fromEntries(
        listeners.map(({ name, port: its }) => [name, `${host}:${its}`] as const),
      ),
      files,
      processId: () => findServer(files),
      signal: (signal) => signalServer(files, signal),
      stop: async () => void (await stopServer(files)),
      start: () => startBroker({ home, files, heapMegabytes, javaOptions, endsWithUs }),
    };
  });
  return {
    name: said.name,
    version: said.version,
    bootstrap: brokers.map(({ address }) => address).join(','),
    brokers,
    directory,
    tool: (tool, run) => runTool(home, tool, run),
    stop: async () => void (await stopKafka(said.name)),
  };
}

async function chooseAddresses(
  count: number,
  listeners: readonly (readonly [name: string, protocol: SecurityProtocol])[],
): Promise<readonly BrokerAddress[]> {
  const each = 2 + listeners.length;
  const ports = await freePorts(each * count);
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    host: HOST,
    port: ports[each * index] ?? 0,
    controllerPort: ports[each * index + 1] ?? 0,
    listeners: listeners.map(([name, protocol], further) => ({
      ...{ name, protocol },
      port: ports[each * index + 2 + further] ?? 0,
    })),
  }));
}

/** 16 random bytes as Kafka writes them. One that began with a hyphen would be read as an option. */
function newClusterId(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('base64url');
}

let started = 0;

/** A name for a Kafka of one process alone: it may start several. */
function nameOfOwner(processId: number): string {
  started += 1;
  return `process-${processId}-${started}`;
}

/** Drops what the Kafkas of processes left that were killed before they could. */
async function sweepOrphans(): Promise<void> {
  for (const name of await readdir(cacheFolder('kafkas')).catch(() => [])) {
    const ownerId = Number(/^process-(\d+)-/.exec(name)?.[1]);
    if (!Number.isNaN(ownerId) && !isProcess(ownerId)) await stopKafka(name);
  }
}

function isProcess(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function directoryOf(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) {
    throw new Error(
      `"${name}" is no name for a Kafka. Use lower-case letters, digits and hyphens.`,
    );
  }
  return path.join(cacheFolder('kafkas'), name);
}
