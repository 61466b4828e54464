// Switching workloads off and on through Slack, on the stand-in cluster: previewed, confirmed, carried out tier by tier, and brought back.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printed, type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
const LONG_MS = 240_000;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
}, LONG_MS);

afterAll(async () => {
  await sandbox?.stop();
});

async function ask(user: string, text: string, matches: RegExp): Promise<StoredMessage> {
  return await sandbox.answer({ user, channel: CHANNEL, text: `/${text}` }, matches);
}

async function confirmed(user: string, text: string): Promise<{ before: string; after: string }> {
  const preview = await ask(user, text, /Waiting for confirmation\*/u);
  const before = words(preview);
  const wish = { user, channel: CHANNEL, ts: preview.ts, action_id: 'confirm' };
  await sandbox.post('/sim/click', wish);
  const done = await sandbox.until(
    CHANNEL,
    (message) =>
      message.ts === preview.ts && /(?:Succeeded|Failed|Outcome unknown)\*/u.test(words(message)),
  );
  return { before, after: words(done) };
}

async function replicas(): Promise<string> {
  const line =
    'kubectl get deploy,sts -n shop -o custom-columns=NAME:.metadata.name,WANTED:.spec.replicas --no-headers';
  return printed(await ask('bob', line, /web /u)).join('\n');
}

describe('a switch', () => {
  test(
    'is switched off and comes back as it was',
    async () => {
      const was = await replicas();
      expect(was).toMatch(/web +[1-9]/u);
      const off = await confirmed('bob', 'cluster off shop-nights --for 2h');
      expect(off.before).toMatch(
        /Switch shop-nights off on staging: 9 workloads, which ends \d+ pods until/u,
      );
      expect(off.after).toContain('Succeeded');
      expect(off.after).toMatch(/shop-nights is off until .*: 9 switched/u);
      expect(await replicas()).not.toMatch(/ [1-9]\d*$/mu);
      expect(words(await ask('carol', 'cluster status shop-nights', /is to be off/u))).toMatch(
        /deployment\/web +shop +0 replicas +[1-9] replicas? +off/u,
      );
      expect(words(await ask('carol', 'cluster overrides', /WHAT/u))).toMatch(
        /shop-nights +off .* bob$/mu,
      );
      const overview = await ask('carol', 'cluster status', /WANTED/u);
      expect(words(overview)).toMatch(
        /shop-nights +off +off +bob, until \w{3} \d\d:\d\d +on \w{3} \d\d:\d\d \(UTC\S*\), in .* +off \w{3} \d\d:\d\d: done$/mu,
      );
      // What stands behind an intro line can be read row by row as well.
      const one = await ask('carol', 'cluster status shop-nights', /is to be off: bob/u);
      await sandbox.post('/sim/click', {
        ...{ user: 'carol', channel: CHANNEL, ts: one.ts, action_id: 'output_layout' },
      });
      await sandbox.until(
        CHANNEL,
        ({ ts, blocks }) =>
          ts === one.ts && /is to be off: bob.*rich_text_quote/u.test(JSON.stringify(blocks)),
      );
      expect((await confirmed('bob', 'cluster on shop-nights')).after).toContain('Succeeded');
      expect(await replicas()).toBe(was);
      expect(words(await ask('carol', 'cluster history shop-nights', /OUTCOME/u))).toMatch(
        /on +bob +done +9[\s\S]*off +bob +done +9/u,
      );
    },
    LONG_MS,
  );

  test.each([
    ['cluster keep shop-nights --for 2h', /shop-nights stays on until/u],
    ['cluster skip shop-nights tomorrow', /leaves out what is still to come on/u],
    ['cluster resume shop-nights', /shop-nights is to be on/u],
    ['cluster off shop-nights', /It is not said until when/u],
    ['cluster off shop-nights --for 2h --until 22:00', /There are two ends/u],
    ['cluster keep moon --for 2h', /There is no switch "moon"/u],
    ['cluster status shop-nights --cluster staging', /which is meant, a switch or a cluster/u],
    ['cluster status --cluster production', /has no switches in the settings|You may not/u],
    ['cluster take shop-nights deployment/web', /There is nothing to take of deployment\/web/u],
  ])('is asked for "/%s"', async (text, answer) => {
    expect(words(await ask('bob', text, answer))).toMatch(answer);
  });

  test.each(['off', 'on', 'keep', 'resume'])('is not switched %s by a viewer', async (verb) => {
    const line = `cluster ${verb} shop-nights${verb === 'resume' ? '' : ' --for 2h'}`;
    expect(words(await ask('carol', line, /may not/u))).toContain('changes-are-for-operators');
  });
});
