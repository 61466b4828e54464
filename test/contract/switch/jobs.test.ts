// Jobs that run when something is switched off, on the real API server with its Job controller: left to end, or suspended where the settings say so.

import { afterEach, describe, expect, test } from '@jest/globals';
import { findTarget } from '../adapter/oracle.ts';
import { type Nights, openNights } from './nights.ts';

const target = await findTarget('Jobs at night');
const suite = target === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const DAY = '2031-03-05T12:00:00Z';
const EVENING = '2031-03-05T20:00:30Z';
const NIGHT = '2031-03-05T23:00:00Z';
const MORNING = '2031-03-06T08:00:30Z';

let nights: Nights | undefined;
afterEach(async () => {
  await nights?.close();
  nights = undefined;
}, LONG_MS);

const tiersWith = (more: object) => (namespace: string) => [
  { name: 'all', workloads: [{ namespace, ...more }] },
];
const SUSPENDED = tiersWith({ suspendJobs: true });
const LEFT = tiersWith({});

/** With a Job that runs. */
async function open(tiers: typeof SUSPENDED): Promise<Nights> {
  if (target === undefined) throw new Error('there is no cluster');
  const opened = await openNights(target, { tiers });
  nights = opened;
  await opened.kubectl('create -f -', job('migrate'));
  await runs(opened);
  return opened;
}

async function runs(opened: Nights): Promise<void> {
  await opened.until('its pod is there', async () => (await stateOf(opened, 'migrate')) === 'runs');
}

async function stateOf(opened: Nights, name: string): Promise<string> {
  const { spec, status } = (await opened.read(`job/${name}`)) as unknown as {
    readonly spec: { readonly suspend?: boolean };
    readonly status?: { readonly active?: number };
  };
  if (spec.suspend !== true) return (status?.active ?? 0) > 0 ? 'runs' : 'waits';
  return (status?.active ?? 0) > 0 ? 'ends' : 'suspended';
}

suite('a Job that runs when it gets night', () => {
  test(
    'is left to end unless the settings say otherwise',
    async () => {
      const opened = await open(LEFT);
      await opened.at(DAY);
      await opened.at(EVENING);
      expect(await stateOf(opened, 'migrate')).toBe('runs');
    },
    LONG_MS,
  );

  test(
    'is suspended where they do, and goes on in the morning; what is over or belongs to another is not touched',
    async () => {
      const opened = await open(SUSPENDED);
      await opened.kubectl('create -f -', cronJob('nightly'));
      await opened.kubectl('create job owned --from=cronjob/nightly -n NS');
      await opened.kubectl('create -f -', job('resting', { suspend: true }));
      await opened.kubectl('create -f -', job('over', { completions: 0 }));
      await opened.until('it is over', async () => {
        const { status } = (await opened.read('job/over')) as { readonly status?: object };
        return JSON.stringify(status ?? {}).includes('"Complete"');
      });
      await opened.at(DAY);
      await opened.at(EVENING);
      expect(await stateOf(opened, 'migrate')).toBe('suspended');
      expect(await stateOf(opened, 'owned')).toBe('runs');
      expect((await opened.read('job/over')).spec).not.toMatchObject({ suspend: true });
      await opened.at(MORNING);
      await runs(opened);
      expect(await stateOf(opened, 'resting')).toBe('suspended');
    },
    LONG_MS,
  );

  test(
    'comes back also when the settings say nothing of Jobs any more by then',
    async () => {
      const opened = await open(SUSPENDED);
      await opened.at(DAY);
      await opened.at(EVENING);
      expect(await stateOf(opened, 'migrate')).toBe('suspended');
      opened.configure({ tiers: LEFT });
      await opened.restart();
      await opened.at(NIGHT);
      expect(await stateOf(opened, 'migrate')).toBe('suspended');
      await opened.at(MORNING);
      await runs(opened);
    },
    LONG_MS,
  );
});

function job(name: string, more: object = {}): object {
  return {
    ...{ apiVersion: 'batch/v1', kind: 'Job' },
    metadata: { name, namespace: 'NS' },
    spec: { template: template(), ...more },
  };
}

function cronJob(name: string): object {
  return {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob' },
    metadata: { name, namespace: 'NS' },
    spec: { schedule: '0 3 1 1 *', jobTemplate: { spec: { template: template() } } },
  };
}

/** Pods of Jobs end at once here, but for such that fail again and again. */
function template(): object {
  const containers = [{ name: 'app', image: 'app' }];
  return {
    metadata: { labels: { 'quartermaster.test/fails': 'crash-loop' } },
    spec: { restartPolicy: 'OnFailure', terminationGracePeriodSeconds: 0, containers },
  };
}
