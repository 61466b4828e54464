// A freeze through Slack: who may declare and end it, what it holds up, where it is seen, and that it outlives the bot's process.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../world/ask.ts';
import { createWorld, until, type World } from '../world/world.ts';
import { type StoredMessage, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
const ANSWER_MS = 60_000;
const RESTART = 'kubectl rollout restart deploy/web';
let world: World;

beforeAll(async () => {
  world = await createWorld();
  await world.sim('settings', { rate_limits: false });
  await world.startBot();
});

afterAll(async () => {
  await world?.close();
});

describe('a freeze', () => {
  let waiting: StoredMessage;

  test.each([
    ['qm freeze the sale', /not said when the freeze ends/u],
    ['qm freeze the sale --for=2h --until=18:00', /not said when the freeze ends/u],
    ['qm freeze the sale --for=15d', /at most 14 days/u],
    [
      'qm freeze the sale --for=2h --on moon',
      /"moon" is no cluster, no Kafka and no environment here/u,
    ],
    ['qm unfreeze --on staging', /There is no freeze of staging/u],
    ['qm freezes', /Nothing is frozen/u],
  ])('is not begun or ended by %s', async (text, expected) => {
    expect(words(await ask(world, 'alice', text))).toMatch(expected);
  });

  test('is declared by those whom policy lets, for all to see', async () => {
    waiting = await ask(world, 'bob', `${RESTART} -n shop`);
    expect(words(await ask(world, 'bob', 'qm freeze mine --for 1h'))).toMatch(
      /You may not run "qm freeze"/u,
    );
    const told = await ask(world, 'alice', 'qm freeze the sale --for 1h --on staging');
    expect(words(told)).toMatch(/staging is frozen until \w+ \d\d:\d\d by U0ALICE: the sale/u);
    expect(told.ephemeral_to).toBeUndefined();
  });

  test('holds up every change until others have approved it, with its reason, and no read', async () => {
    for (const user of ['bob', 'alice']) {
      const held = words(await ask(world, user, RESTART));
      expect(held).toMatch(/Approval needed[\s\S]*changes-in-a-freeze-are-approved/u);
      expect(held).toMatch(/staging is frozen until \w+ \d\d:\d\d by U0ALICE: the sale/u);
    }
    expect(words(await ask(world, 'carol', 'kubectl get deploy'))).toContain('READY');
  });

  test('holds up what was proposed before it, at its click', async () => {
    const click = { user: 'bob', channel: CHANNEL, ts: waiting.ts, action_id: 'confirm' };
    await world.sim('click', click);
    await until(async () => {
      const now = (await world.said()).find(({ ts }) => ts === waiting.ts);
      const isHeld =
        /Refused[\s\S]*policies are not what they were at the preview[\s\S]*others have to approve/u;
      return now !== undefined && isHeld.test(words(now)) ? undefined : 'the refusal of the click';
    }, 30_000);
  });

  test('is seen in App Home, in the list and in what would become of a command', async () => {
    await world.sim('home', { user: 'carol' });
    await until(async () => {
      const { home } = await world.sim('views?user=carol');
      const isSeen = /Frozen.*staging is frozen until/u.test(JSON.stringify(home));
      return isSeen ? undefined : 'the freeze in App Home';
    }, ANSWER_MS);
    expect(words(await ask(world, 'carol', 'qm freezes'))).toContain('staging is frozen until');
    expect(words(await ask(world, 'bob', `qm why ${RESTART}`))).toMatch(
      /approve +use the.*changes-in-a-freeze-are-approved/u,
    );
  });

  test('outlives the bot’s process, and ends when it is ended', async () => {
    await world.killBot();
    await world.startBot();
    expect(words(await ask(world, 'bob', RESTART))).toContain('changes-in-a-freeze-are-approved');
    expect(words(await ask(world, 'bob', 'qm unfreeze --on staging'))).toMatch(
      /You may not run "qm unfreeze"/u,
    );
    expect(words(await ask(world, 'alice', 'qm unfreeze'))).toMatch(
      /no freeze of everything[\s\S]*staging is frozen/u,
    );
    expect(words(await ask(world, 'alice', 'qm unfreeze --on staging'))).toContain(
      'ended: staging is frozen',
    );
    expect(words(await ask(world, 'bob', RESTART))).toContain('Waiting for confirmation');
  });
});
