// The process that a supervisor starts for a pipeline: it hosts what it is told to, and ends in order when it is told to, or when
// whoever started it is gone. Its processor time is what the supervisor leaves over.
import { setPriority } from 'node:os';
import { pino } from 'pino';
import { OperatorError } from '../../operator-error.ts';
import { startHosting } from '../../start-hosting.ts';
import type { StartMessage } from './messages.ts';

const NICENESS = 5;

process.once('message', (message) => {
  main(message as StartMessage).then(
    () => process.disconnect?.(),
    (error: unknown) => {
      process.stderr.write(`${String((error as Error).stack)}\n`);
      process.exit(1);
    },
  );
});
process.on('SIGINT', () => {}); // of a terminal's Ctrl-C: whoever supervises ends us

async function main(message: StartMessage): Promise<void> {
  setPriority(NICENESS);
  const { address, pipelines, instanceId, token, logLevel, snapshotFolder, standbys } = message;
  const log = pino({ level: logLevel }, pino.destination({ dest: 1, sync: true }));
  const control = { host: '127.0.0.1', port: 0, token };
  try {
    const hosting = await startHosting({
      ...{ address, pipelines, instanceId, control, log },
      ...(snapshotFolder === undefined ? {} : { snapshotFolder }),
      ...(standbys === undefined ? {} : { standbys }),
    });
    for (const event of ['SIGTERM', 'disconnect'] as const) {
      process.on(event, () => hosting.stop());
    }
    process.send?.({ endpoint: hosting.endpoint });
    await hosting.run();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    process.send?.({ problem: error.message });
  }
}
