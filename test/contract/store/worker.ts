// A second process of the store's suites. Started with a JSON of what to do; prints a line for each thing done.

import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../bot/adapters/store.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { AT_MS, entryOf, outgoingOf, outputOf, requestOf } from './fixtures.ts';

export interface Job {
  readonly dataDirectory: string;
  readonly databaseUrl?: string;
  /** 'open': says so and waits; 'append': that many audit rows; 'write': commands' writes until it is killed. */
  readonly do: 'open' | 'append' | 'write';
  readonly rows?: number;
}

await work(JSON.parse(process.argv[2] ?? '') as Job);

async function work(job: Job): Promise<void> {
  try {
    const store = await openStore(job);
    if (job.do === 'append') {
      for (let row = 0; row < (job.rows ?? 0); row += 1) {
        await store.appendAudit(entryOf({ requestId: `${process.pid}-${row}` }), AT_MS + row);
      }
      await store.close();
      say({ appended: job.rows });
      return;
    }
    await store.receive(requestOf(`open-${process.pid}`));
    say({ opened: true });
    if (job.do === 'open') await delay(600_000);
    for (let round = 0; ; round += 1) {
      const id = `${process.pid}-${round}`;
      await store.receive(requestOf(id));
      await store.appendAudit(entryOf({ requestId: id }), AT_MS + round);
      await store.transaction(async (inside) => {
        await inside.appendAudit(entryOf({ requestId: id, kind: 'outcome' }), AT_MS + round);
        await inside.saveOutput(outputOf(id));
        await inside.enqueue(outgoingOf(id), AT_MS + round);
        await inside.finish(id);
      });
      say({ done: round });
    }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    say({ what: error.what, why: error.why, fix: error.fix });
    process.exitCode = 3;
  }
}

function say(fact: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}
