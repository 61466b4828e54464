// What runs on the sandbox's Kafka Connect: one connector that writes the shop's orders down, and one whose folder somebody forgot, so
// that there is a failure to look at. They are made through the worker's REST API: the bot makes none.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectWorker } from './connect.ts';

const UNTIL_MS = 90_000;
const AGAIN_MS = 100;

export async function openConnectors(worker: ConnectWorker): Promise<void> {
  const sink = (topics: string, ...file: readonly string[]) => ({
    ...{ 'connector.class': 'FileStreamSink', topics, file: path.join(worker.directory, ...file) },
  });
  await putConnector(worker, 'orders-archive', sink('orders', 'orders.txt'));
  await putConnector(worker, 'payments-export', sink('payments', 'exports', 'payments.txt'));
}

/**
 * Makes it, or gives it another configuration.
 * @throws Error with the worker's words when it refuses.
 */
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
    const said = `connector ${name}: ${answer.status} ${await answer.text()}`;
    // While connectors move between workers it says 409.
    if (answer.status !== 409 || Date.now() > untilMs) throw new Error(said);
    await delay(AGAIN_MS);
  }
}
