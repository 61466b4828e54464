// What is done about the audit by itself, minute by minute, and what is said of it.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAuditArchive } from '../../../bot/adapters/audit-archive.ts';
import { openStore } from '../../../bot/adapters/store.ts';
import { createStdoutSink } from '../../../bot/audit/export.ts';
import { type AuditKeeping, createAuditKeeping } from '../../../bot/audit/keep.ts';
import { systemClock } from '../../../bot/clock.ts';
import type { AuditSettings } from '../../../bot/config/audit.ts';
import type { Store } from '../../../bot/ports.ts';
import { entryOf } from '../../contract/store/fixtures.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const WEBHOOK = { url: 'https://siem.example.com/' };
let folder: string;
let store: Store;
let nowMs: number;
let errors: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-keep-'));
  store = await openStore({ dataDirectory: folder });
  await store.transaction(async (inside) => {
    for (let day = 0; day < 20; day += 1)
      await inside.appendAudit(entryOf({ kind: 'outcome' }), START_MS + day * DAY_MS);
  });
  nowMs = START_MS + 20 * DAY_MS;
  errors = [];
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

function keep(audit: Partial<AuditSettings>): AuditKeeping {
  return createAuditKeeping({
    store,
    clock: { ...systemClock, nowMs: () => nowMs },
    log: { info: () => {}, warn: () => {}, error: (_, message) => errors.push(message) },
    settings: () => ({ timeZone: 'UTC', audit: { stdout: false, ...audit } }),
    archive: createAuditArchive,
    webhook: () => ({ send: async () => ({ kind: 'taken' }) }),
    stdout: createStdoutSink(() => {}),
  });
}

const removed = async () => (await store.auditEnds()).removed.rows;
const findings = async (keeping: AuditKeeping) =>
  Object.fromEntries(
    (await keeping.findings()).map(({ what, ok, advice }) => [what, ok || advice]),
  );

describe('by itself', () => {
  test('nothing is done or said where nothing is set', async () => {
    const keeping = keep({});
    await keeping.tick();
    expect(await removed()).toBe(0);
    expect(await store.queued(10)).toEqual([]);
    expect(await keeping.findings()).toEqual([]);
    expect(await keeping.metrics()).toEqual({ audit_rows: 20, audit_rows_removed: 0 });
  });

  test('old rows go into the archive, looked at once an hour', async () => {
    const archive = path.join(folder, 'archive');
    const keeping = keep({ keepDays: 10, archive });
    nowMs += DAY_MS - 900_000;
    await keeping.tick();
    expect(await removed()).toBe(10);
    expect(await readdir(archive)).toHaveLength(1);
    nowMs += 1_800_000; // another day's are due
    await keeping.tick();
    expect(await removed()).toBe(10);
    nowMs += 3_600_000;
    await keeping.tick();
    expect(await removed()).toBe(11);
    expect(await findings(keeping)).toEqual({ 'audit retention': true });
    expect((await store.verifyAudit()).broken).toBeUndefined();
  });

  test('rows stay that an export has not had, and that is told when it takes long', async () => {
    const keeping = keep({ keepDays: 10, webhook: WEBHOOK, stdout: true });
    await store.exported('webhook', 4, nowMs);
    await keeping.tick();
    expect(await removed()).toBe(0);
    await store.exported('stdout', 20, nowMs);
    nowMs += DAY_MS;
    await keeping.tick();
    expect(await removed()).toBe(4);
    expect(await findings(keeping)).toMatchObject({
      'audit export (webhook)': expect.stringMatching(/^17 rows wait since 2026-01-05T/u),
    });
    expect(await keeping.metrics()).toMatchObject({
      audit_webhook_waiting: 17,
      audit_webhook_failures: 0,
      audit_stdout_waiting: 1,
    });
  });

  test('a broken chain keeps its rows, and the doctor hears of it', async () => {
    await store.close();
    const database = new DatabaseSync(path.join(folder, 'quartermaster.db'));
    database.exec("update audit set command = 'kubectl get nodes' where seq = 3");
    database.close();
    store = await openStore({ dataDirectory: folder });
    const keeping = keep({ keepDays: 10 });
    await keeping.tick();
    expect(await removed()).toBe(0);
    expect(errors).toEqual(['old rows of the audit could not be removed']);
    expect(await findings(keeping)).toEqual({
      'audit retention': expect.stringMatching(/broken at row 3/u),
    });
  });

  test('another replica that is at it is left alone', async () => {
    await store.acquireLease('audit-keeping', 'another', nowMs, DAY_MS);
    const keeping = keep({ keepDays: 10 });
    await keeping.tick();
    expect(await removed()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('the head is published, and what keeps it from arriving is told', async () => {
    const keeping = keep({ witness: { channel: 'C0SECURITY', at: '09:00' } });
    await keeping.tick();
    await keeping.tick();
    const [wish, ...more] = await store.queued(10);
    expect(wish?.outgoing.address.channelId).toBe('C0SECURITY');
    expect(more).toEqual([]);
    expect(await findings(keeping)).toEqual({
      'audit head': 'the newest has not arrived in C0SECURITY: is the bot invited there?',
    });
    await store.delivered(wish?.seq ?? 0, wish?.outgoing.key ?? '', '1.2');
    expect(await findings(keeping)).toEqual({ 'audit head': true });
  });
});
