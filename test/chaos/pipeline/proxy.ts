// Stands between clients and one broker: knows which answer is to which request, and can swallow one, or cut all connections.
import { connect, createServer, type Socket } from 'node:net';

export interface BrokerProxy {
  readonly port: number;
  /**
   * The next answer to a request of that key (Kafka's number) is lost, and its connection with it. `then` gets the client's id,
   * before the client can have seen anything.
   */
  dropNextAnswer(apiKey: number, then?: (clientId: string) => void): void;
  /** What was asked of it and has not happened will not happen. */
  disarm(): void;
  /** How many answers were lost so far. */
  readonly dropped: number;
  cutAll(): void;
  close(): Promise<void>;
}

export async function startBrokerProxy(host: string, brokerPort: number): Promise<BrokerProxy> {
  const sockets = new Set<Socket>();
  let armed: { readonly key: number; readonly then: (clientId: string) => void } | undefined;
  let dropped = 0;
  const server = createServer((client) => {
    const broker = connect({ host, port: brokerPort });
    const asked = new Map<number, { readonly key: number; readonly clientId: string }>();
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {}); // both ends are closed with it
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    client.on(
      'data',
      eachFrame((frame) => {
        const length = Math.max(0, frame.readInt16BE(12));
        const clientId = frame.toString('utf8', 14, 14 + length);
        asked.set(frame.readInt32BE(8), { key: frame.readInt16BE(4), clientId });
        broker.write(frame);
      }),
    );
    broker.on(
      'data',
      eachFrame((frame) => {
        const correlation = frame.readInt32BE(4);
        const request = asked.get(correlation);
        asked.delete(correlation);
        if (armed === undefined || request?.key !== armed.key) {
          client.write(frame);
          return;
        }
        const { then } = armed;
        armed = undefined;
        dropped += 1;
        then(request.clientId);
        client.destroy();
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    dropNextAnswer: (key, then = () => {}) => {
      armed = { key, then };
    },
    disarm: () => {
      armed = undefined;
    },
    get dropped() {
      return dropped;
    },
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Gives whole frames on, each with its length before it. */
function eachFrame(take: (frame: Buffer) => void): (part: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (part) => {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    while (rest.length >= 4) {
      const end = 4 + rest.readInt32BE(0);
      if (rest.length < end) return;
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}
