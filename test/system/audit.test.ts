// The audit through Slack: found by what a row is about, read page by page by whoever asked and nobody else, taken away as a file.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, until, type World } from '../world/world.ts';
import { type StoredMessage, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
const ANSWER_MS = 60_000;
const COMMANDS = 24;
let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
  for (let each = 1; each <= COMMANDS; each += 1) {
    await ask(world, 'carol', `kubectl get deploy/web -n shop --cluster staging -o name`);
  }
}, 120_000);

afterAll(async () => {
  await world?.close();
});

async function click(user: string, { ts }: StoredMessage, action: string): Promise<void> {
  await world.sim('click', { user, channel: CHANNEL, ts, action_id: action });
}

/** What the message says once it matches. */
async function becomes({ ts }: StoredMessage, expected: RegExp): Promise<string> {
  let text = '';
  await until(async () => {
    const found = (await world.said()).find((message) => message.ts === ts);
    text = found === undefined ? '' : words(found);
    return expected.test(text) ? undefined : `${expected} in ${text}`;
  }, ANSWER_MS);
  return text;
}

function rowsIn(text: string): readonly number[] {
  return [...text.matchAll(/^#(\d+) /gmu)].map(([, seq]) => Number(seq));
}

describe('the audit', () => {
  let page: StoredMessage;

  test('is found by what its rows are about, newest first', async () => {
    page = await ask(
      world,
      'alice',
      'qm audit --resource deploy/web -n shop --kind outcome --outcome succ',
    );
    const rows = rowsIn(words(page));
    expect(rows).toHaveLength(9);
    expect(rows).toEqual(rows.toSorted((one, other) => other - one));
    expect(words(page)).toContain('carol (U0CAROL), staging, shop/deployments.apps/web');
    expect(words(await ask(world, 'alice', 'qm audit --resource deploy/other'))).toContain(
      'No row of the audit matches.',
    );
  });

  test('is read on in place, and older pages stay what they were while rows are added', async () => {
    expect(page.ephemeral_to).toBe('U0ALICE');
    const first = rowsIn(words(page));
    await ask(world, 'carol', 'kubectl get deploy/web -n shop --cluster staging -o name');
    const messages = (await world.said()).length;
    await click('alice', page, 'output_next');
    const second = rowsIn(await becomes(page, /page 2 of 3/u));
    expect(second).toHaveLength(10);
    expect(second[0]).toBe((first.at(-1) ?? 0) - 2); // an intent stands between
    await click('alice', page, 'output_next');
    const third = rowsIn(await becomes(page, /page 3 of 3/u));
    expect(first.length + second.length + third.length).toBe(COMMANDS);
    await click('alice', page, 'output_prev');
    expect(rowsIn(await becomes(page, /page 2 of 3/u))).toEqual(second);
    expect((await world.said()).length).toBe(messages); // nothing of it in the channel
  });

  test('is not opened by another’s click', async () => {
    const own = await ask(world, 'carol', 'qm version');
    const value = /"value":"([\w-]{20,}):/u.exec(JSON.stringify(page.blocks))?.[1];
    expect(value).toBeDefined();
    const forged = { user: 'carol', channel: CHANNEL, ts: own.ts, action_id: 'output_file', value };
    await world.sim('click', { ...forged, force: true });
    await until(async () => {
      const refused = (await world.said()).some((message) =>
        /You may not run "qm audit"/u.test(words(message)),
      );
      return refused ? undefined : 'a refusal';
    }, ANSWER_MS);
    const seen = (await world.said()).filter(({ ephemeral_to: reader }) => reader === 'U0CAROL');
    expect(seen.map(words).join('\n')).not.toMatch(/^#\d+ /mu);
    const { messages } = await world.sim('messages?channel=D0CAROL');
    expect(messages ?? []).toEqual([]);
  });

  test('is taken away as a file that only the asker gets', async () => {
    const told = await ask(world, 'alice', 'qm audit --kind outcome --user U0CAROL -o csv');
    expect(words(told)).toMatch(/26 rows, newest first; these are all; audit-[\dTZ-]+\.csv/u);
    const rows = (await fileOf('U0ALICE', /\.csv$/u)).split('\r\n');
    expect(rows).toHaveLength(26 + 2);
    expect(rows[0]).toMatch(/^row,time_utc,/u);
    expect(rows[2]).toContain('shop/deployments.apps/web'); // after `qm version`
    await ask(world, 'alice', 'qm audit --kind outcome -o json --limit 2');
    const lines = JSON.parse(await fileOf('U0ALICE', /\.json$/u)) as { kind: string }[];
    expect(lines.map(({ kind }) => kind)).toEqual(['outcome', 'outcome']);
    const open = await world.sim(`messages?channel=${encodeURIComponent(CHANNEL)}`);
    expect(JSON.stringify(open)).not.toContain('"files"');
  });

  test('shows one row whole', async () => {
    const text = words(await ask(world, 'alice', 'qm audit row 1'));
    expect(text).toMatch(/kind: event[\s\S]*command: start[\s\S]*hash: [0-9a-f]{64}/u);
    expect(words(await ask(world, 'alice', 'qm audit row 99999'))).toMatch(
      /There is no row 99999/u,
    );
  });

  test.each([
    ['qm audit verify --since 2h', /A chain can only be verified whole/u],
    ['qm audit --since 2026-02-31', /must be a time such as/u],
    ['qm audit --kind gossip', /must be one of/u],
  ])('is not searched by %s', async (text, expected) => {
    expect(words(await ask(world, 'alice', text))).toMatch(expected);
  });
});

async function fileOf(userId: string, name: RegExp): Promise<string> {
  let id = '';
  await until(async () => {
    const { messages } = await world.sim(`messages?channel=${userId.replace(/^U/u, 'D')}`);
    const files = (messages as { files?: { id: string; name: string }[] }[]).flatMap(
      (message) => message.files ?? [],
    );
    id = files.find((file) => name.test(file.name))?.id ?? '';
    return id === '' ? `a file ${name}` : undefined;
  }, ANSWER_MS);
  return await world.file(id);
}
