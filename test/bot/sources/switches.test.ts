// Switches as a source, by the production loop that turns them over a store in memory: each trouble is an alert or a message of the switch, never
// both, and is over when the switch is as it is to be.

import { afterEach, describe, expect, test } from '@jest/globals';
import { OperatorError } from '../../../bot/errors.ts';
import type { Freeze } from '../../../bot/freeze.ts';
import type { Batch, Notice } from '../../../bot/sources/source.ts';
import { createSwitchSource } from '../../../bot/sources/switches.ts';
import { isAlerted } from '../../../bot/switch/alerted.ts';
import { lookLeftOff } from '../../../bot/switch/left-off.ts';
import { callOnCall } from '../../../bot/switch/on-call.ts';
import {
  DAY,
  EVENING,
  MORNING,
  NIGHT,
  openPipelineNights,
  settingsOf,
} from '../switch/pipeline-nights.ts';

const ROUTES = [{ name: 'all', channel: 'C0ALERTS' }];
const ALERTS = { switches: ['nights'], routes: ROUTES };
const LATER = '2031-03-05T20:02:30Z';
const FROZEN: Freeze = {
  ...{ id: 'f1', scope: '', reason: 'the sale', by: { teamId: 'T1', userId: 'U1' } },
  ...{ fromMs: 0, untilMs: Date.parse('2031-03-07T00:00:00Z') },
} as unknown as Freeze;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe('a switch that is watched', () => {
  test('tells what a freeze stops as an alert, and not by itself, until it is switched', async () => {
    const { at, store, notices, see } = await open({ alerts: ALERTS });
    store.freezes = async () => [FROZEN];
    await at(EVENING);
    expect(await see()).toMatchObject([
      {
        ...{ state: 'firing', severity: 'warning', group: 'switch/nights/test' },
        title: 'nights is to be off, and is not switched',
        lines: [expect.stringMatching(/freeze/u), expect.anything()],
        labels: {
          ...{ switch: 'nights', cluster: 'test', environment: 'staging', state: 'off' },
          reason: 'SwitchRefused',
        },
      },
    ]);
    expect(await see()).toEqual([]);
    expect(notices).toEqual([]);
    store.freezes = async () => [];
    await at(LATER);
    expect(await see()).toMatchObject([{ state: 'resolved', labels: { reason: 'SwitchRefused' } }]);
    expect(notices.join()).toContain('nights is off');
  });

  test('tells a change that was missed, until somebody says so or the next is due', async () => {
    const { at, notices, see } = await open({ alerts: ALERTS });
    await at('2031-03-05T20:00:30Z');
    await at(MORNING);
    await at('2031-03-07T03:00:00Z'); // nobody looked in the evening
    const [missed] = await see();
    expect(missed).toMatchObject({ labels: { reason: 'SwitchMissed', state: 'off' } });
    expect(missed?.title).toContain('nights was to be off at Thu 2031-03-06 20:00 (UTC)');
    expect(notices.join()).not.toContain('nobody looked');
    await at('2031-03-07T08:00:30Z');
    expect(await see()).toMatchObject([{ state: 'resolved' }]);
  });

  test.each([
    ['refused', [FROZEN], EVENING],
    ['missed', [], '2031-03-06T03:00:00Z'],
  ])(
    'does not tell what was %s of a change that is not wanted any more',
    async (_, freezes, when) => {
      const { at, store, see, pass } = await open({ alerts: ALERTS });
      store.freezes = async () => freezes;
      await at(when);
      expect(await see()).toMatchObject([{ state: 'firing' }]);
      // The morning has come, and nobody has looked yet.
      pass(Date.parse(MORNING) - Date.parse(when));
      expect(await see()).toMatchObject([{ state: 'resolved' }]);
    },
  );

  test('tells what was not switched, until it is', async () => {
    const { at, handle, notices, see, phases } = await open({ alerts: ALERTS });
    const { act } = handle;
    handle.act = async () => {
      throw new OperatorError({ what: 'It does not heed.', why: 'No.', fix: 'Wait.' });
    };
    await at(EVENING).catch(() => {});
    await at(NIGHT).catch(() => {});
    expect(await see()).toMatchObject([{ labels: { reason: 'SwitchFailed' }, state: 'firing' }]);
    expect(notices.join()).not.toContain('not all off');
    handle.act = act;
    await at('2031-03-05T23:02:00Z');
    expect(phases()).toEqual(['paused', 'paused']);
    expect(await see()).toMatchObject([{ state: 'resolved' }]);
  });

  test('tells of a wake that does not come up as critical, until it is up, and calls nobody itself', async () => {
    const { at, notices, see, told, parts, comesUp } = await open({ alerts: ALERTS });
    await at(EVENING);
    comesUp(false);
    await at(MORNING);
    expect(await see()).toMatchObject([
      { severity: 'critical', title: 'nights did not come up', labels: { reason: 'DidNotComeUp' } },
    ]);
    await callOnCall(parts, new AbortController().signal);
    expect(notices.join()).not.toContain('did not come up');
    comesUp(true);
    told('resume');
    expect(await see()).toMatchObject([{ state: 'resolved' }]);
  });

  test('that could not be looked at for five minutes is told, and what was wrong stays so meanwhile', async () => {
    const { look, at, store, see, pass } = await open({ alerts: ALERTS });
    store.freezes = async () => [FROZEN];
    await at(EVENING);
    expect(await see()).toHaveLength(1);
    const { freezes } = store;
    store.freezes = async () => {
      throw new Error('gone');
    };
    expect(await look('2031-03-05T20:01:30Z')).toHaveLength(1);
    expect(await see()).toEqual([]);
    pass(6 * 60_000);
    expect(await see()).toMatchObject([{ labels: { reason: 'SwitchUnseen' } }]);
    store.freezes = freezes;
    await at('2031-03-05T20:09:30Z');
    expect(await see()).toMatchObject([{ state: 'resolved', labels: { reason: 'SwitchUnseen' } }]);
  });

  test('that is taken out of the settings is told with what it has left off, and not by itself', async () => {
    const { at, configure, see, parts, notices, store } = await open({ alerts: ALERTS });
    await at(EVENING);
    const without = settingsOf('staging', [], {
      switches: {
        others: { cluster: 'test', tiers: [{ name: 'all', workloads: [{ namespace: 'x' }] }] },
      },
      approvals: { channel: 'C0HOUSE' },
      alerts: { ...ALERTS, switches: ['others'] },
    });
    configure(without);
    notices.splice(0);
    expect(await see()).toMatchObject([
      {
        title: 'nights is not in the settings any more, and has left 1 workload off on test',
        ...{ labels: { switch: 'nights', state: 'on' }, listing: 'pipeline/settlement' },
      },
    ]);
    await lookLeftOff(parts as never, new AbortController().signal);
    expect(notices).toEqual([]);
    await store.dropOriginals?.((await store.originals?.('nights')) ?? []);
    expect(await see()).toMatchObject([{ state: 'resolved' }]);
  });
});

describe('what no alert tells', () => {
  const trouble = { name: 'nights', cluster: 'test', state: 'on' } as const;
  const settings = (alerts: object | undefined, onCall?: object) => {
    const all = settingsOf('staging', ['settlement'], alerts === undefined ? {} : { alerts });
    const { nights } = all.switches;
    return { ...all, switches: { nights: { ...nights, ...(onCall && { onCall }) } } } as typeof all;
  };

  test.each([
    ['a switch that is not watched', { routes: ROUTES }],
    ['one whose alerts are muted', { ...ALERTS, routes: [{ name: 'no', mute: true }] }],
    ['one that no route takes', { ...ALERTS, routes: [{ ...ROUTES[0], match: { team: 'x' } }] }],
  ])('is told by the switch itself: %s', async (_, alerts) => {
    expect(isAlerted({ ...trouble, reason: 'SwitchRefused' }, settings(alerts))).toBe(false);
    const { at, store, notices, see } = await open({ alerts });
    store.freezes = async () => [FROZEN];
    await at(EVENING);
    expect(notices.join()).toContain('nights is to be off, and is not switched');
    expect(await see()).toEqual([]);
  });

  test('is a wake whose people no route would call', () => {
    const reason = 'DidNotComeUp';
    const mention = { mention: ['S0ONCALL'] };
    expect(isAlerted({ ...trouble, reason }, settings(ALERTS, mention))).toBe(false);
    expect(isAlerted({ ...trouble, reason }, settings(ALERTS))).toBe(true);
    const routes = [{ ...ROUTES[0], match: {}, escalation: 'shop', callFor: ['critical'] }];
    const called = settings(ALERTS, mention);
    const calling = { ...called, alerts: { ...called.alerts, routes } } as unknown as typeof called;
    expect(isAlerted({ ...trouble, reason }, calling)).toBe(true);
  });
});

/** The night with the source beside the loop: `see` is one look of it. */
async function open(more: object) {
  const night = await openPipelineNights(settingsOf('staging', ['settlement'], more));
  await night.at(DAY);
  const { parts, reconciler, handle } = night;
  const fresh: Notice[] = [];
  const failures: object[] = [];
  let offsetMs = 0;
  let goOn = () => {};
  let looked = Promise.withResolvers<void>();
  const over = new AbortController();
  const source = createSwitchSource(['nights'], {
    ...{ ...parts, switchStands: reconciler.stands },
    log: { warn: (fields) => failures.push(fields) },
  });
  const clock = {
    ...parts.clock,
    nowMs: () => parts.clock.nowMs() + offsetMs,
    // It waits until it is asked for its next look.
    sleep: async () => {
      const asked = Promise.withResolvers<void>();
      goOn = asked.resolve;
      looked.resolve();
      await asked.promise;
    },
  };
  const take = async ({ notices }: Batch) => void fresh.push(...notices);
  const nothing = { position: async () => undefined, firing: async () => [] };
  void source.run({ ...nothing, take, clock, signal: over.signal });
  await looked.promise;
  ends.push(() => {
    over.abort();
    goOn();
  });
  const see = async (): Promise<readonly Notice[]> => {
    looked = Promise.withResolvers<void>();
    goOn();
    await looked.promise;
    expect(failures).toEqual([]);
    return fresh.splice(0);
  };
  const { status } = handle;
  return {
    ...{ ...night, see },
    pass: (ms: number) => {
      offsetMs += ms;
    },
    /** Whether its processes heed that they are to run. */
    comesUp: (does: boolean) => {
      handle.status = does
        ? status
        : async () => {
            const now = await status();
            return {
              ...now,
              members: now.members.map((each) => ({ ...each, phase: 'paused' as const })),
            };
          };
    },
  };
}
