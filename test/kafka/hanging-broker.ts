// A broker that hangs at a moment: it takes connections, gives so many answers of a real broker, and then nothing, not even a goodbye. It lives in a
// thread of its own, so that the sockets of this one are those of its clients alone.

import { Worker } from 'node:worker_threads';

export interface HangingBroker {
  readonly port: number;
  /** Gives all answers from now on, on new connections. */
  recover(): void;
  stop(): Promise<void>;
}

export interface Hang {
  /** `host:port` of the broker whose answers it gives, and whether that is asked with TLS; clients come without. */
  readonly behind: string;
  readonly isTls?: boolean;
  /** How many whole answers connections get, the first, the second, ..., all others as the last; then so many bytes of the next. */
  readonly answers: readonly number[];
  readonly bytes?: number;
}

/** @param hang where it answers nothing at all unless it is given */
export async function startHangingBroker(hang?: Hang): Promise<HangingBroker> {
  const worker = new Worker(BROKER, { eval: true, workerData: hang });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  return {
    port,
    recover: () => worker.postMessage('recover'),
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** Frames of Kafka begin with their size in four bytes. */
const BROKER = `
const { connect, createServer } = require('node:net');
const tls = require('node:tls');
const { parentPort, workerData: hang } = require('node:worker_threads');
let hangs = true;
let connections = 0;
parentPort.on('message', () => { hangs = false; });
const server = createServer({ allowHalfOpen: true }, (client) => {
  client.on('error', () => {}).resume();
  if (hang === undefined) return;
  const [host, port] = hang.behind.split(':');
  const broker = hang.isTls ? tls.connect({ host, port, rejectUnauthorized: false }) : connect({ host, port });
  broker.on('error', () => {});
  client.on('data', (bytes) => broker.write(bytes));
  client.on('close', () => broker.destroy());
  let left = hangs ? hang.answers[Math.min(connections, hang.answers.length - 1)] : Infinity;
  connections += 1;
  let buffer = Buffer.alloc(0);
  broker.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readInt32BE(0)) {
      const size = 4 + buffer.readInt32BE(0);
      const frame = buffer.subarray(0, size);
      buffer = buffer.subarray(size);
      if (left > 0) client.write(frame);
      else if (left === 0 && hang.bytes) client.write(frame.subarray(0, hang.bytes));
      left -= 1;
    }
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
