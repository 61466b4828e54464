// The look at an Alertmanager for what it does not deliver: what is told is kept with what is known, and an Alertmanager that says nothing ends nothing.

import { expect, test } from '@jest/globals';
import type { ActiveAlert, Alertmanager } from '../../../bot/alertmanager.ts';
import { createEndsUndelivered } from '../../../bot/sources/ends-undelivered.ts';
import type { Batch, Notice } from '../../../bot/sources/source.ts';

const notice: Notice = {
  ...{ key: 'a', startedAtMs: 1, group: 'g', groupTitle: 'g', state: 'firing' },
  ...{ severity: 'warning', title: 'a', lines: [], labels: {}, count: 1 },
};
const there: ActiveAlert = {
  ...{ fingerprint: 'a', labels: {}, annotations: {}, startsAt: '2031-03-05T11:00:00Z' },
};
const LONG_MS = 100_000;

type Answer = readonly ActiveAlert[] | 'none';

/** @param answers of the Alertmanager, one a look; @param refuses whether a batch cannot be kept; @param restartsAt the look at which it has begun anew. */
async function run(
  answers: readonly Answer[],
  refuses: (batch: number) => boolean = () => false,
  restartsAt = Number.POSITIVE_INFINITY,
) {
  const ending = new AbortController();
  const batches: Batch[] = [];
  const warnings: string[] = [];
  let [look, tries, position] = [0, 0, undefined as string | undefined];
  let firing: readonly Notice[] = [notice];
  let isClosed = false;
  const alertmanager: Pick<Alertmanager, 'startedAtMs' | 'alerts' | 'close'> = {
    startedAtMs: async () => (look < restartsAt ? 1 : 2),
    alerts: async () => {
      const answer = answers[look] ?? [];
      if (answer === 'none') throw new Error('it gave no answer');
      return answer;
    },
    close: async () => {
      isClosed = true;
    },
  };
  const source = createEndsUndelivered({
    ...{ name: 'webhook alerts', labels: {}, open: () => alertmanager as Alertmanager },
    log: { warn: (_, message) => warnings.push(message) },
  });
  await source.run({
    take: async (batch) => {
      tries += 1;
      if (refuses(tries)) throw new Error('the store is gone');
      batches.push(batch);
      position = batch.position ?? position;
      for (const { state } of batch.notices) firing = state === 'firing' ? [notice] : [];
    },
    position: async () => position,
    firing: async () => firing,
    clock: {
      ...{ nowMs: () => look * LONG_MS, id: () => '' },
      sleep: async () => {
        look += 1;
        if (look === answers.length) ending.abort();
      },
    },
    signal: ending.signal,
  });
  const said = batches.map(({ notices }) => notices.map(({ state }) => state).join());
  return { said, warnings, isClosed, batches, seenAtMs: source.seenAtMs() };
}

test('an end that was not delivered is told with what is known of it, and nothing is written that is as it was', async () => {
  const { said, batches, isClosed, seenAtMs } = await run([
    ...[[there], [there], [], [], [], [there]],
    ...[[], []],
  ]);
  expect(said).toEqual(['', 'resolved', 'firing', 'resolved']);
  expect(batches.every(({ position }) => position !== undefined)).toBe(true);
  expect([isClosed, seenAtMs]).toEqual([true, 7 * LONG_MS]);
});

test('an Alertmanager that gives no answer ends nothing, and is told of once', async () => {
  const { said, warnings } = await run([[there], 'none', 'none', [there]]);
  expect(said).toEqual(['']);
  expect(warnings).toEqual(['a source could not look']);
});

test('an Alertmanager that has begun anew and knows nothing yet ends nothing', async () => {
  const { said } = await run([[there], [], [], [], [there]], () => false, 1);
  expect(said.join('')).toBe('');
});

test('what could not be kept is told again', async () => {
  const { said } = await run([[there], [], [], []], (batch) => batch === 2);
  expect(said).toEqual(['', 'resolved']);
});
