// Three brokers behind proxies, processes of the settlement, clicks that keep coming, and the Java verifier. What befalls them
// is decided elsewhere.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { traffic } from '../../../bench/clicks/generate.ts';
import { createPlainProducer } from '../../../bench/clicks/producer.ts';
import { createControlClient } from '../../../pipeline/adapters/control/client.ts';
import { createConnections } from '../../../pipeline/adapters/kafka/connections.ts';
import { createLogReader } from '../../../pipeline/adapters/kafka/log-reader.ts';
import { nameOf } from '../../../pipeline/adapters/kafka/request.ts';
import { createTopics } from '../../../pipeline/adapters/kafka/topics.ts';
import type { MemberStatus } from '../../../pipeline/control.ts';
import { type Kafka, startOwnKafka } from '../../kafka/own-kafka.ts';
import type { MemberSettings } from './member.ts';
import type { MistakeName } from './mistakes.ts';
import { PARTITIONS, pipelineOf } from './names.ts';
import { type BrokerProxy, startBrokerProxy } from './proxy.ts';

export interface Member {
  readonly instanceId: string;
  readonly process: ChildProcess;
  /** What it has said last. */
  readonly lines: readonly string[];
  snapshotsRead(): number;
  status(): Promise<MemberStatus | undefined>;
  query(campaign: string): Promise<{ readonly value: unknown } | undefined>;
  ended(): Promise<void>;
}

export interface Arena {
  readonly kafka: Kafka;
  readonly proxies: readonly BrokerProxy[];
  startMember(instanceId: string): Member;
  /** Sends so many records. Returns when all replicas have them. */
  feed(count: number): Promise<void>;
  /** Of each input and partition, where the log ends: a record that was sent twice counts twice. */
  inputEnds(): Promise<ReadonlyMap<string, number>>;
  readonly fed: number;
  /** How often a process began with a snapshot that it found. */
  readonly snapshotsRead: number;
  verify(): Promise<Verdict>;
  stop(): Promise<void>;
}

export interface Verdict {
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly balances: Readonly<Record<string, number>>;
}

export interface Cluster {
  readonly kafka: Kafka;
  readonly proxies: readonly BrokerProxy[];
  stop(): Promise<void>;
}

const CAMPAIGNS = 40;
const TOKEN = 'chaos of the settlement';
const KEPT_LINES = 60;
/** Of broken records where a mistake is planted: each is a witness that no state knows of. */
const MUCH_PERCENT = 20;
const TRANSACTION_MS = 10_000;
/** Where a mistake is planted: whoever was asleep, on however slow a machine, finds the transaction open. */
const LONG_TRANSACTION_MS = 30_000;
const HOST = '127.0.0.1';

/** Brokers that several arenas can share, one after another. */
export async function startCluster(): Promise<Cluster> {
  const kafka = await startOwnKafka({ brokers: 3 });
  const proxies = await Promise.all(
    kafka.brokers.map(({ address }) => startBrokerProxy(HOST, Number(address.split(':')[1]))),
  );
  return {
    kafka,
    proxies,
    stop: async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await kafka.stop();
    },
  };
}

export async function openArena(
  { kafka, proxies }: Cluster,
  options: { readonly prefix: string; readonly seed: number; readonly mistake?: MistakeName },
): Promise<Arena> {
  const { prefix, seed, mistake } = options;
  const brokers = kafka.bootstrap.split(',');
  const pipeline = pipelineOf(prefix);
  const topics = createTopics({ brokers, clientId: 'arena' });
  for (const topic of pipeline.inputs) {
    const settings = { 'retention.ms': '-1', 'min.insync.replicas': '2' };
    await topics.create(topic, { partitions: PARTITIONS, replicationFactor: 3, settings });
  }
  await topics.close();
  const producer = createPlainProducer(brokers, PARTITIONS);
  const records = traffic({
    ...{
      seed,
      campaigns: CAMPAIGNS,
      repeatedPercent: 10,
      poisonPercent: mistake === undefined ? 2 : MUCH_PERCENT,
    },
    // Outputs have the times of their records: older ones would be cleared away by the broker's retention.
    ...{ startMs: Date.now(), stepMs: 1 },
  });
  const inputs = pipeline.inputs.flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })),
  );
  const reader = createLogReader(createConnections({ brokers, clientId: 'arena' }));
  const members: Member[] = [];
  const snapshotFolder = await mkdtemp(path.join(tmpdir(), 'quartermaster-chaos-'));
  let fed = 0;
  const startMember = (instanceId: string): Member => {
    const ports = brokers.map((broker, index): [number, number] => [
      Number(broker.split(':')[1]),
      proxies[index]?.port ?? 0,
    ]);
    const settings: MemberSettings = {
      ...{ brokers, prefix, instanceId, token: TOKEN, routes: Object.fromEntries(ports) },
      // Whoever leads the group decides: after one rebalance there are copies, after another none.
      ...{ snapshotFolder, standbys: members.length % 2 },
      transactionTimeoutMs: mistake === undefined ? TRANSACTION_MS : LONG_TRANSACTION_MS,
      ...(mistake === undefined ? {} : { mistake }),
    };
    const member = spawnMember(settings, pipeline.name);
    members.push(member);
    return member;
  };
  return {
    ...{ kafka, proxies, startMember },
    feed: async (count) => {
      for (let sent = 0; sent < count; sent += 1) {
        const { value: record } = records.next();
        if (record === undefined) break;
        const topic = `${prefix}ad.${record.input}`;
        producer.add(topic, record.key, record.value, record.timestamp);
      }
      await producer.flush();
      fed += count;
    },
    get fed() {
      return fed;
    },
    inputEnds: async () => {
      const ends = await reader.logEnd(inputs);
      return new Map(inputs.map((each, index) => [nameOf(each), ends[index] ?? 0]));
    },
    get snapshotsRead() {
      return members.reduce((sum, member) => sum + member.snapshotsRead(), 0);
    },
    verify: () => verify(kafka, prefix, pipeline.groupId),
    stop: async () => {
      for (const { process } of members) {
        process.kill('SIGCONT');
        process.kill('SIGKILL');
      }
      await Promise.all(members.map((member) => member.ended()));
      await Promise.all([producer.close(), reader.close()]);
      await rm(snapshotFolder, { recursive: true, force: true });
    },
  };
}

function spawnMember(settings: MemberSettings, pipeline: string): Member {
  const file = path.join(import.meta.dirname, 'member.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let snapshots = 0;
  let port: number | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        port ??= Number(/^port (\d+)$/u.exec(line)?.[1]) || undefined;
        if (line === 'snapshot read') snapshots += 1;
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
      }
    });
  }
  const ask = async <T>(act: (client: ReturnType<typeof createControlClient>) => Promise<T>) => {
    if (port === undefined) return undefined;
    const endpoint = `http://${HOST}:${port}`;
    const client = createControlClient({ endpoint, token: settings.token, timeoutMs: 2_000 });
    return await act(client).catch(() => undefined); // it is dead or asleep
  };
  return {
    instanceId: settings.instanceId,
    process: child,
    lines,
    snapshotsRead: () => snapshots,
    status: () => ask((client) => client.memberStatus(pipeline)),
    query: (campaign) => ask((client) => client.memberQuery(pipeline, 'budgets', campaign)),
    ended: () => ended,
  };
}

/** Another client, another language: the verdict comes from Apache Kafka's own consumer. */
async function verify(kafka: Kafka, prefix: string, groupId: string): Promise<Verdict> {
  const { java, libraries } = JSON.parse(
    await readFile(path.join(kafka.directory, 'kafka.json'), 'utf8'),
  ) as { readonly java: string; readonly libraries: string };
  const source = path.join(import.meta.dirname, 'Verifier.java');
  const classes = path.join(libraries, '*');
  const child = spawn(
    java,
    ['-Xmx512m', '-cp', classes, source, kafka.bootstrap, prefix, groupId],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  const line = said.stdout.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{')) throw new Error(`the verifier failed: ${said.stderr}`);
  return JSON.parse(line) as Verdict;
}

export async function untilSo(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const deadlineMs = Date.now() + withinMs; Date.now() < deadlineMs; await delay(250)) {
    if (await isSo()) return true;
  }
  return false;
}
