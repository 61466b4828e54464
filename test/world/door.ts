// A door of loopback between the bot and its API server, which can be slow, shut, or open to nothing: what a server looks
// like that is in trouble.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** open; slow: every piece of an answer is late; silent: takes requests and never answers; shut: ends connections. */
export type DoorState = 'open' | 'slow' | 'silent' | 'shut';

export interface Door {
  readonly port: number;
  set(state: DoorState): void;
  close(): Promise<void>;
}

const SLOW_MS = 400;

export async function openDoor(targetPort: number): Promise<Door> {
  let state: DoorState = 'open';
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    if (state === 'shut') return void near.destroy();
    const far = connect(targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.on('data', (piece) => void far.write(piece));
    far.on('data', (piece) => {
      if (state === 'open') near.write(piece);
      else if (state === 'slow') setTimeout(() => near.write(piece), SLOW_MS);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shutAll = () => {
    for (const [near] of pairs) near.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    set: (wanted) => {
      // What was swallowed cannot be brought back: whoever waits for it is told so by a closed connection.
      if (wanted === 'shut' || state === 'silent') shutAll();
      state = wanted;
    },
    close: async () => {
      shutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
