// Ports of this machine for servers that have to be told theirs before they start.
import { createServer, type Server } from 'node:net';

const HOST = '127.0.0.1';
/** Below those that systems give to whoever asks for any: a server that is stopped and started again finds its port free. */
const FIRST = 15_000;
const PORTS = 15_000;
const TRIES = 100;

/** One that was free a moment ago. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** All are held until the last is known, so that no two are the same. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(Array.from({ length: count }, holdOne));
  await Promise.all(
    held.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return held.map(({ port }) => port);
}

interface Held {
  readonly server: Server;
  readonly port: number;
}

async function holdOne(): Promise<Held> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    const server = await hold(port);
    if (server !== undefined) return { server, port };
  }
  throw new Error(`none of ${TRIES} ports was free`);
}

/** @returns undefined where somebody has it. */
async function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, HOST, () => resolve(server));
  });
}
