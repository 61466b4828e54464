// A drain through Slack on the stand-in cluster: its progress in the message, a disruption budget that holds it up, Stop, and the
// way on from there.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printed, type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const channel = '#shop-ops';
const user = 'alice';
const DRAIN = '/kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data';
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
}, 60_000);

afterAll(async () => {
  await sandbox?.stop();
});

test('a drain that a budget holds up shows how far it is, and can be stopped', async () => {
  const message = await sandbox.answer({ user, channel, text: DRAIN }, /Confirm/u);
  expect(words(message)).toContain('Then evict 7 pods from node/worker-1.');
  expect(words(message)).toMatch(/shop\/checkout-\S+ cannot be evicted yet/u);

  await click(message, 'confirm');
  const held = await becomes(message, /will retry after 5s/u);
  expect(words(held)).toContain('Running');
  await becomes(message, /pod\/db-0 evicted/u);

  await click(message, 'stop');
  const stopped = await becomes(message, /Cancelled\*/u);
  expect(words(stopped)).toContain('node/worker-1 is not drained and stays cordoned');
  expect(await nodes()).toMatch(/worker-1 +Ready,SchedulingDisabled/u);
});

test('goes on when the budget allows it, and the node takes pods again when it is uncordoned', async () => {
  await change('/kubectl scale deploy/checkout --replicas=3', /scaled/u);
  await ready('checkout', 3);
  const drained = await change(DRAIN, /node\/worker-1 drained$/mu);
  expect(printed(drained).join('\n')).toMatch(/^pod\/checkout-\S+ evicted$/mu);
  await change('/kubectl uncordon worker-1', /node\/worker-1 uncordoned/u);
  expect(await nodes()).toMatch(/worker-1 +Ready /u);
});

async function change(text: string, outcome: RegExp): Promise<StoredMessage> {
  const message = await sandbox.answer({ user, channel, text }, /Confirm/u);
  await click(message, 'confirm');
  return await becomes(message, outcome);
}

function click({ ts }: StoredMessage, action: string): Promise<unknown> {
  return sandbox.post('/sim/click', { user, channel, ts, action_id: action });
}

function becomes({ ts }: StoredMessage, matches: RegExp): Promise<StoredMessage> {
  return sandbox.until(channel, (one) => one.ts === ts && matches.test(words(one)));
}

async function nodes(): Promise<string> {
  const text = '/kubectl get nodes';
  return printed(await sandbox.answer({ user, channel, text }, /ROLES/u)).join('\n');
}

/** Waits for its pods, as somebody does who asks for its status. */
async function ready(deployment: string, replicas: number): Promise<void> {
  const text = `/kubectl rollout status deploy/${deployment}`;
  const status = await sandbox.answer({ user, channel, text }, /successfully rolled out/u);
  expect(words(status)).toContain('Succeeded');
  const listed = await sandbox.answer(
    { user, channel, text: `/kubectl get deploy ${deployment}` },
    /READY/u,
  );
  expect(words(listed)).toContain(`${replicas}/${replicas}`);
}
