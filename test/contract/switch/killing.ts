// Bots that are killed after a step of switching, one after another, until one finds nothing left to do.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SWITCH } from './nights.ts';

export interface KillingJob {
  readonly kubeconfig: string;
  readonly dataDirectory: string;
  readonly instant: string;
  /** Of the switch. */
  readonly of: object;
}

/** No turn of so many workloads takes more steps. */
const MOST_PROCESSES = 400;

/**
 * The first processes are killed after the first, the second, the third step and so on; from then on, when there is one that has switched something,
 * each that follows goes on with it, switches one workload more, and is killed.
 * @param firstChange which of its steps is the first that changes the cluster
 * @param look what is looked at whenever one was killed
 * @returns how many were killed until one ended by itself
 */
export async function untilDone(
  job: KillingJob,
  firstChange: number,
  look: () => Promise<void> = async () => {},
): Promise<number> {
  for (let killed = 0; killed < MOST_PROCESSES; killed += 1) {
    const ended = await turn(job, Math.min(killed + 1, firstChange));
    await look();
    if (ended !== 'killed') return killed;
  }
  throw new Error('it did not come to an end');
}

async function turn(
  { kubeconfig, dataDirectory, instant, of }: KillingJob,
  killAfter: number,
): Promise<{ steps: number } | 'killed'> {
  const settings = {
    clusters: { test: { environment: 'staging', kubeconfig } },
    timetables: { usual: { rules: [{ off: '20:00' }, { on: '08:00' }], timeZone: 'UTC' } },
    // The steps are those of the switching; that pods come and go is waited for elsewhere.
    switches: { [SWITCH]: { cluster: 'test', timetable: 'usual', ...of } },
  };
  const job = { settings, dataDirectory, nowMs: Date.parse(instant), killAfter };
  const child = spawn(
    process.execPath,
    ['test/contract/switch/killed-process.ts', JSON.stringify(job)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [said, wrong] = [text(child.stdout), text(child.stderr)];
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(`it ended with ${code}: ${await wrong}`);
  return JSON.parse(await said) as { steps: number };
}
