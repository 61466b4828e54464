import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.stop();
});

const channel = '#shop-ops';

function asked(text: string, user = 'bob'): Promise<StoredMessage> {
  return sandbox.answer({ user, channel, text }, /Confirm/u);
}

function click(user: string, message: StoredMessage, action: string) {
  return sandbox.post('/sim/click', { user, channel, ts: message.ts, action_id: action });
}

function ends(message: StoredMessage, matches: RegExp): Promise<StoredMessage> {
  return sandbox.until(channel, (one) => one.ts === message.ts && matches.test(words(one)));
}

async function outcomes(command: string): Promise<number> {
  const text = `/qm audit "${command}" --kind outcome --limit 100`;
  const audit = await sandbox.answer({ user: 'alice', channel, text }, /Succeeded[\s\S]*qm audit/u);
  return words(audit)
    .split('\n')
    .filter((line) => /^#\d+ /u.test(line)).length;
}

describe('a change', () => {
  test('is previewed first, and runs at the click of the one who asked', async () => {
    const message = await asked('/kubectl scale deploy/search --replicas=3');
    expect(words(message)).toContain('from 2 to 3 replicas');
    expect(words(message)).toContain('+  replicas: 3');
    await click('bob', message, 'confirm');
    const done = await ends(message, /deployment\.apps\/search scaled/u);
    expect(words(done)).toContain('Succeeded');
  });

  test('runs once however often the button is clicked', async () => {
    const message = await asked('/kubectl rollout restart deploy/cart');
    await Promise.all([1, 2, 3].map(() => click('bob', message, 'confirm')));
    await ends(message, /deployment\.apps\/cart restarted/u);
    expect(await outcomes('kubectl rollout restart deploy/cart')).toBe(1);
  });

  test('is not confirmed by somebody else', async () => {
    const message = await asked('/kubectl scale deploy/cart --replicas=4');
    await click('alice', message, 'confirm');
    const refused = await sandbox.until(channel, (one) => /not yours/u.test(words(one)));
    expect(refused.ephemeral_to).toBeDefined();
    expect(words(await ends(message, /Confirm/u))).not.toContain('scaled');
  });

  test('that is cancelled is not run, and its button is dead', async () => {
    const message = await asked('/kubectl scale deploy/cart --replicas=5');
    await click('bob', message, 'cancel');
    await ends(message, /Cancelled/u);
    expect(await outcomes('kubectl scale deploy/cart --replicas 5')).toBe(0);
  });

  test('is refused at the click when the object changed after the preview', async () => {
    const first = await asked('/kubectl scale deploy/payments --replicas=3');
    const second = await asked('/kubectl scale deploy/payments --replicas=4');
    await click('bob', second, 'confirm');
    await ends(second, /scaled/u);
    await click('bob', first, 'confirm');
    await ends(first, /not what it was in the preview/u);
  });

  test('is refused at the click when the person was removed from the group meanwhile', async () => {
    const message = await asked('/kubectl scale deploy/web --replicas=4');
    await sandbox.post('/sim/user', { user: 'bob', groups: [] });
    await click('bob', message, 'confirm');
    const refused = await sandbox.until(
      channel,
      (one) => one.ephemeral_to !== undefined && /may not[\s\S]*deploy\/web/u.test(words(one)),
    );
    expect(words(refused)).toContain('in no group');
    await sandbox.post('/sim/user', { user: 'bob', groups: ['S0OPERATORS'] });
  });

  test('that is only tried needs no click and changes nothing', async () => {
    const tried = await sandbox.answer(
      { user: 'bob', channel, text: '/kubectl scale deploy/web --replicas=7 --dry-run=server' },
      /scaled \(server dry run\)/u,
    );
    expect(words(tried)).toContain('Succeeded');
    const after = await sandbox.answer(
      { user: 'bob', channel, text: '/kubectl get deploy web' },
      /READY/u,
    );
    expect(words(after)).not.toContain('/7');
  });
});
