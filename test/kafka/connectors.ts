// Connectors of a real worker, made and waited for through its REST API: the bot makes none.

import { setTimeout as delay } from 'node:timers/promises';
import type { Connect } from '../../bot/kafka/connect.ts';
import type { ConnectWorker } from '../../sandbox/kafka/connect.ts';

const UNTIL_MS = 90_000;
const LOOK_MS = 100;

/** Makes it, or gives it another configuration. */
export async function putConnector(
  { url }: Pick<ConnectWorker, 'url'>,
  name: string,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  for (const untilMs = Date.now() + UNTIL_MS; ; ) {
    const answer = await fetch(`${url}/connectors/${name}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ 'tasks.max': '1', ...config }),
    });
    if (answer.ok) return;
    const said = await answer.text();
    // While connectors move between workers it says 409.
    if (answer.status !== 409 || Date.now() > untilMs) throw new Error(`${answer.status} ${said}`);
    await delay(LOOK_MS);
  }
}

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
