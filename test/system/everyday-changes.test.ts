// The everyday changes through Slack on the stand-in cluster: previewed, confirmed by the asker's click, carried out.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printed, type Sandbox, startSandbox, words } from './sandbox.ts';

const CHANNEL = '#shop-ops';
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.stop();
});

/** In this order: each finds what the ones before have left. */
const CHANGES: readonly (readonly [string, RegExp])[] = [
  ['set image deploy/web *=registry.example/web:9.9.9', /^deployment\.apps\/web image updated$/mu],
  ['rollout undo deploy/web', /^deployment\.apps\/web rolled back$/mu],
  ['rollout pause deploy/web', /^deployment\.apps\/web paused$/mu],
  ['rollout resume deploy/web', /^deployment\.apps\/web resumed$/mu],
  [
    'set resources deploy/web --requests=cpu=10m',
    /^deployment\.apps\/web resource requirements updated$/mu,
  ],
  ['label deploy/web tier=front', /^deployment\.apps\/web labeled$/mu],
  ['annotate deploy/web note=tried', /^deployment\.apps\/web annotated$/mu],
  [
    `patch deploy/web --type=merge -p '{"spec":{"replicas":2}}'`,
    /^deployment\.apps\/web patched/mu,
  ],
  ['cordon worker-1', /^node\/worker-1 cordoned$/mu],
  ['uncordon worker-1', /^node\/worker-1 uncordoned$/mu],
];

test.each(CHANGES)(
  '%s',
  async (line, outcome) => {
    const preview = await sandbox.answer(
      { user: 'alice', channel: CHANNEL, text: `/kubectl ${line}` },
      /Waiting for confirmation\*/u,
    );
    await sandbox.post('/sim/click', {
      user: 'alice',
      channel: CHANNEL,
      ts: preview.ts,
      action_id: 'confirm',
    });
    const done = await sandbox.until(
      CHANNEL,
      (message) =>
        message.ts === preview.ts && /(?:Succeeded|Failed|Outcome unknown)\*/u.test(words(message)),
    );
    expect(words(done)).toContain('Succeeded');
    expect(printed(done).join('\n')).toMatch(outcome);
  },
  60_000,
);

test('a deleted pod is replaced, which the preview says', async () => {
  const listed = await sandbox.answer(
    { user: 'alice', channel: CHANNEL, text: '/kubectl get pods -l app=web -o name' },
    /pod\//u,
  );
  const pod = /pod\/(\S+)/u.exec(printed(listed).join('\n'))?.[1] ?? '';
  const preview = await sandbox.answer(
    { user: 'alice', channel: CHANNEL, text: `/kubectl delete pod ${pod}` },
    /Waiting for confirmation\*/u,
  );
  expect(words(preview)).toContain('makes another in its place');
  await sandbox.post('/sim/click', {
    user: 'alice',
    channel: CHANNEL,
    ts: preview.ts,
    action_id: 'confirm',
  });
  const done = await sandbox.until(
    CHANNEL,
    (message) =>
      message.ts === preview.ts && /(?:Succeeded|Failed|Outcome unknown)\*/u.test(words(message)),
  );
  expect(printed(done).join('\n')).toBe(`pod "${pod}" deleted from shop namespace`);
});
