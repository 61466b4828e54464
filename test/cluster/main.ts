// `npm run cluster -- start|stop|status`: the test cluster for people at a terminal. What other programs read goes to
// standard output, progress to standard error.
import { parseArgs } from 'node:util';
import { type Cluster, joinCluster, startCluster } from './cluster.ts';
import { findProcess, runDirectoryOf, stopProcess } from './process.ts';

const USAGE = `usage: npm run cluster -- start|stop|status [--name NAME] [--nodes N]
  start    builds the control plane (first time), starts the cluster and prints its KUBECONFIG=... line
  stop     stops it and drops its state
  status   says whether it runs; exit code 0 when it does, 1 when it does not
  --name   several clusters can run side by side under different names (default: "default")
  --nodes  how many nodes it gets (default: 2)`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'default' },
      nodes: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  const nodes = Number(values.nodes);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 100) {
    throw new Error(`--nodes ${values.nodes} is no number of nodes from 1 to 100.`);
  }
  const [command, ...surplus] = positionals;
  if (values.help || surplus.length > 0) return explain(values.help);
  if (command === 'start') return await start(values.name, nodes);
  if (command === 'stop') return await stop(values.name);
  if (command === 'status') return await status(values.name);
  return explain(false);
}

function explain(asked: boolean): number {
  (asked ? process.stdout : process.stderr).write(`${USAGE}\n`);
  return asked ? 0 : 2;
}

async function start(name: string, nodes: number): Promise<number> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const found = (await findProcess(name)) !== undefined;
  print(await startCluster({ name, nodes, report }));
  report(found ? `Cluster "${name}" was running already.` : `Cluster "${name}" is ready.`);
  return 0;
}

async function stop(name: string): Promise<number> {
  const stopped = await stopProcess(name);
  process.stderr.write(`Cluster "${name}" ${stopped ? 'is stopped' : 'was not running'}.\n`);
  return 0;
}

async function status(name: string): Promise<number> {
  const found = await findProcess(name);
  if (found === undefined) {
    process.stdout.write(`Cluster "${name}" is not running.\n`);
    return 1;
  }
  print(await joinCluster(name));
  process.stderr.write(
    `Cluster "${name}" runs as process ${found.id} in ${runDirectoryOf(name)}.\n`,
  );
  return 0;
}

function print(cluster: Cluster): void {
  process.stdout.write(
    [
      `KUBECONFIG=${cluster.kubeconfig}`,
      `RESTRICTED_KUBECONFIG=${cluster.restrictedKubeconfig}`,
      `BOT_KUBECONFIG=${cluster.botKubeconfig}`,
      `KUBECTL="${cluster.kubectl.join(' ')}"`,
      '',
    ].join('\n'),
  );
}
