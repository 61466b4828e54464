// Stands between clients and one broker: knows which answer is to which request, and can swallow one, or cut all connections.
import { connect, createServer, type Socket } from 'node:net';

export interface BrokerProxy {
  readonly port: number;
  /**
   * The next answer to a request of that key (Kafka's number) is lost, and its connection with it. `then` gets the client's id,
   * before the client can have seen anything.
   */
  dropNextAnswer(apiKey: number, then?: (clientId: string) => void): void;
  /** The next such answer goes its way, after `then` has been told who gets it. */
  meetNextAnswer(apiKey: number, then: (clientId: string) => void): void;
  /** The same for a request that is like this, whose frame it gets. */
  dropAnswerTo(apiKey: number, isMeant: (request: Buffer) => boolean): void;
  /** The next such request never reaches the broker, and its connection is cut. */
  dropRequest(apiKey: number, isMeant: (request: Buffer) => boolean): void;
  /** What was asked of it and has not happened will not happen. */
  disarm(): void;
  /** How many answers were lost so far. */
  readonly dropped: number;
  /** How many clients are connected now. */
  readonly connections: number;
  cutAll(): void;
  close(): Promise<void>;
}

interface Armed {
  readonly key: number;
  readonly isMeant: (request: Buffer) => boolean;
  readonly onAnswer: (clientId: string) => void;
  readonly isLost: boolean;
}

/** @param brokerPort may be known only once the proxy is there */
export async function startBrokerProxy(
  host: string,
  brokerPort: number | (() => number),
): Promise<BrokerProxy> {
  const sockets = new Set<Socket>();
  let armed: Armed | undefined;
  let unasked: Pick<Armed, 'key' | 'isMeant'> | undefined;
  let dropped = 0;
  const server = createServer((client) => {
    const broker = connect({
      host,
      port: typeof brokerPort === 'number' ? brokerPort : brokerPort(),
    });
    const asked = new Map<
      number,
      { readonly key: number; readonly clientId: string; readonly isMeant: boolean }
    >();
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
        const key = frame.readInt16BE(4);
        if (key === unasked?.key && unasked.isMeant(frame)) {
          unasked = undefined;
          dropped += 1;
          client.destroy();
          return;
        }
        const isMeant = key === armed?.key && armed.isMeant(frame);
        asked.set(frame.readInt32BE(8), { key, clientId, isMeant });
        broker.write(frame);
      }),
    );
    broker.on(
      'data',
      eachFrame((frame) => {
        const correlation = frame.readInt32BE(4);
        const request = asked.get(correlation);
        asked.delete(correlation);
        if (armed === undefined || request?.key !== armed.key || !request.isMeant) {
          client.write(frame);
          return;
        }
        const { onAnswer, isLost } = armed;
        armed = undefined;
        onAnswer(request.clientId);
        if (!isLost) {
          client.write(frame);
          return;
        }
        dropped += 1;
        client.destroy();
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    dropNextAnswer: (key, then = () => {}) => {
      armed = { key, onAnswer: then, isMeant: () => true, isLost: true };
    },
    meetNextAnswer: (key, then) => {
      armed = { key, onAnswer: then, isMeant: () => true, isLost: false };
    },
    dropAnswerTo: (key, isMeant) => {
      armed = { key, onAnswer: () => {}, isMeant, isLost: true };
    },
    dropRequest: (key, isMeant) => {
      unasked = { key, isMeant };
    },
    disarm: () => {
      armed = undefined;
      unasked = undefined;
    },
    get connections() {
      return Math.ceil(sockets.size / 2);
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
