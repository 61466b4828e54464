// Gives the containers of a test cluster something to say: kwok's kubelets read their logs from files that an object
// in the cluster names. No container runs.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubectlResult } from './kubectl.ts';

export interface LogLine {
  readonly text: string;
  /** When it was written; the moment of the call unless said. */
  readonly at?: Date;
  readonly stream?: 'stdout' | 'stderr';
}

export interface ContainerLogs {
  readonly runDirectory: string;
  readonly kubectl: (args: readonly string[], input?: string) => Promise<KubectlResult>;
  readonly namespace: string;
  readonly container: string;
  readonly lines: readonly (string | LogLine)[];
  readonly which: 'current' | 'previous';
}

/** Writes the lines and returns when `kubectl logs` shows them. */
export async function writeContainerLogs(logs: ContainerLogs): Promise<void> {
  const folder = path.join(logs.runDirectory, 'logs', logs.namespace);
  const fileOf = (which: string) => path.join(folder, `${logs.container}.${which}.log`);
  await mkdir(folder, { recursive: true });
  const file = fileOf(logs.which);
  const text = logs.lines.map((line) => formatLine(line)).join('');
  // Renamed into place, so that no reader sees half of it.
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
  const source = {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: `${logs.namespace}-${logs.container}` },
    spec: {
      selector: { matchNamespaces: [logs.namespace] },
      logs: [
        {
          containers: [logs.container],
          logsFile: fileOf('current'),
          previousLogsFile: fileOf('previous'),
        },
      ],
    },
  };
  const applied = await logs.kubectl(['apply', '-f', '-'], JSON.stringify(source));
  if (applied.exitCode !== 0) throw new Error(`The logs were not accepted: ${applied.stderr}`);
  await waitUntilServed(logs);
}

/** A line as the container runtime interface writes it: time, stream, F for a full line, text. */
function formatLine(line: string | LogLine): string {
  const {
    text,
    at = new Date(),
    stream = 'stdout',
  } = typeof line === 'string' ? { text: line } : line;
  return `${at.toISOString()} ${stream} F ${text}\n`;
}

/** The kubelets learn of the object a moment later. Without a running pod there is nobody to ask, and no hurry. */
async function waitUntilServed(logs: ContainerLogs): Promise<void> {
  const inNamespace = ['-n', logs.namespace];
  const pods = await logs.kubectl([
    ...['get', 'pods', '--field-selector=status.phase=Running', ...inNamespace],
    '-o=jsonpath={range .items[*]}{.metadata.name}{range .spec.containers[*]} {.name}{end}{"\\n"}{end}',
  ]);
  const rows = pods.stdout.split('\n').map((row) => row.split(' '));
  const pod = rows.find(([, ...containers]) => containers.includes(logs.container))?.[0];
  if (pod === undefined) return;
  const which = logs.which === 'previous' ? ['--previous'] : [];
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const shown = await logs.kubectl(['logs', pod, '-c', logs.container, ...inNamespace, ...which]);
    if (shown.exitCode === 0) return;
    await delay(50);
  }
  throw new Error(`The kubelet of ${logs.namespace}/${pod} did not begin to serve the logs.`);
}
