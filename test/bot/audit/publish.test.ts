// The chain's head in a channel: once a local day, late rather than never, never twice, and it proves what it says.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../bot/adapters/store.ts';
import { isHeadPublished, publishHead } from '../../../bot/audit/publish.ts';
import { readWitness } from '../../../bot/audit/witness.ts';
import type { Store } from '../../../bot/ports.ts';
import { entryOf } from '../../contract/store/fixtures.ts';

const WISH = { channel: 'C0SECURITY', at: '09:00', timeZone: 'Asia/Seoul' };
let folder: string;
let store: Store;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-head-'));
  store = await openStore({ dataDirectory: folder });
  for (let row = 0; row < 7; row += 1) await store.appendAudit(entryOf(), row);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const clock = { nowMs: () => nowMs };
const publish = (local: string, wish = WISH) => {
  nowMs = Date.parse(`${local}:00+09:00`);
  return publishHead({ store, clock }, wish);
};
const messages = async () =>
  (await store.queued(100)).map(({ outgoing }) => ({
    text: outgoing.message.text,
    all: JSON.stringify(outgoing.message.blocks),
    channel: outgoing.address.channelId,
  }));

describe('the head of the audit', () => {
  test('is published when it is due, and proves later what was there', async () => {
    expect(await publish('2026-11-25T09:00')).toBe(true);
    const [message] = await messages();
    expect(message).toMatchObject({
      channel: 'C0SECURITY',
      text: expect.stringMatching(/^Audit head of 2026-11-25: 7:[0-9a-f]{64}$/u),
    });
    expect(message?.all).toMatch(/7 rows were written until 2026-11-25 09:00:00 Asia\/Seoul/u);
    expect(message?.all).not.toMatch(/late|missed/u);
    const witness = readWitness(message?.text.split(': ')[1] ?? '');
    if (witness === undefined) throw new Error('no witness');
    expect((await store.verifyAudit([witness])).broken).toBeUndefined();
    const forged = { ...witness, hash: 'f'.repeat(64) };
    expect((await store.verifyAudit([forged])).broken).toMatchObject({ seq: 1 });
    expect((await store.searchAudit({ limit: 1 }))[0]).toMatchObject({
      kind: 'event',
      command: 'publish audit head',
      detail: { ...witness, day: '2026-11-25' },
    });
  });

  test('is published once a day, whoever tries, restarts or changes the time of day', async () => {
    await publish('2026-11-25T09:00');
    expect(await publish('2026-11-25T09:01')).toBe(false);
    await store.close();
    store = await openStore({ dataDirectory: folder });
    expect(await publish('2026-11-25T23:59')).toBe(false);
    expect(await publish('2026-11-25T20:00', { ...WISH, at: '18:00' })).toBe(false);
    expect(await publish('2026-11-26T08:59')).toBe(false);
    nowMs = Date.parse('2026-11-26T09:00:00+09:00');
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => publishHead({ store, clock }, WISH)),
    );
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await messages()).toHaveLength(2);
  });

  test('that was missed is published late, once, and says how many were', async () => {
    await publish('2026-11-20T09:00');
    expect(await publish('2026-11-25T15:30')).toBe(true);
    expect(await publish('2026-11-25T15:31')).toBe(false);
    const [, message] = await messages();
    expect(message?.text).toContain('Audit head of 2026-11-25');
    expect(message?.all).toMatch(/late: it was due at 09:00.*4 days were missed before it/u);
  });

  test('says so when the chain is broken', async () => {
    await store.close();
    const database = new DatabaseSync(path.join(folder, 'quartermaster.db'));
    database.exec("update audit set command = 'kubectl get nodes' where seq = 3");
    database.close();
    store = await openStore({ dataDirectory: folder });
    await publish('2026-11-25T09:00');
    const [message] = await messages();
    expect(message?.text).toMatch(/, BROKEN$/u);
    expect(message?.all).toContain('BROKEN at row 3');
  });

  test('that does not arrive is told', async () => {
    const arrived = (local: string) => {
      nowMs = Date.parse(`${local}:00+09:00`);
      return isHeadPublished({ store, clock }, WISH);
    };
    expect(await arrived('2026-11-25T09:05')).toBeUndefined();
    await publish('2026-11-25T09:05');
    expect(await arrived('2026-11-25T09:06')).toBeUndefined();
    expect(await arrived('2026-11-25T09:20')).toBe(false);
    const [wish] = await store.queued(1);
    await store.delivered(wish?.seq ?? 0, wish?.outgoing.key ?? '', '1.2');
    expect(await arrived('2026-11-25T09:20')).toBe(true);
    expect(await arrived('2026-11-26T09:05')).toBe(true);
    expect(await arrived('2026-11-26T10:00')).toBe(false);
  });
});
