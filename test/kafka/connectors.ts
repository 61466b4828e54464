// Connectors of a real worker, waited for.

import { setTimeout as delay } from 'node:timers/promises';
import type { Connect } from '../../bot/kafka/connect.ts';

const UNTIL_MS = 90_000;
const LOOK_MS = 100;

/** Waits until the connector, and at least one task and all that it has, are in these states. */
export async function untilState(
  connect: Connect,
  name: string,
  state: string,
  taskState: string,
): Promise<void> {
  for (const untilMs = Date.now() + UNTIL_MS; ; ) {
    const found = await connect.connector(name);
    const tasks = found?.tasks ?? [];
    const isThere =
      taskState === 'FAILED'
        ? tasks.some((task) => task.state === 'FAILED')
        : tasks.length > 0 && tasks.every((task) => task.state === taskState);
    if (found?.state === state && isThere) return;
    if (Date.now() > untilMs) throw new Error(`${name} is ${JSON.stringify(found)}`);
    await delay(LOOK_MS);
  }
}
