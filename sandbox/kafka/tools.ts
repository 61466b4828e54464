// Runs Apache Kafka's own command-line tools, each by the name that its documentation gives it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { archiveOptions } from './class-archive.ts';

const CLASSES = {
  'kafka-acls': 'org.apache.kafka.tools.AclCommand',
  'kafka-configs': 'kafka.admin.ConfigCommand',
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'kafka-dump-log': 'org.apache.kafka.tools.DumpLogSegments',
  'kafka-features': 'org.apache.kafka.tools.FeatureCommand',
  'kafka-get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'kafka-groups': 'org.apache.kafka.tools.GroupsCommand',
  'kafka-leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'kafka-log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'kafka-metadata-quorum': 'org.apache.kafka.tools.MetadataQuorumCommand',
  'kafka-producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'kafka-reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  'kafka-storage': 'kafka.tools.StorageTool',
  'kafka-topics': 'org.apache.kafka.tools.TopicCommand',
  'kafka-transactions': 'org.apache.kafka.tools.TransactionsCommand',
} as const;

export type ToolName = keyof typeof CLASSES;

export function isToolName(text: string): text is ToolName {
  return Object.hasOwn(CLASSES, text);
}

/** What every Java process of the sandbox is started with. */
export interface JavaHome {
  readonly java: string;
  /** The folder of the jars. */
  readonly libraries: string;
  /** Of its classes, where there is one. */
  readonly archive?: string | undefined;
  /** The folder with `log4j2.xml`. */
  readonly directory: string;
}

export interface ToolRun {
  readonly args: readonly string[];
  /** What it reads from standard input. */
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Quick to start: a tool lives for a second. */
const SMALL = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const TOOL_MS = 120_000;

/**
 * Runs the tool to its end. A tool that is not done in time is killed, and ends with exit code -1.
 * @throws AbortError when it was ended by the signal
 */
export async function runTool(home: JavaHome, name: ToolName, run: ToolRun): Promise<ToolResult> {
  const child = spawn(home.java, [...javaArgs(home, SMALL), CLASSES[name], ...run.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: run.timeoutMs ?? TOOL_MS,
    killSignal: 'SIGKILL',
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(run.input ?? '');
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? -1));
  });
  return { exitCode, ...said };
}

/** The arguments before the name of the class. */
export function javaArgs(home: JavaHome, options: readonly string[]): string[] {
  return [
    ...options,
    ...archiveOptions(home.archive),
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${path.join(home.directory, 'log4j2.xml')}`,
    '-cp',
    path.join(home.libraries, '*'),
  ];
}
