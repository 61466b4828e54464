// One process of the settlement under test: the real host, its connections through proxies, and a planted mistake where it is
// asked for. Its only argument is what to be, as JSON.
import { startControlServer } from '../../../pipeline/adapters/control/server.ts';
import { createKafka } from '../../../pipeline/adapters/kafka/kafka.ts';
import { createSnapshotFolder } from '../../../pipeline/adapters/snapshots/folder.ts';
import { systemClock } from '../../../pipeline/clock.ts';
import { createHost } from '../../../pipeline/host.ts';
import type { Log } from '../../../pipeline/ports.ts';
import { type MistakeName, plantMistake } from './mistakes.ts';
import { changelogsOf, pipelineOf } from './names.ts';

export interface MemberSettings {
  readonly brokers: readonly string[];
  /** From a broker's port to that of its proxy. */
  readonly routes: Readonly<Record<number, number>>;
  readonly prefix: string;
  readonly instanceId: string;
  readonly token: string;
  /** All processes write their snapshots there, as those of one machine do. */
  readonly snapshotFolder: string;
  readonly standbys: number;
  readonly transactionTimeoutMs: number;
  readonly mistake?: MistakeName;
}

const settings = JSON.parse(process.argv[2] ?? '') as MemberSettings;
const { brokers, routes, prefix, instanceId, token, snapshotFolder } = settings;
const { transactionTimeoutMs, standbys } = settings;
const say =
  (level: string) =>
  (detail: object, message: string): void => {
    const { err, ...rest } = detail as { readonly err?: unknown };
    process.stdout.write(
      `${new Date().toISOString()} ${level} ${message} ${JSON.stringify(rest)} ${err ?? ''}\n`,
    );
  };
const log: Log = { debug: () => {}, info: say('info'), warn: say('warn'), error: say('error') };
const kafka = createKafka({
  ...{ brokers, clientId: instanceId, transactionTimeoutMs, requestTimeoutMs: 3_000 },
  route: ({ host, port }) => ({ host, port: routes[port] ?? port }),
});
const disk = createSnapshotFolder(snapshotFolder);
const host = createHost({
  pipelines: [pipelineOf(prefix)],
  kafka: plantMistake(kafka, settings.mistake, { brokers, changelogs: changelogsOf(prefix) }),
  ...{ clock: systemClock, log, instanceId, endpoint: '', standbys },
  reach: () => host.member,
  snapshotFiles: {
    ...disk,
    read: async (name) => {
      const found = await disk.read(name);
      if (found !== undefined) process.stdout.write('snapshot read\n');
      return found;
    },
  },
  // Long enough for whatever kills it to find a transaction open.
  limits: {
    ...{ sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 15_000, commitIntervalMs: 300 },
    snapshotIntervalMs: 1_000,
  },
});
const control = () => ({ ...host.control, ...host.member });
const server = await startControlServer({ host: '127.0.0.1', port: 0, token, control, log });
process.stdout.write(`port ${server.port}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => host.stop());
// Whoever started it is gone: nobody would end it any more.
process.stdin.on('end', () => process.exit(1)).resume();
await host.run();
await server.close();
process.exit(0);
