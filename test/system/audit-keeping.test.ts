// The audit of a running bot on its way out of the house: to a real https server, and into a channel; what hinders it is told.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAuditLine } from '../../bot/audit/line.ts';
import { hashRow } from '../../bot/audit-chain.ts';
import { createSiem, type Siem, take } from '../bot/audit/siem.ts';
import { createWorld, until, type World } from '../world/world.ts';
import { type StoredMessage, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
const LONG_MS = 120_000;
let folder: string;
let siem: Siem;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-keeping-'));
  siem = await createSiem();
  await writeFile(path.join(folder, 'ca.pem'), siem.ca);
  await writeFile(path.join(folder, 'token'), 'a-token-of-the-siem');
  world = await createWorld({
    audit: {
      stdout: true,
      witness: { channel: 'C0GENERAL', at: '00:00' },
      webhook: {
        url: siem.url,
        ca: path.join(folder, 'ca.pem'),
        bearer: { file: path.join(folder, 'token') },
      },
    },
  });
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
}, 60_000);

afterAll(async () => {
  await world?.close();
  await siem?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(user: string, text: string, expected: RegExp): Promise<string> {
  const before = new Set((await world.said()).map(({ ts }) => ts));
  await world.sim('command', { user, channel: CHANNEL, text: `/${text}` });
  let answer = '';
  await until(async () => {
    const fresh = (await world.said()).filter(({ ts }) => !before.has(ts));
    answer = fresh.map((message) => words(message)).find((told) => expected.test(told)) ?? '';
    return answer === ''
      ? `${expected} in ${fresh.map((message) => words(message)).join('\n')}`
      : undefined;
  }, 20_000);
  return answer;
}

describe('the audit of a running bot', () => {
  let head: StoredMessage | undefined;

  test('is sent row by row as it is written', async () => {
    await ask('carol', 'kubectl get pods -n shop', /Succeeded/u);
    await until(async () => {
      const text = siem.taken.map(({ body }) => body).join('');
      return text.includes('kubectl get pods -n shop') ? undefined : 'the command at the server';
    }, 20_000);
    expect(siem.taken[0]?.rows[0]).toBe(1);
  });

  test('is on stdout, every line of it marked, beside a log that has no such mark', async () => {
    await until(async () => {
      const text = world.lines().join('\n');
      return text.includes('kubectl get pods -n shop') ? undefined : 'the command on stdout';
    }, 20_000);
    const marked = world.lines().flatMap((line) => readAuditLine(line) ?? []);
    expect(marked.map(({ seq }) => seq)).toEqual(marked.map((_, index) => index + 1));
    expect(marked.every((row) => hashRow(row) === row.hash)).toBe(true);
    for (const line of world.lines().filter((each) => readAuditLine(each) === undefined))
      expect(JSON.parse(line)).not.toHaveProperty('stream');
  });

  test('has its head published, which it is compared with', async () => {
    await until(async () => {
      head = (await world.said()).find(({ text }) => /^Audit head of /u.test(text));
      return head === undefined ? 'a head in the channel' : undefined;
    }, 20_000);
    expect(head).toMatchObject({ channel: '#general' });
    expect(words(head as StoredMessage)).toContain('The chain is whole.');
    const [, witness = ''] = /: (\d+:[0-9a-f]{64})$/u.exec(head?.text ?? '') ?? [];
    await ask('alice', `qm audit verify ${witness}`, /verdict: the chain is whole/u);
    const forged = witness.replace(/[0-9a-f]$/u, (digit) => (digit === '0' ? '1' : '0'));
    await ask(
      'alice',
      `qm audit verify ${forged}`,
      /BROKEN at row 1: rewritten: row \d+ had another hash/u,
    );
  });

  test(
    'tells the doctor how it fares, and no secret',
    async () => {
      await until(async () => {
        const told = await ask('alice', 'qm doctor', /audit export/u);
        return /ok +audit export \(webhook\)[\s\S]*ok +audit head/u.test(told) ? undefined : told;
      }, 60_000);
      siem.behave = (_, response) => response.writeHead(503).end();
      const told = await ask('alice', 'qm audit --command publish', /2 rows, newest/u);
      expect(told).toContain('publish audit head');
      await until(async () => {
        const sick = await ask('alice', 'qm doctor', /audit export/u);
        expect(sick).not.toContain('a-token-of-the-siem');
        return /FAIL +audit export \(webhook\): \d+ rows wait after \d+ tr.*HTTP 503/u.test(sick)
          ? undefined
          : sick;
      }, 60_000);
      siem.behave = take;
    },
    LONG_MS,
  );

  test(
    'goes on after a kill where it was, and publishes no second head',
    async () => {
      await world.killBot();
      await world.startBot();
      await ask('carol', 'kubectl get nodes', /Refused|Succeeded/u);
      await until(async () => {
        const text = siem.taken.map(({ body }) => body).join('');
        return text.includes('kubectl get nodes') ? undefined : 'the command at the server';
      }, 60_000);
      const rows = [...new Set(siem.taken.flatMap((received) => received.rows))];
      expect(rows).toEqual(rows.map((_, index) => index + 1));
      const heads = (await world.said()).filter(({ text }) => /^Audit head of /u.test(text));
      expect(heads).toHaveLength(1);
    },
    LONG_MS,
  );
});
