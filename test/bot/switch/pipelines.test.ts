// Pipelines that a switch pauses at night, by the production loop over a store in memory and processes that heed what they are told as real ones do.

import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../bot/config.ts';
import { pausingSwitch } from '../../../bot/switch/pipelines.ts';
import {
  DAY,
  EVENING,
  MORNING,
  NIGHT,
  openPipelineNights as open,
  settingsOf,
} from './pipeline-nights.ts';

function never(): never {
  throw new Error('it is not kept');
}

const RUNNING = ['running', 'running'];
const PAUSED = ['paused', 'paused'];

describe('a pipeline of a switch', () => {
  test('is paused at night for a reason that says what it was, and runs again in the morning', async () => {
    const { at, phases, said, store, notices, handle } = await open();
    expect([phases(), said]).toEqual([RUNNING, []]);
    await at(EVENING);
    await at(NIGHT);
    const mark = '{"switch":"nights","kind":"running","running":true}';
    expect([phases(), said]).toEqual([PAUSED, [`pause ${mark}`]]);
    expect(pausingSwitch(await handle.status())).toBe('nights');
    expect(await store.originals?.('nights')).toMatchObject([
      { kind: 'Pipeline', name: 'settlement', phase: 'off', original: { running: true } },
    ]);
    await at(MORNING);
    await at('2031-03-06T09:00:00Z');
    expect([phases(), said.slice(1)]).toEqual([RUNNING, [`resume ${mark}`]]);
    expect(await store.originals?.('nights')).toEqual([]);
    expect(notices.join('\n')).toContain('nights is on');
  });

  test('is known to be paused where nobody came to write down that it is', async () => {
    const { at, look, phases, said, store } = await open();
    const { saveOriginals = never } = store;
    store.saveOriginals = async (rows) => {
      if (rows.some(({ phase }) => phase === 'off')) throw new Error('it ended here');
      await saveOriginals(rows);
    };
    expect(await look(EVENING)).toHaveLength(1);
    expect(phases()).toEqual(PAUSED);
    store.saveOriginals = saveOriginals;
    await at(NIGHT);
    expect(await store.originals?.('nights')).toMatchObject([{ phase: 'off' }]);
    await at(MORNING);
    expect([phases(), said.length]).toEqual([RUNNING, 2]);
    expect(await store.originals?.('nights')).toEqual([]);
  });

  test('that is taken out of its switch while it is off is told, and runs again with it', async () => {
    const { at, phases, configure, notices, store } = await open();
    await at(EVENING);
    configure(settingsOf('staging', []));
    await at(NIGHT);
    expect(phases()).toEqual(PAUSED);
    expect(notices.join('\n')).toContain('1 workload is off that nights no longer names');
    await at(MORNING);
    expect(phases()).toEqual(RUNNING);
    expect(await store.originals?.('nights')).toEqual([]);
  });

  test.each([
    ['before it is switched off', DAY, ''],
    ['while it is off', NIGHT, 'pause'],
  ])('stays paused in the morning where a person has paused it %s', async (_, when) => {
    const { at, phases, told, handle, said } = await open();
    if (when === NIGHT) await at(EVENING);
    await at(when);
    told('pause');
    expect(pausingSwitch(await handle.status())).toBeUndefined();
    await at(NIGHT);
    await at('2031-03-05T23:30:00Z');
    await at(MORNING);
    expect(phases()).toEqual(PAUSED);
    expect(said).toHaveLength(when === NIGHT ? 1 : 0);
  });

  test('stays paused in the morning also where only one of its processes heard a person pause it', async () => {
    const { at, phases, firstTold, said } = await open();
    await at(EVENING);
    await at('2031-03-05T22:00:00Z');
    firstTold('pause');
    await at(NIGHT);
    await at(MORNING);
    expect([phases(), said.length]).toEqual([PAUSED, 1]);
  });

  test('that a person resumes at night is left to them, which is told once', async () => {
    const { at, phases, told, notices } = await open();
    await at(EVENING);
    await at('2031-03-05T22:00:00Z');
    told('resume');
    await at(NIGHT);
    await at('2031-03-05T23:01:00Z');
    expect(phases()).toEqual(RUNNING);
    const asked = notices.filter((text) => text.includes('pipeline/settlement was set to running'));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Somebody did it.');
    expect(asked[0]).not.toContain('/cluster take');
    await at(MORNING);
    expect(phases()).toEqual(RUNNING);
    await at('2031-03-06T20:00:30Z');
    expect(phases()).toEqual(PAUSED);
  });

  test('whose processes all start anew is paused again, however often, and runs in the morning', async () => {
    const { at, phases, renew } = await open();
    await at(EVENING);
    for (const minute of [10, 20, 30, 40, 50]) {
      renew();
      await at(`2031-03-05T21:${minute}:00Z`);
      expect(phases()).toEqual(PAUSED);
    }
    await at(MORNING);
    expect(phases()).toEqual(RUNNING);
  });

  test('that does not answer is told of, and switched when it does', async () => {
    const { at, phases, answers, notices } = await open();
    answers(false);
    await at(EVENING);
    await at('2031-03-05T20:01:30Z');
    expect(notices.filter((text) => text.includes('is not known: Nobody answers.'))).toEqual([
      expect.stringContaining('/pipeline status settlement'),
    ]);
    answers(true);
    await at('2031-03-05T20:02:30Z');
    expect(phases()).toEqual(PAUSED);
  });

  test('is left alone where no policy lets timetables switch it', async () => {
    const { at, phases, notices } = await open(settingsOf('production'));
    await at(EVENING);
    expect(phases()).toEqual(RUNNING);
    expect(notices.join('\n')).toContain('production-switches-are-for-admins');
  });
});

describe('the settings', () => {
  const read = (tiers: readonly object[]) => () =>
    readSettings(
      {
        clusters: { test: { environment: 'staging', kubeconfig: 'k' } },
        kafkas: { orders: { environment: 'staging', brokers: ['broker:9092'] } },
        pipelines: { settlement: { environment: 'staging', kafka: 'orders' } },
        switches: { nights: { cluster: 'test', tiers } },
      },
      'the test',
    );
  const brokers = { name: 'brokers', kafka: 'orders', workloads: [{ namespace: 'kafka' }] };
  const consumers = { name: 'consumers', pipelines: ['settlement'] };

  test('have what reads from a Kafka go off before its brokers', () => {
    expect(read([brokers, consumers])).not.toThrow();
    for (const tiers of [[consumers, brokers], [{ ...brokers, pipelines: ['settlement'] }]]) {
      expect(read(tiers)).toThrow(/settlement uses the Kafka of the tier brokers/u);
    }
  });

  test('name pipelines that there are, and something in each tier', () => {
    expect(read([{ name: 'x', pipelines: ['other'] }])).toThrow(/there is no pipeline "other"/u);
    expect(read([{ name: 'x' }])).toThrow(/it has "workloads" or "pipelines"/u);
  });
});
