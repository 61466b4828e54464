import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Notice } from '../../../bot/sources/source.ts';
import { by, noticeOf } from './fixtures.ts';
import { calledIn, type Message, openRoom, type Room } from './room.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROUTES = {
  routes: [{ name: 'all', channel: 'C1', escalation: 'shop', callFor: ['critical', 'warning'] }],
};
const ON_CALL = {
  rotations: {
    shop: {
      timeZone: 'Asia/Seoul',
      layers: [
        {
          ...{ name: 'week', people: ['T1/U1', 'T1/U2'], from: '2026-11-23' },
          handOff: { days: 7, at: '10:00' },
        },
      ],
    },
  },
  escalations: {
    shop: {
      steps: [
        { rotations: ['shop'] },
        { after: '5m', people: ['T1/U8'] },
        { after: '10m', people: ['T1/U9'] },
      ],
      repeat: 1,
    },
  },
};

let room: Room;
const called = () => calledIn(room);

beforeEach(async () => {
  room = await openRoom(ROUTES, ON_CALL);
});
afterEach(async () => {
  await room.close();
});

describe('an escalation', () => {
  test('calls one after the other until its end, and then goes through it again', async () => {
    await room.see(alert());
    await room.pass(2 * MINUTE);
    expect(called()).toEqual(['U1']);
    await room.pass(4 * MINUTE);
    expect(called()).toEqual(['U1', 'U8']);
    await room.pass(10 * MINUTE);
    expect(called()).toEqual(['U1', 'U8', 'U9']);
    await room.pass(40 * MINUTE);
    expect(called()).toEqual(['U1', 'U8', 'U9', 'U1', 'U8', 'U9']);
  });

  test('says in the thread who is called, and when the next are', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    const [first] = answers();
    expect(first).toContain('<@U1> called for alert 1 (1 of 6)');
    expect(first).toContain('the next are called in 5 min');
  });

  test('ends when somebody acknowledges, and when it is over', async () => {
    await room.see(alert());
    await room.pass(2 * MINUTE);
    expect(await room.desk.acknowledge(by('U1'), 1, undefined)).toContain('yours for 1 h');
    await room.pass(40 * MINUTE);
    expect(called()).toEqual(['U1']);
    await room.see(alert({ state: 'resolved' }));
    await room.pass(2 * HOUR);
    expect(called()).toEqual(['U1']);
    expect(head().states.at(-1)).toContain('resolved after');
  });

  test('begins anew when an acknowledgement has run out, after a reminder', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    await room.desk.acknowledge(by('U1'), 1, 30 * MINUTE);
    await room.pass(21 * MINUTE);
    expect(answers().at(-1)).toContain('<@U1>, alert 1 is yours until');
    expect(called()).toEqual(['U1']);
    expect(head().states.at(-1)).toContain('<@U1> looks after it');
    await room.pass(10 * MINUTE);
    expect(called()).toEqual(['U1', 'U1']);
    expect(answers().some((each) => each.includes('has run out'))).toBe(true);
    expect(head().states.at(-1)).not.toContain('looks after it');
  });

  test('is not for what is not as bad', async () => {
    await room.see(alert({ severity: 'info' }));
    await room.pass(20 * MINUTE);
    expect(called()).toEqual([]);
  });

  test('begins when it becomes as bad', async () => {
    await room.close();
    room = await openRoom(
      { routes: [{ name: 'all', channel: 'C1', escalation: 'shop' }] },
      ON_CALL,
    );
    await room.see(alert());
    await room.pass(20 * MINUTE);
    expect(called()).toEqual([]);
    await room.see(alert({ severity: 'critical' }));
    await room.pass(MINUTE);
    expect(called()).toEqual(['U1']);
  });

  test('goes on at once where somebody escalates, also what was acknowledged', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    await room.desk.acknowledge(by('U1'), 1, undefined);
    await room.desk.escalate(by('U1'), 1);
    await room.pass(2_000);
    expect(called()).toEqual(['U1', 'U8']);
  });

  test('calls whoever stands in', async () => {
    await room.store.saveSwap({
      ...{ id: 's1', rotation: 'shop', person: 'T1/U5', by: 'U1', madeAtMs: room.nowMs },
      ...{ fromMs: room.nowMs, untilMs: room.nowMs + HOUR },
    });
    await room.see(alert());
    await room.pass(MINUTE);
    expect(called()).toEqual(['U5']);
  });

  test('of a storm calls once for all that has no message of its own, in a message that changes', async () => {
    await room.see(
      ...Array.from({ length: 40 }, (_, index) => alert({ group: `g${index}`, key: `k${index}` })),
    );
    await room.pass(MINUTE);
    expect(called()).toHaveLength(11);
    const storm = [...room.messages.values()].filter(({ key }) => /^bundle:.*:call/u.test(key));
    expect(storm.map(({ threadTs }) => threadTs !== undefined)).toEqual([false, true]);
  });

  test('of a storm rings again when it is gone through again, or what was acknowledged has run out', async () => {
    const all = Array.from({ length: 12 }, (_, index) =>
      alert({ group: `g${index}`, key: `k${index}` }),
    );
    await room.see(...all);
    await room.pass(MINUTE);
    const rung = () =>
      [...room.messages.values()].filter(
        ({ key, channelId }) => /^bundle:.*:call:/u.test(key) && channelId === 'U1',
      ).length;
    expect(rung()).toBe(1);
    await room.pass(16 * MINUTE);
    expect(rung()).toBe(1);
    await room.pass(40 * MINUTE);
    expect(rung()).toBe(2);
    for (const number of [11, 12]) await room.desk.acknowledge(by('U1'), number, 30 * MINUTE);
    await room.pass(32 * MINUTE);
    expect(rung()).toBe(3);
  });

  test.each(['critical', 'warning'] as const)(
    'of what is %s and fires anew begins anew, whoever acknowledged it before',
    async (severity) => {
      await room.see(alert({ severity }));
      await room.pass(6 * MINUTE);
      await room.desk.acknowledge(by('U1'), 1, HOUR);
      await room.see(alert({ severity, state: 'resolved' }));
      await room.pass(MINUTE);
      await room.see(alert({ severity, startedAtMs: room.nowMs }));
      await room.pass(MINUTE);
      expect(called()).toEqual(['U1', 'U8', 'U1']);
      expect(heads()).toHaveLength(1);
      expect(head().states.at(-1)).not.toContain('looks after it');
    },
  );

  test('begins when what nobody is called for becomes what people are called for', async () => {
    await room.see(alert({ severity: 'info' }));
    await room.pass(MINUTE);
    await room.see(alert({ key: 'other', severity: 'warning' }));
    await room.pass(MINUTE);
    expect(called()).toEqual(['U1']);
  });

  test('rests while it is not as bad any more, also where it fires anew', async () => {
    const info = alert({ key: 'other', severity: 'info' });
    await room.see(alert(), info);
    await room.pass(MINUTE);
    await room.see(alert({ state: 'resolved' }));
    await room.pass(20 * MINUTE);
    expect(called()).toEqual(['U1']);
    await room.see({ ...info, state: 'resolved' });
    await room.see({ ...info, startedAtMs: room.nowMs });
    await room.pass(20 * MINUTE);
    expect(called()).toEqual(['U1']);
  });

  test('is not begun anew by each turn of what flaps, nor is an acknowledgement lost by it', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    for (let turn = 0; turn < 3; turn += 1) {
      await room.see(alert({ state: 'resolved', startedAtMs: room.nowMs }));
      await room.see(alert({ startedAtMs: room.nowMs }));
    }
    await room.pass(2_000);
    await room.desk.acknowledge(by('U1'), 1, HOUR);
    const before = called().length;
    for (let turn = 0; turn < 10; turn += 1) {
      await room.pass(20_000);
      await room.see(alert({ state: 'resolved', startedAtMs: room.nowMs }));
      await room.see(alert({ startedAtMs: room.nowMs }));
    }
    await room.pass(2 * MINUTE);
    expect(called()).toHaveLength(before);
  });

  test('waits with what is held back, and begins when that is told', async () => {
    const [night, morning] = [Date.UTC(2026, 10, 26, 16), Date.UTC(2026, 10, 26, 22, 30)];
    await room.close();
    const quietHours = { from: '22:00', to: '07:30' };
    const routes = ROUTES.routes.map((route) => ({ ...route, quietHours }));
    room = await openRoom({ routes }, ON_CALL, night);
    await room.see(alert());
    await room.pass(10 * MINUTE);
    expect(called()).toEqual([]);
    room.nowMs = morning;
    await room.pass(MINUTE);
    expect(called()).toEqual(['U1']);
  });

  test('goes on as it began when its route is called otherwise meanwhile', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    room.settings({ routes: [{ name: 'renamed', channel: 'C1' }] });
    await room.see(alert({ count: 2 }));
    await room.pass(6 * MINUTE);
    expect(called()).toEqual(['U1', 'U8']);
  });

  test('that has come to its end begins again where somebody escalates', async () => {
    await room.see(alert());
    await room.pass(HOUR);
    expect(called()).toHaveLength(6);
    await room.desk.escalate(by('U1'), 1);
    await room.pass(2_000);
    expect(called()).toHaveLength(7);
  });
});

describe('a silence', () => {
  test('keeps people from being called and threads quiet, and tells when it is over', async () => {
    await room.see(alert(), alert({ key: 'other' }));
    await room.pass(MINUTE);
    await room.desk.silence(by('U1'), 1, 30 * MINUTE);
    await room.see(alert({ key: 'third', title: 'web-3 crashes' }));
    await room.pass(20 * MINUTE);
    expect(called()).toEqual(['U1']);
    expect(answers().join()).not.toContain('web-3');
    expect(head().states.at(-1)).toContain('Silenced by <@U1>');
    expect(head().states.at(-1)).toContain('3 fire');
    await room.pass(15 * MINUTE);
    expect(answers().join()).toContain('The silence of alert 1 is over, and it still fires.');
    expect(called()).toEqual(['U1', 'U1']);
  });

  test('is for its own alert alone', async () => {
    await room.see(alert());
    await room.desk.silence(by('U1'), 1, HOUR);
    await room.see(alert({ group: 'other', key: 'other' }));
    await room.pass(MINUTE);
    expect(called()).toEqual(['U1']);
    expect(heads()).toHaveLength(2);
  });

  test('outlives the end of its alert: what begins within it is told when it is over, and where it still fires alone', async () => {
    await room.see(alert());
    await room.desk.silence(by('U1'), 1, 2 * HOUR);
    await room.see(alert({ state: 'resolved' }));
    await room.pass(30 * MINUTE);
    await room.see(alert({ startedAtMs: room.nowMs }));
    await room.pass(MINUTE);
    expect(heads()).toHaveLength(1);
    await room.pass(2 * HOUR);
    const digest = [...room.messages.values()].find(({ key }) => key.startsWith('bundle:'));
    expect(digest?.states.at(-1)).toContain('1 group of 1 alert');
  });

  test('ends before its time where somebody says so', async () => {
    await room.see(alert());
    await room.desk.silence(by('U1'), 1, 2 * HOUR);
    await room.pass(10 * MINUTE);
    expect(called()).toEqual([]);
    await room.desk.unsilence(by('U2'), 1);
    await room.pass(MINUTE);
    expect(called()).toEqual(['U1']);
  });
});

test('what became critical while it was silenced is told as that when the silence is over', async () => {
  await room.close();
  room = await openRoom(
    {
      routes: [
        { name: 'pager', match: { severity: 'critical' }, channel: 'C9', escalation: 'shop' },
        { name: 'all', channel: 'C1' },
      ],
    },
    ON_CALL,
  );
  await room.see(alert());
  await room.desk.silence(by('U1'), 1, HOUR);
  await room.see(alert({ severity: 'critical' }));
  await room.pass(MINUTE);
  expect(called()).toEqual([]);
  await room.pass(HOUR);
  expect(called()[0]).toBe('U1');
  const there = [...room.messages.values()].find(
    ({ channelId, threadTs }) => channelId === 'C9' && threadTs === undefined,
  );
  expect(there?.states.at(-1)).toContain(':red_circle:');
  expect(head().states.at(-1)).toContain('goes on in <#C9>');
});

describe('what a person resolves', () => {
  test('is over whatever its source has said of it before, and fires again when it is seen again', async () => {
    await room.see(alert({ count: 3 }), alert({ key: 'other' }));
    await room.pass(5_000);
    await room.desk.close(by('U7'), 1);
    await room.see(alert({ count: 3 }));
    await room.pass(5_000);
    expect(head().states.at(-1)).toContain('Resolved by <@U7>');
    expect(head().states.at(-1)).toContain('alert_reopen');
    await room.see(alert({ count: 4 }));
    await room.pass(5_000);
    expect(head().states.at(-1)).toContain('1 of 2 fire');
    expect(head().states.at(-1)).not.toContain('Resolved by');
  });

  test('can be opened again as it was', async () => {
    await room.see(alert(), alert({ key: 'other', severity: 'critical' }));
    await room.desk.close(by('U7'), 1);
    await room.desk.reopen(by('U8'), 1);
    await room.pass(5_000);
    expect(head().states.at(-1)).toContain('2 fire');
    expect(head().states.at(-1)).toContain(':red_circle:');
    await expect(room.desk.reopen(by('U8'), 1)).rejects.toThrow(/It is open/u);
  });
});

test('what its source has ended too is not opened again', async () => {
  await room.see(alert());
  await room.desk.close(by('U7'), 1);
  await room.see(alert({ state: 'resolved' }));
  await expect(room.desk.reopen(by('U8'), 1)).rejects.toThrow(/ended by itself/u);
});

test('what began anew since is not opened again', async () => {
  await room.see(alert());
  await room.desk.close(by('U7'), 1);
  await room.pass(20 * MINUTE);
  await room.see(alert({ startedAtMs: room.nowMs }));
  await expect(room.desk.reopen(by('U8'), 1)).rejects.toThrow(/has another number/u);
});

test('whoever is asked to look after an alert is told so by name', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.desk.assign(by('U1'), 1, 'U2');
  await room.pass(2_000);
  expect(answers().at(-1)).toContain('<@U2>, <@U1> asks you to look after alert 1');
});

test.each(['U0ROBO', 'U0GONE', 'U0EVE'])(
  'an alert is not assigned to %s: a bot, somebody who has left, a stranger',
  async (nobody) => {
    await room.see(alert());
    await room.pass(MINUTE);
    await expect(room.desk.assign(by('U1'), 1, nobody)).rejects.toThrow(
      /cannot look after an alert/u,
    );
    await room.pass(2_000);
    expect(answers().join()).not.toContain(nobody);
    expect(head().states.at(-1)).not.toContain('is asked to look after it');
  },
);

test('the record of an alert has everything that was done about it', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.desk.acknowledge(by('U1'), 1, undefined);
  await room.desk.release(by('U1'), 1);
  await room.desk.assign(by('U1'), 1, 'U2');
  await room.desk.close(by('U2'), 1);
  const said = await room.desk.show(by('U1'), 1);
  for (const line of [
    'Called: U1',
    'Acknowledged by U1 for 1 h',
    'No longer acknowledged, says U1',
    'U1 asks U2 to look after it',
    'Resolved by U2',
  ]) {
    expect(said).toContain(line);
  }
  expect(await room.desk.list(by('U1'))).toMatch(/^1 +resolved/mu);
  expect(await room.desk.open(by('U1'))).toBe('Nothing fires.\n');
});

test.each([
  ['acknowledge', () => room.desk.acknowledge(by('U1'), 99, undefined), /no alert 99/u],
  ['a silence of years', () => room.desk.silence(by('U1'), 1, 900 * 24 * HOUR), /too long/u],
  ['an end of what is not silenced', () => room.desk.unsilence(by('U1'), 1), /not silenced/u],
  ['handing back what is nobody’s', () => room.desk.release(by('U1'), 1), /not acknowledged/u],
])('%s is refused in words', async (_, ask, words) => {
  await room.see(alert());
  await expect(ask()).rejects.toThrow(words);
});

test('what has ended is not acknowledged', async () => {
  await room.see(alert(), alert({ state: 'resolved' }));
  await expect(room.desk.acknowledge(by('U1'), 1, undefined)).rejects.toThrow(/is resolved/u);
});

function alert(some: Partial<Notice> = {}): Notice {
  return noticeOf({ key: 'uid', title: 'web-1 crashes', ...some });
}

test('what is open is the worst of what fires, the oldest first, and how many more there are', async () => {
  await room.see(
    ...Array.from({ length: 9 }, (_, index) => alert({ group: `w${index}`, key: `w${index}` })),
  );
  await room.see(alert({ group: 'c1', key: 'c1', severity: 'critical' }));
  await room.pass(2_000);
  await room.see(alert({ group: 'c2', key: 'c2', severity: 'critical' }));
  await room.see(alert({ group: 'w0', key: 'w0', state: 'resolved' }));
  await room.see(alert({ group: 'w9', key: 'w9' }));
  const lines = (await room.desk.open(by('U1'))).trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines.slice(1, 4).map((line) => line.split(/ +/u).slice(0, 2))).toEqual([
    ...[
      ['10', 'critical'],
      ['11', 'critical'],
      ['2', 'warning'],
    ],
  ]);
  expect(lines.at(-1)).toBe('and 1 more');
});

function answers(): readonly string[] {
  return [...room.messages.values()]
    .filter(({ threadTs }) => threadTs !== undefined)
    .map(({ states }) => states[0] ?? '');
}

function heads(): readonly Message[] {
  return [...room.messages.values()].filter(
    ({ key, threadTs, channelId }) =>
      key.startsWith('alert:') && threadTs === undefined && channelId === 'C1',
  );
}

function head(): Message {
  const [first] = heads();
  if (first === undefined) throw new Error('nothing was told');
  return first;
}
