// The chain's arithmetic, and the program that checks a store from outside.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openStore } from '../../bot/adapters/store.ts';
import { checkChain } from '../../bot/audit/check.ts';
import {
  type AuditHead,
  canonicalJson,
  chainEntry,
  FIRST_HASH,
  hashRow,
} from '../../bot/audit-chain.ts';
import type { AuditEntry, AuditRow } from '../../bot/ports.ts';

const ENTRY: AuditEntry = {
  kind: 'intent',
  requestId: 'r1',
  teamId: 'T1',
  userId: 'U1',
  channelId: 'C1',
  surface: 'slash',
  command: 'kubectl get pods',
  cluster: 'staging',
  verdict: 'running',
  detail: {},
};

function chainOf(length: number): AuditRow[] {
  const rows: AuditRow[] = [];
  let head: AuditHead = { rows: 0, hash: FIRST_HASH };
  for (let index = 0; index < length; index += 1) {
    const row = chainEntry(head, { ...ENTRY, requestId: `r${index}` }, 1000 + index);
    rows.push(row);
    head = { rows: row.seq, hash: row.hash };
  }
  return rows;
}

function verdictOf(rows: readonly AuditRow[], head: AuditHead | undefined) {
  const check = checkChain();
  for (const row of rows) check.add(row);
  return check.end(head && { head, removed: { rows: 0, hash: FIRST_HASH } });
}

function headOf(rows: readonly AuditRow[]): AuditHead {
  return { rows: rows.length, hash: rows.at(-1)?.hash ?? FIRST_HASH };
}

describe('canonicalJson', () => {
  test('does not depend on the order in which keys were set, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = reverseKeys(value);
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('leaves out what JSON cannot say', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, Number.NaN] })).toBe('{"a":[null,null]}');
  });

  test('has keys that look like numbers among the others, by their code units', () => {
    expect(canonicalJson({ 9: 1, 10: 2, B: 3, a: { 2: 4, 1: 5 } })).toBe(
      '{"10":2,"9":1,"B":3,"a":{"1":5,"2":4}}',
    );
  });
});

describe('the chain', () => {
  test('a row has the hash that this line says, now and in every later version', () => {
    expect(chainEntry({ rows: 0, hash: FIRST_HASH }, ENTRY, 1).hash).toBe(
      'ad1a6eb8d1838f16761d89655e14b081e4aa93aefc3f04edd1146f57def27c2f',
    );
  });

  test('a hash is that of the canonical JSON of all that a row says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const texts = fc.record({
      ...{ requestId: text, teamId: text, userId: text, channelId: text, surface: text },
      ...{ command: text, cluster: text, verdict: text, previousHash: text },
    });
    const numbers = fc.record({ seq: fc.nat(), atMs: fc.nat() });
    const detail = fc.dictionary(fc.oneof(text, fc.nat(20).map(String)), fc.jsonValue());
    fc.assert(
      fc.property(texts, numbers, detail, (some, others, said) => {
        const row = { ...some, ...others, kind: 'intent', detail: said } as Omit<AuditRow, 'hash'>;
        const { previousHash, ...content } = row;
        const whole = `${previousHash}\n${canonicalJson(content)}`;
        expect(hashRow(row)).toBe(createHash('sha256').update(whole, 'utf8').digest('hex'));
      }),
    );
  });

  test('is whole as it was written', () => {
    const rows = chainOf(5);
    expect(verdictOf(rows, headOf(rows))).toEqual({ rows: 5, headHash: rows[4]?.hash });
    expect(verdictOf([], headOf([]))).toEqual({ rows: 0, headHash: FIRST_HASH });
  });

  test('shows any change of any row', () => {
    const changes: Partial<AuditRow>[] = [
      { kind: 'outcome' },
      ...(['requestId', 'teamId', 'userId', 'channelId', 'surface', 'command'] as const).map(
        (field) => ({ [field]: 'other' }),
      ),
      { cluster: 'production' },
      { verdict: 'refused' },
      { detail: { policies: ['admin'] } },
      { atMs: 1 },
      { hash: 'a'.repeat(64) },
      { previousHash: 'a'.repeat(64) },
    ];
    for (const change of changes) {
      const rows = chainOf(4);
      const changed = rows.map((row) => (row.seq === 2 ? { ...row, ...change } : row));
      expect(verdictOf(changed, headOf(rows)).broken).toMatchObject({ seq: 2 });
    }
  });

  test('shows a row that was replaced together with its hash', () => {
    const rows = chainOf(4);
    const forged = rows.map((row) => {
      if (row.seq !== 2) return row;
      const content = { ...row, command: 'kubectl get nodes' };
      return { ...content, hash: hashRow(content) };
    });
    expect(verdictOf(forged, headOf(rows)).broken).toEqual({
      seq: 3,
      why: expect.stringMatching(/not written after row 2/),
    });
  });

  test('shows rows that are gone, twice there or out of order', () => {
    const [one, two, three, four] = chainOf(4) as [AuditRow, AuditRow, AuditRow, AuditRow];
    const head = headOf([one, two, three, four]);
    expect(verdictOf([one, four], head).broken).toEqual({
      seq: 2,
      why: 'missing: rows 2 to 3 are not there, row 4 follows',
    });
    expect(verdictOf([one, two, two, three, four], head).broken?.why).toMatch(/^out of order/);
    expect(verdictOf([one, two, three], head).broken).toMatchObject({ seq: 4 });
    expect(verdictOf([two, three, four], head).broken).toMatchObject({ seq: 1 });
  });

  test('shows a head that was forged or is gone', () => {
    const rows = chainOf(3);
    const cut = rows.slice(0, 2);
    expect(verdictOf(rows, headOf(cut)).broken).toMatchObject({ seq: 3 });
    expect(verdictOf(rows, { rows: 3, hash: FIRST_HASH }).broken?.why).toMatch(/^forged head/);
    expect(verdictOf(rows, undefined).broken?.why).toMatch(/^head missing/);
  });
});

describe('npm run audit:verify', () => {
  let dataDirectory: string;
  beforeAll(async () => {
    dataDirectory = await mkdtemp(path.join(tmpdir(), 'quartermaster-audit-'));
  });
  afterAll(async () => {
    await rm(dataDirectory, { recursive: true, force: true });
  });

  test('tells nothing-there, running, whole and broken apart', async () => {
    expect(verify(dataDirectory)).toMatchObject({ status: 2 });
    const store = await openStore({ dataDirectory });
    await store.appendAudit(ENTRY, 1);
    const running = verify(dataDirectory);
    expect(running.status).toBe(2);
    expect(running.stderr).toContain('/qm audit verify');
    await store.appendAudit(ENTRY, 2);
    await store.close();
    const whole = verify(dataDirectory);
    expect(whole.status).toBe(0);
    expect(whole.stdout).toMatch(/^rows: 2\nhead: [0-9a-f]{64}\nverdict: the chain is whole\n$/);
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path.join(dataDirectory, 'quartermaster.db'));
    database.exec("update audit set command = 'kubectl get nodes' where seq = 2");
    database.close();
    const broken = verify(dataDirectory);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toContain('BROKEN at row 2: changed');
  });
});

function verify(dataDirectory: string) {
  const program = path.join(import.meta.dirname, '..', '..', 'bot', 'audit-verify.ts');
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: dataDirectory },
  });
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reverseKeys(each)]),
  );
}
