import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { incidentAt, incidentWorkedOnAt, placeOf } from '../../../bot/incidents/find.ts';
import type { Incident } from '../../../bot/incidents/incident.ts';
import { INCIDENT_LIMITS } from '../../../bot/incidents/limits.ts';
import { incidentOf } from './fixtures.ts';
import { openRoom, type Room, requestOf } from './room.ts';

const WISH = { title: 'down', severity: 2, commander: undefined } as const;
const PLAIN = { ...WISH, alert: undefined, impact: undefined };
const OWN = { room: { kind: 'channel', channelId: 'C0OWN' } } as const;

let room: Room;

beforeEach(async () => {
  room = await openRoom();
});
afterEach(async () => {
  await room.close();
});

describe('an incident is talked about', () => {
  test('in the thread of its message and in its own channel, and nowhere else', async () => {
    await room.desk.declare(requestOf('U0BOB'), PLAIN);
    await room.pass(2_000);
    const one = await room.store.numberedIncident(1);
    const threadTs = await room.store.postedTs(`incident:${one?.id}`);
    await save(incidentOf({ id: 'i2', number: 2, ...OWN }));
    expect(await at({ channelId: 'C1', threadTs })).toBe(1);
    expect(await at({ channelId: 'C1', threadTs: 'another' })).toBeUndefined();
    expect(await at({ channelId: 'C1' })).toBeUndefined();
    expect(await at({ channelId: 'C0OWN' })).toBe(2);
    expect(await at({ channelId: 'C0OWN', threadTs: 'any' })).toBe(2);
    expect(await at({ channelId: 'C8', threadTs })).toBeUndefined();
  });

  test('for two weeks after its end', async () => {
    const endedMs = room.nowMs - INCIDENT_LIMITS.afterMs;
    await save(incidentOf({ ...OWN, state: 'resolved', resolvedAtMs: endedMs + 1 }));
    expect(await at({ channelId: 'C0OWN' })).toBe(1);
    await save(incidentOf({ ...OWN, state: 'resolved', resolvedAtMs: endedMs }));
    expect(await at({ channelId: 'C0OWN' })).toBeUndefined();
  });
});

describe('an incident is worked on', () => {
  test('outside of threads where it is the only open one of the channel', async () => {
    await save(incidentOf({ state: 'resolved', resolvedAtMs: room.nowMs }));
    expect(await workedOn({ channelId: 'C1' })).toBeUndefined();
    await save(incidentOf({ id: 'i2', number: 2 }));
    expect(await workedOn({ channelId: 'C1' })).toBe(2);
    expect(await workedOn({ channelId: 'C1', threadTs: 'another' })).toBeUndefined();
    await save(incidentOf({ id: 'i3', number: 3 }));
    expect(await workedOn({ channelId: 'C1' })).toBeUndefined();
  });
});

test('an incident has its place in its own channel, else in the thread of its message', () => {
  expect(placeOf(incidentOf(OWN), '1.2')).toEqual({ channelId: 'C0OWN' });
  expect(placeOf(incidentOf({ room: { kind: 'channel' } }), '1.2')).toEqual({
    ...{ channelId: 'C1', threadTs: '1.2' },
  });
  expect(placeOf(incidentOf(), undefined)).toStrictEqual({ channelId: 'C1' });
});

async function save(incident: Incident): Promise<void> {
  await room.store.saveIncident(incident, false);
}

async function at(spot: Parameters<typeof incidentAt>[0]): Promise<number | undefined> {
  return (await incidentAt(spot, room.store, room.nowMs))?.number;
}

async function workedOn(spot: Parameters<typeof incidentAt>[0]): Promise<number | undefined> {
  return (await incidentWorkedOnAt(spot, room.store, room.nowMs))?.number;
}
