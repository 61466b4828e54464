// Runs one stand-in cluster as a process of its own:
// `node sandbox/kubernetes/main.ts [--name staging] [--port 0] [--seed shop|empty] [--speed 1] [--kubeconfig FILE]`.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startKubernetes } from './server.ts';

try {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: 'staging' },
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: 'shop' },
      speed: { type: 'string', default: '1' },
      kubeconfig: { type: 'string' },
    },
  });
  const { name, seed, kubeconfig } = values;
  if (seed !== 'shop' && seed !== 'empty')
    throw new Error(`--seed is "shop" or "empty", not "${seed}".`);
  const [port, speed] = [Number(values.port), Number(values.speed)];
  if (!Number.isInteger(port) || port < 0)
    throw new Error(`--port is a number, not "${values.port}".`);
  if (!(speed > 0)) throw new Error(`--speed is a number above 0, not "${values.speed}".`);
  const cluster = await startKubernetes({ name, port, seed, speed });
  if (kubeconfig !== undefined) await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  process.stdout.write(
    `${JSON.stringify({ ready: true, name, url: cluster.url, ...(kubeconfig === undefined ? {} : { kubeconfig }) })}\n`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void cluster.close().then(() => process.exit(0)));
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Cannot start the stand-in Kubernetes. ${words}\n`);
  process.exitCode = 1;
}
