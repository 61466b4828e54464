// Lets the running containers of the shop write: some lines of the last minutes at once, then one here and there for ever.
import { randomInt } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { programOf } from './controllers/program.ts';
import type { Container, Pod } from './objects.ts';
import { builtIn } from './resources.ts';

const POD = builtIn('Pod');
const TICK_MS = 1000;
const LINES_BEFORE = 40;
const SPACING_MS = 9000;

/** Writes until the clock's waits are cancelled. */
export function startLogWriter(cluster: Cluster): void {
  for (const { pod, container } of writers(cluster)) writePast(cluster, pod, container);
  const tick = () => {
    for (const { pod, container } of writers(cluster)) {
      if (randomInt(4) !== 0) continue;
      const text = programOf(pod, container).nextLine?.();
      if (text !== undefined)
        cluster.logs.write(pod.metadata.uid, container.name, { at: cluster.clock.now(), text });
    }
    cluster.clock.after(TICK_MS, tick);
  };
  cluster.clock.after(TICK_MS, tick);
}

function writers({ store }: Cluster): { pod: Pod; container: Container }[] {
  return (store.list(POD) as Pod[]).flatMap((pod) =>
    pod.spec.containers
      .filter(({ name }) =>
        pod.status.containerStatuses?.some(
          (one) => one.name === name && one.state.running !== undefined,
        ),
      )
      .map((container) => ({ pod, container })),
  );
}

function writePast({ logs, clock }: Cluster, pod: Pod, container: Container): void {
  const program = programOf(pod, container);
  if (program.nextLine === undefined) return;
  for (let number = LINES_BEFORE; number > 0; number -= 1) {
    const at = clock.now() - number * SPACING_MS + randomInt(SPACING_MS);
    if (at < Date.parse(pod.metadata.creationTimestamp)) continue;
    logs.write(pod.metadata.uid, container.name, { at, text: program.nextLine() });
  }
}
