// What runs on the sandbox's Kafka Connect: one connector that writes the shop's orders down, and one whose folder somebody forgot, so
// that there is a failure to look at.
import path from 'node:path';
import type { ConnectWorker } from './connect.ts';

export async function openConnectors({ url, directory }: ConnectWorker): Promise<void> {
  await put(url, 'orders-archive', 'orders', path.join(directory, 'orders.txt'));
  await put(url, 'payments-export', 'payments', path.join(directory, 'exports', 'payments.txt'));
}

async function put(url: string, name: string, topics: string, file: string): Promise<void> {
  const config = { 'connector.class': 'FileStreamSink', 'tasks.max': '1', topics, file };
  const answer = await fetch(`${url}/connectors/${name}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  });
  if (!answer.ok) throw new Error(`connector ${name}: ${answer.status} ${await answer.text()}`);
}
