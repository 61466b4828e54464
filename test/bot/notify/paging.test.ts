import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PageOutcome } from '../../../bot/pager.ts';
import type { Notice } from '../../../bot/sources/source.ts';
import { by, noticeOf } from './fixtures.ts';
import { openRoom, type Room } from './room.ts';

const MINUTE = 60_000;
const ROUTES = { routes: [{ name: 'all', channel: 'C1', escalation: 'shop' }] };
const ON_CALL = {
  pagers: { duty: { kind: 'pagerduty', routingKey: { variable: 'NOT_READ' } } },
  escalations: {
    shop: { steps: [{ pager: 'duty' }, { after: '10m', people: ['T1/U8'] }], repeat: 1 },
  },
};
const BUSY: PageOutcome = { kind: 'unsure', why: 'it answered with HTTP 503' };
const REFUSED: PageOutcome = { kind: 'refused', why: 'it answered with HTTP 400' };

let room: Room;

beforeEach(async () => {
  room = await openRoom(ROUTES, ON_CALL);
});
afterEach(async () => {
  await room.close();
});

test('a pager is paged once at its step, and the thread says so', async () => {
  await room.see(alert());
  await room.pass(2 * MINUTE);
  expect(events()).toEqual(['trigger']);
  expect(room.pages[0]).toMatchObject({
    pager: 'duty',
    alert: { number: 1, title: 'web crashes', severity: 'critical', source: 'test' },
  });
  expect(answers()[0]).toContain('the pager duty called for alert 1 (1 of 4)');
});

test('it is told of the acknowledgement and of the end, by the same key', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.desk.acknowledge(by('U1'), 1, undefined);
  await room.pass(MINUTE);
  await room.see(alert({ count: 2 }));
  await room.pass(MINUTE);
  expect(events()).toEqual(['trigger', 'acknowledge']);
  await room.see(alert({ state: 'resolved' }));
  await room.pass(MINUTE);
  expect(events()).toEqual(['trigger', 'acknowledge', 'resolve']);
  expect(new Set(room.pages.map(({ dedupKey }) => dedupKey)).size).toBe(1);
});

test('what nobody was paged for is not told to a pager', async () => {
  await room.see(alert({ severity: 'warning' }));
  await room.pass(MINUTE);
  await room.desk.acknowledge(by('U1'), 1, undefined);
  await room.see(alert({ severity: 'warning', state: 'resolved' }));
  await room.pass(MINUTE);
  expect(events()).toEqual([]);
});

test('what fires anew after its end is paged anew', async () => {
  await room.see(alert());
  await room.pass(MINUTE);
  await room.see(alert({ state: 'resolved' }));
  await room.pass(MINUTE);
  await room.see(alert({ startedAtMs: 5_000 }));
  await room.pass(MINUTE);
  expect(events()).toEqual(['trigger', 'resolve', 'trigger']);
});

test('what is acknowledged before the pager has taken it wakes nobody', async () => {
  room.pager = () => BUSY;
  await room.see(alert());
  await room.pass(20_000);
  await room.desk.acknowledge(by('U1'), 1, undefined);
  await room.pass(20_000);
  room.pager = () => ({ kind: 'taken' });
  const tried = room.pages.length;
  await room.pass(2 * MINUTE);
  expect(events().slice(tried)).toEqual(['acknowledge']);
});

describe('a page that is not taken', () => {
  test('is sent again, later each time, until it is', async () => {
    const atMs: number[] = [];
    room.pager = () => {
      atMs.push(room.nowMs);
      return atMs.length < 5 ? BUSY : { kind: 'taken' };
    };
    await room.see(alert());
    await room.pass(5 * MINUTE);
    expect(atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0))).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ]);
    expect(called()).toEqual([]);
  });

  test('for a minute is said in the thread, and the next step is taken at once', async () => {
    room.pager = () => BUSY;
    await room.see(alert());
    await room.pass(50_000);
    expect(called()).toEqual([]);
    await room.pass(50_000);
    expect(called()).toEqual(['U8']);
    const failure = answers().find((each) => each.includes('could not be reached'));
    expect(failure).toContain('it answered with HTTP 503. The next are called now.');
    const rows = await room.store.searchAudit({ command: 'page duty', limit: 9 });
    expect(rows.map(({ command, verdict }) => [command, verdict])).toEqual([
      ['page duty: trigger', 'failed'],
    ]);
  });

  test('because it is refused is not sent again', async () => {
    room.pager = () => REFUSED;
    await room.see(alert());
    await room.pass(20_000);
    expect(events()).toEqual(['trigger']);
    expect(called()).toEqual(['U8']);
  });

  test('calls nobody else where somebody looks after it meanwhile', async () => {
    room.pager = ({ event }) => (event === 'trigger' ? BUSY : { kind: 'taken' });
    await room.see(alert());
    await room.pass(20_000);
    await room.desk.acknowledge(by('U1'), 1, undefined);
    await room.pass(5 * MINUTE);
    expect(called()).toEqual([]);
  });

  test('calls nobody else while it is silenced, and does not say that it does', async () => {
    room.pager = () => BUSY;
    await room.see(alert());
    await room.pass(20_000);
    await room.desk.silence(by('U1'), 1, 60 * MINUTE);
    await room.pass(2 * MINUTE);
    expect(called()).toEqual([]);
    const failure = answers().find((each) => each.includes('could not be reached'));
    expect(failure).toContain('it answered with HTTP 503.');
    expect(failure).not.toContain('The next are called now');
  });

  test('as the last step waits for the first as long as always', async () => {
    await room.close();
    const steps = [{ people: ['T1/U8'] }, { pager: 'duty' }];
    room = await openRoom(ROUTES, { ...ON_CALL, escalations: { shop: { steps, repeat: 1 } } });
    room.pager = () => REFUSED;
    await room.see(alert());
    await room.pass(2 * MINUTE);
    expect(called()).toEqual(['U8']);
    await room.pass(5 * MINUTE);
    expect(called()).toEqual(['U8', 'U8']);
  });

  test('at its end is tried for an hour, and then somebody is asked to say it there', async () => {
    await room.see(alert());
    await room.pass(MINUTE);
    room.pager = () => BUSY;
    await room.see(alert({ state: 'resolved' }));
    await room.pass(59 * MINUTE);
    expect(answers().some((each) => each.includes('was not told'))).toBe(false);
    await room.pass(3 * MINUTE);
    expect(answers().at(-1)).toContain('was not told that alert 1 is over');
  });
});

test('a pager that the settings name no longer is said, and the next are called', async () => {
  const { id } = await pageOfNobody();
  expect(id).toBeDefined();
  await room.pass(20_000);
  expect(room.pages).toEqual([]);
  expect(answers().some((each) => each.includes('the settings name it no longer'))).toBe(true);
});

test('of a storm there is one page, which ends with the last of it', async () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    alert({ group: `g${index}`, key: `k${index}` }),
  );
  await room.see(...many);
  await room.pass(MINUTE);
  const keys = room.pages.map(({ dedupKey }) => dedupKey);
  expect(keys).toHaveLength(11);
  expect(new Set(keys).size).toBe(11);
  const ends = many.map((each) => ({ ...each, state: 'resolved' as const }));
  await room.see(...ends.slice(0, 39));
  await room.pass(MINUTE);
  expect(events().filter((event) => event === 'resolve')).toHaveLength(10);
  await room.see(...ends.slice(39));
  await room.pass(MINUTE);
  expect(events().filter((event) => event === 'resolve')).toHaveLength(11);
});

test('what comes to a storm that is paged already is no page of its own', async () => {
  const [many, late] = [0, 1].map((part) =>
    Array.from({ length: part === 0 ? 20 : 5 }, (_, index) =>
      alert({ group: `g${part} ${index}`, key: `k${part} ${index}` }),
    ),
  );
  await room.see(...(many ?? []));
  await room.pass(20_000);
  expect(room.pages).toHaveLength(11);
  await room.see(...(late ?? []));
  await room.pass(20_000);
  expect(room.pages).toHaveLength(11);
});

test('what ends between a page and the note of it is sent once more by the same key, and then no more', async () => {
  room.pager = () => {
    throw new Error('killed');
  };
  await room.see(alert());
  await expect(room.pass(5_000)).rejects.toThrow('killed');
  room.pager = () => ({ kind: 'taken' });
  await room.pass(2 * MINUTE);
  expect(events()).toEqual(['trigger', 'trigger']);
  expect(new Set(room.pages.map(({ dedupKey }) => dedupKey)).size).toBe(1);
});

async function pageOfNobody(): Promise<{ id: string }> {
  await room.see(alert({ severity: 'warning' }));
  await room.pass(2_000);
  const labels = {};
  const of = { number: 1, title: 'web', severity: 'warning', source: 'test', labels } as const;
  const page = { pager: 'gone', dedupKey: 'k', event: 'trigger' } as const;
  await room.store.enqueuePage('p1', { ...page, alert: { ...of, openedAtMs: 0 } }, room.nowMs);
  return { id: 'p1' };
}

function alert(some: Partial<Notice> = {}): Notice {
  return noticeOf({ severity: 'critical', ...some });
}

function events(): readonly string[] {
  return room.pages.map(({ event }) => event);
}

function called(): readonly string[] {
  return [...room.messages.values()].flatMap(({ channelId, states }) =>
    channelId.startsWith('U') ? states.map(() => channelId) : [],
  );
}

function answers(): readonly string[] {
  return [...room.messages.values()].flatMap(({ threadTs, states }) =>
    threadTs === undefined ? [] : states,
  );
}
