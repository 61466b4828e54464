// Fills a cluster with what the lines of `get` and `logs` are about, and takes it away again.

import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '../../../bot/command.ts';
import { writeContainerLogs } from '../../cluster/logs.ts';
import { gadgetDefinition, manifests } from './objects.ts';
import { splitLine } from './words.ts';

export type Kubectl = (argv: readonly string[], input?: string) => Promise<Output>;

export interface Names {
  readonly namespace: string;
  /** Of the suite's own kind, gadgets. */
  readonly group: string;
}

const MANY = 620;
const ACCOUNT_ATTEMPTS = 100;
const ACCOUNT_PAUSE_MS = 200;

/** Makes the namespace NAME with one object of each kind, and NAME-many with more of one kind than a page of a list holds. */
export async function populate(kubectl: Kubectl, names: Names): Promise<void> {
  const { namespace, group } = names;
  const space = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { suite: namespace } },
  });
  await make(kubectl, [space(namespace), space(`${namespace}-many`), gadgetDefinition(names)]);
  await must(kubectl, `wait --for=condition=Established crd/gadgets.${group} --timeout=60s`);
  await untilAccount(kubectl, namespace);
  await make(kubectl, manifests(names));
  await make(
    kubectl,
    Array.from({ length: MANY }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `many-${(index * 7919) % MANY}`,
        namespace: `${namespace}-many`,
        labels: { n: String(index % 10) },
      },
      data: { same: String(index % 3) },
    })),
  );
  await untilReady(kubectl, namespace);
}

export async function unpopulate(kubectl: Kubectl, { namespace, group }: Names): Promise<void> {
  await kubectl(['delete', 'crd', `gadgets.${group}`, '--wait=false']);
  await kubectl(['delete', 'ns', namespace, `${namespace}-many`, '--wait=false']);
}

/** Makes the namespace with the workloads alone. */
export async function populateWorkloads(kubectl: Kubectl, namespace: string): Promise<void> {
  await makeNamespace(kubectl, namespace);
  const workloads = manifests({ namespace, group: 'unused' }).filter((object) =>
    /"kind":"(?:Deployment|StatefulSet|DaemonSet|Job|Pod|Service)"/u.test(textOf(object)),
  );
  await make(kubectl, workloads);
  await untilReady(kubectl, namespace);
  await must(
    kubectl,
    `wait --for=condition=Ready pod/preset pod/mispreset -n ${namespace} --timeout=120s`,
  );
}

const SPEAKING = ['app', 'first', 'second', 'setup', 'postgres', 'agent', 'work'];

export interface Logs {
  readonly kubectl: Kubectl;
  readonly runDirectory: string;
  readonly namespace: string;
}

/** Gives each container of the workloads something to say. */
export async function writeLogs(logs: Logs): Promise<void> {
  for (const container of SPEAKING) await writeLog(logs, container, linesOf(container));
  await writeLog(logs, 'app', ['it said this before it ended', 'and this'], 'previous');
}

export async function writeLog(
  logs: Logs,
  container: string,
  lines: readonly string[],
  which: 'current' | 'previous' = 'current',
): Promise<void> {
  await writeContainerLogs({ ...logs, container, lines, which });
}

export async function dropLogs(kubectl: Kubectl, namespace: string): Promise<void> {
  const names = SPEAKING.map((name) => `${namespace}-${name}`);
  await kubectl(['delete', 'clusterlogs', '--ignore-not-found', ...names]);
}

export function linesOf(container: string): string[] {
  return [
    `line 1 of ${container}`,
    `line 2 of ${container}: grüße, 世界`,
    `line 3 of ${container}: <html> & "quotes"`,
  ];
}

/** What the lines of `logs` call WEB, PAIR and WEBRS: names that the cluster chose. */
export async function findPods(
  kubectl: Kubectl,
  namespace: string,
): Promise<Readonly<Record<string, string>>> {
  const first = async (kind: string, selector: string) => {
    const { stdout } = await must(kubectl, `get ${kind} -n ${namespace} -l ${selector} -o name`);
    return stdout.split('\n')[0]?.split('/')[1] ?? '';
  };
  return {
    WEBRS: await first('rs', 'app=web'),
    WEB: await first('pod', 'app=web'),
    PAIR: await first('pod', 'app=pair'),
  };
}

/** Makes a namespace in which pods can be made. */
export async function makeNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  await must(kubectl, `create namespace ${namespace}`);
  await untilAccount(kubectl, namespace);
}

/** Pods are refused until a controller has given the namespace its service account. */
async function untilAccount(kubectl: Kubectl, namespace: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { exitCode } = await kubectl(['get', 'serviceaccount', 'default', '-n', namespace]);
    if (exitCode === 0) return;
    if (attempt === ACCOUNT_ATTEMPTS) throw new Error(`${namespace} got no service account`);
    await delay(ACCOUNT_PAUSE_MS);
  }
}

/** @throws Error with what kubectl said, when it failed. */
export async function must(kubectl: Kubectl, line: string): Promise<Output> {
  const output = await kubectl(splitLine(line));
  if (output.exitCode !== 0) throw new Error(`${line}: ${output.stderr}`);
  return output;
}

export async function make(kubectl: Kubectl, items: readonly unknown[]): Promise<void> {
  const made = await kubectl(
    ['create', '-f', '-'],
    textOf({ apiVersion: 'v1', kind: 'List', items }),
  );
  if (made.exitCode !== 0) throw new Error(made.stderr);
}

export async function untilReady(
  kubectl: Kubectl,
  namespace: string,
  workloads: readonly string[] = ['deploy/web', 'deploy/pair', 'sts/db', 'ds/agent'],
): Promise<void> {
  for (const workload of workloads) {
    await must(kubectl, `rollout status ${workload} -n ${namespace} --timeout=120s`);
  }
  await must(kubectl, `wait --for=condition=Complete job/once -n ${namespace} --timeout=120s`);
}

/** JSON with whole numbers of any size. JSON.rawJSON is ES2026, which Node has and the type library has not yet. */
function textOf(value: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return JSON.stringify(value, (_key, each) =>
    typeof each === 'bigint' ? rawJSON(String(each)) : each,
  );
}
