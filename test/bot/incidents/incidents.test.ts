import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { groupOf } from '../notify/fixtures.ts';
import { openRoom, type Room, requestOf } from './room.ts';

const MINUTE = 60_000;
const BOB = requestOf('U0BOB');
const ALICE = requestOf('U0ALICE');
const WISH = { title: 'checkout is down', severity: 2, alert: undefined } as const;
const PLAIN = { ...WISH, commander: undefined, impact: undefined };

let room: Room;

beforeEach(async () => {
  room = await openRoom();
});
afterEach(async () => {
  await room.close();
});

describe('an incident', () => {
  test('has one message, which shows how it stands through all changes', async () => {
    await room.desk.declare(BOB, PLAIN);
    await room.pass(3_000);
    expect(head()).toHaveLength(1);
    expect(now()).toMatch(/SEV 2 · open.*checkout is down.*Nobody leads it yet/su);
    await room.desk.setRole(ALICE, 1, 'commander', undefined);
    await room.desk.setSeverity(ALICE, 1, 1);
    await room.desk.update(ALICE, 1, { text: 'found it', impact: 'one in ten', nextMs: undefined });
    await room.pass(3_000);
    expect(now()).toMatch(/SEV 1 · open.*<@U0ALICE> leads.*found it.*one in ten/su);
    await room.desk.resolve(ALICE, 1, 'rolled back');
    await room.pass(3_000);
    expect(now()).toMatch(/SEV 1 · resolved after.*<@U0ALICE> led.*rolled back/su);
    expect([...room.messages.keys()].filter((key) => /^incident:[^:]+$/u.test(key))).toHaveLength(
      1,
    );
  });

  test('has at most four buttons, whatever its state', async () => {
    await room.desk.declare(BOB, PLAIN);
    await room.pass(2_000);
    await room.desk.resolve(BOB, 1, undefined);
    await room.pass(2_000);
    for (const state of head()) {
      const [actions] = JSON.parse(state).filter(
        ({ type }: { type: string }) => type === 'actions',
      );
      expect(actions.elements.length).toBeLessThanOrEqual(4);
    }
  });

  test('tells what was done in its thread, each thing once, also over restarts', async () => {
    await room.desk.declare(BOB, PLAIN);
    await room.desk.note(BOB, 1, 'the first');
    await room.pass(3_000);
    room.restart();
    await room.desk.note(BOB, 1, 'the second');
    await room.pass(3_000);
    room.restart();
    await room.pass(3_000);
    expect(told('the first')).toBe(1);
    expect(told('the second')).toBe(1);
    const threads = [...room.places].filter(([key]) => key.includes(':entries:'));
    for (const [, place] of threads) expect(place).toMatch(/^C1\/ts of incident:/u);
  });

  test('is shown again by whoever leads next', async () => {
    await room.desk.declare(BOB, PLAIN);
    await room.pass(3_000);
    const before = head().length;
    room.restart();
    await room.pass(2_000);
    expect(head().length).toBe(before + 1);
  });

  test('begins when its alert began, has its title, and the alert names it', async () => {
    const beganMs = room.nowMs - 10 * MINUTE;
    const alert = groupOf({
      number: 12,
      title: 'web crashes',
      severity: 'critical',
      openedAtMs: beganMs,
    });
    await room.store.saveAlertGroup(alert, false);
    await room.desk.declare(BOB, { ...PLAIN, title: undefined, severity: undefined, alert: 12 });
    const incident = await room.store.numberedIncident(1);
    expect(incident).toMatchObject({
      title: 'web crashes',
      severity: 2,
      beganAtMs: beganMs,
      alerts: [12],
    });
    expect((await room.store.alertGroup(alert.id))?.handling.incident).toBe(1);
  });

  test('knows who was on call when it was declared', async () => {
    await room.close();
    const layer = { name: 'week', people: ['T1/U0DANA'], from: '2026-11-23' };
    room = await openRoom(
      {},
      {
        rotations: {
          shop: { timeZone: 'UTC', layers: [{ ...layer, handOff: { days: 7, at: '10:00' } }] },
          nobody: {
            timeZone: 'UTC',
            layers: [{ ...layer, from: '2030-01-01', handOff: { days: 7, at: '10:00' } }],
          },
        },
      },
    );
    await room.desk.declare(BOB, PLAIN);
    expect((await room.store.numberedIncident(1))?.onCall).toEqual([
      { rotation: 'shop', person: 'T1/U0DANA' },
      { rotation: 'nobody' },
    ]);
  });

  test('keeps no secret of what people write', async () => {
    const secret = 'password=hunter2hunter2hunter2';
    await room.desk.declare(BOB, { ...PLAIN, title: `down ${secret}`, impact: secret });
    await room.desk.update(BOB, 1, { text: secret, impact: undefined, nextMs: undefined });
    await room.desk.note(BOB, 1, secret);
    const incident = await room.store.numberedIncident(1);
    const kept = JSON.stringify([incident, await room.store.entries(incident?.id ?? '')]);
    expect(kept).not.toContain('hunter2');
    expect(kept).toContain('redacted');
  });

  test('calls nobody whom only words name', async () => {
    await room.desk.declare(BOB, { ...PLAIN, title: '<!channel> <@U0ALICE>' });
    await room.desk.update(BOB, 1, {
      text: '<!here> <@U0ALICE>',
      impact: '<@U0ALICE>',
      nextMs: undefined,
    });
    await room.desk.note(BOB, 1, '<@U0ALICE> *bold*');
    await room.desk.addAction(BOB, 1, { text: '<@U0ALICE>', owner: undefined });
    await room.pass(5_000);
    const all = JSON.stringify([...room.messages.values()]);
    expect(all).not.toMatch(/<!(?:channel|here)>|<@U0ALICE>/u);
  });
});

describe('an update', () => {
  test('that is late is asked for by name, once each time that it is due', async () => {
    await room.close();
    room = await openRoom({ updateEvery: { sev2: '10m' } });
    await room.desk.declare(BOB, { ...PLAIN, commander: 'U0ALICE' });
    await room.pass(9 * MINUTE);
    expect(told('an update')).toBe(0);
    await room.pass(2 * MINUTE);
    expect(told('<@U0ALICE>, an update is due now')).toBe(1);
    await room.pass(8 * MINUTE);
    room.restart();
    await room.pass(2 * MINUTE);
    expect(told('an update')).toBe(2);
    await room.desk.setRole(BOB, 1, 'commander', 'U0BOB');
    await room.pass(3 * MINUTE);
    expect(told('an update')).toBe(2);
    await room.desk.update(ALICE, 1, { text: 'on it', impact: undefined, nextMs: 60 * MINUTE });
    await room.pass(30 * MINUTE);
    expect(told('an update')).toBe(2);
  });

  test('goes to the stakeholders too, notes do not', async () => {
    await room.close();
    room = await openRoom({ stakeholders: 'C0OTHERS' });
    await room.desk.declare(BOB, PLAIN);
    await room.pass(3_000);
    await room.desk.note(BOB, 1, 'only for us');
    await room.desk.update(BOB, 1, { text: 'for everybody', impact: undefined, nextMs: undefined });
    await room.pass(3_000);
    const theirs = [...room.places].filter(([, place]) => place.startsWith('C0OTHERS/'));
    const words = JSON.stringify(theirs.map(([key]) => room.messages.get(key)));
    expect(words).toContain('for everybody');
    expect(words).not.toContain('only for us');
    expect(words).not.toContain('"actions"');
  });
});

describe('what Slack is asked beside messages', () => {
  test('is to pin the status message, and to take the pin away at the end', async () => {
    await room.pass(2_000); // somebody leads already
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    expect(room.asked).toEqual(['pin C1']);
    room.restart();
    await room.pass(5_000);
    expect(room.asked).toEqual(['pin C1']);
    await room.desk.resolve(BOB, 1, undefined);
    await room.pass(5_000);
    expect(room.asked).toEqual(['pin C1', 'unpin C1']);
  });

  test('is a channel with its people, its pin and its bookmark, where the settings say so', async () => {
    await room.close();
    room = await openRoom({ ownChannel: true });
    await room.desk.declare(BOB, { ...PLAIN, commander: 'U0ALICE' });
    await room.pass(40_000);
    expect(room.asked[0]).toBe('create inc-1-checkout-is-down');
    expect(room.asked).toEqual(
      expect.arrayContaining([
        'invite C0OWN U0BOB',
        'invite C0OWN U0ALICE',
        'pin C0OWN',
        'bookmark C0OWN Status of incident 1',
        'topic C0OWN SEV 2 · open · checkout is down',
      ]),
    );
    expect(new Set(room.asked).size).toBe(room.asked.length);
    await room.desk.setSeverity(BOB, 1, 1);
    await room.desk.resolve(BOB, 1, undefined);
    await room.pass(5_000);
    expect(room.asked.filter((what) => what.startsWith('topic')).slice(1)).toEqual([
      'topic C0OWN SEV 1 · resolved · checkout is down',
    ]);
    await room.desk.note(BOB, 1, 'said there');
    await room.pass(3_000);
    const [key] = [...room.messages].find(([, [state = '']]) => state.includes('said there')) ?? [
      '',
    ];
    expect(room.places.get(key)).toBe('C0OWN/');
  });

  test('is the one that a process made and could not note, else one of another name', async () => {
    await room.close();
    room = await openRoom({ ownChannel: true });
    room.answers.create = { kind: 'refused', code: 'name_taken' };
    room.answers.findMade = { kind: 'later', reason: 'limited' };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    expect((await room.store.numberedIncident(1))?.room).toEqual({ kind: 'channel' });
    delete room.answers.findMade;
    await room.pass(60_000);
    const found = { kind: 'channel', channelId: 'C0LEFT' };
    expect((await room.store.numberedIncident(1))?.room).toEqual(found);

    room.answers.findMade = { kind: 'refused', code: 'channel_not_found' };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    expect(room.asked.filter((what) => /^(?:create|findMade) inc-2/u.test(what))).toEqual([
      'create inc-2-checkout-is-down',
      'findMade inc-2-checkout-is-down',
      expect.stringMatching(/^create inc-2-checkout-is-down-id\d+$/u),
      expect.stringMatching(/^findMade inc-2-checkout-is-down-id\d+$/u),
    ]);
    expect((await room.store.numberedIncident(2))?.room).toEqual({ kind: 'thread' });
  });

  test('is told in the thread when the app lacks the scope, and not asked again', async () => {
    await room.close();
    room = await openRoom({ ownChannel: true });
    room.answers.create = { kind: 'refused', code: 'missing_scope', scope: 'channels:manage' };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(60_000);
    expect(room.asked.filter((what) => what.startsWith('create'))).toHaveLength(1);
    expect(told('the app lacks the scope channels:manage')).toBe(1);
    await room.desk.note(BOB, 1, 'said here');
    await room.pass(3_000);
    const [key] = [...room.messages].find(([, [state = '']]) => state.includes('said here')) ?? [
      '',
    ];
    expect(room.places.get(key)).toMatch(/^C1\/ts of/u);
  });

  test('is asked again when Slack was busy', async () => {
    room.answers.pin = { kind: 'later', reason: 'limited' };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    delete room.answers.pin;
    await room.pass(60_000);
    expect(room.asked.filter((what) => what === 'pin C1').length).toBeGreaterThan(1);
    expect((await room.store.numberedIncident(1))?.furnished.pins).toEqual({
      C1: expect.any(String),
    });
  });

  test('is asked once for what Slack refuses, and that is told once', async () => {
    room.answers.pin = { kind: 'refused', code: 'not_in_channel' };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    await room.desk.setRole(BOB, 1, 'commander', undefined);
    await room.pass(5_000);
    expect(room.asked).toEqual(['pin C1']);
    expect(told('The status message is not pinned')).toBe(1);
  });

  test('takes its time: what is said meanwhile is shown all the same', async () => {
    room.meanwhile = async () => {
      room.meanwhile = async () => {};
      await room.desk.update(ALICE, 1, { text: 'found it', impact: undefined, nextMs: undefined });
    };
    await room.desk.declare(BOB, PLAIN);
    await room.pass(5_000);
    expect(room.asked).toEqual(['pin C1']);
    expect(now()).toContain('found it');
  });
});

describe('what cannot be', () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['an incident that there is not', () => room.desk.note(BOB, 9, 'x'), /no incident 9/u],
    ['an alert that there is not', () => room.desk.link(BOB, 1, 9), /no alert 9/u],
    [
      'an incident without a title',
      () => room.desk.declare(BOB, { ...PLAIN, title: undefined }),
      /not said what goes wrong/u,
    ],
    [
      'a bot that leads',
      () => room.desk.setRole(BOB, 1, 'commander', 'U0ROBO'),
      /cannot take that role/u,
    ],
    ['the severity that it has', () => room.desk.setSeverity(BOB, 1, 2), /SEV 2 already/u],
    [
      'an end of what is not there to do',
      () => room.desk.finishAction(BOB, 1, 1),
      /nothing to do of number 1/u,
    ],
    ['opening what is open', () => room.desk.unresolve(BOB, 1), /It is open/u],
  ])('is %s', async (_, how, words) => {
    await room.desk.declare(BOB, PLAIN);
    await expect(how()).rejects.toThrow(words);
  });

  test('is an update of one that is resolved', async () => {
    await room.desk.declare(BOB, PLAIN);
    await room.desk.resolve(BOB, 1, undefined);
    const late = room.desk.update(BOB, 1, { text: 'x', impact: undefined, nextMs: undefined });
    await expect(late).rejects.toThrow(/no updates any more.*is resolved/su);
    await room.desk.unresolve(BOB, 1);
    await room.desk.update(BOB, 1, { text: 'x', impact: undefined, nextMs: undefined });
  });
});

describe('a message that is noted by 📌', () => {
  test('is noted once, with whoever wrote it, and is not told again', async () => {
    await room.desk.declare(BOB, PLAIN);
    const pin = requestOf('U0BOB', { kind: 'pin', messageTs: '1.2', saidBy: 'U0CAROL' }, 'C1');
    expect(await room.desk.note(pin, 1, 'it is the disk')).toMatch(/Noted/u);
    expect(await room.desk.note(pin, 1, 'it is the disk')).toMatch(/already/u);
    await room.pass(3_000);
    expect(told('it is the disk')).toBe(0);
    const timeline = await room.desk.timeline(BOB, 1);
    expect(timeline.match(/U0BOB noted what U0CAROL wrote: it is the disk/gu)).toHaveLength(1);
  });
});

function head(): readonly string[] {
  const [key] = [...room.messages.keys()].filter((each) => /^incident:[^:]+$/u.test(each));
  return room.messages.get(key ?? '') ?? [];
}

function now(): string {
  return head().at(-1) ?? '';
}

/** In how many answers something stands. */
function told(words: string): number {
  return [...room.messages].filter(
    ([key, [state = '']]) =>
      key.includes(':entries:') && !key.endsWith(':others') && state.includes(words),
  ).length;
}
