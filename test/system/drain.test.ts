// A drain through Slack on the stand-in cluster: its progress in the message, a disruption budget that holds it up, Stop, and the
// way on from there.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printed, type Sandbox, type StoredMessage, startSandbox, words } from './sandbox.ts';

const channel = '#shop-ops';
const user = 'alice';
let sandbox: Sandbox;
/** Where the scheduler has put a pod that a budget protects. */
let node = '';
let drain = '';

beforeAll(async () => {
  sandbox = await startSandbox();
  const text = '/kubectl get pods -l app=checkout -o jsonpath={.items[0].spec.nodeName}';
  node = printed(await sandbox.answer({ user, channel, text }, /worker-/u))
    .join('')
    .trim();
  drain = `/kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`;
});

afterAll(async () => {
  await sandbox?.stop();
});

test('a drain that a budget holds up shows how far it is, and can be stopped', async () => {
  const message = await sandbox.answer({ user, channel, text: drain }, /Confirm/u);
  const [, count] =
    new RegExp(`Then evict (\\d+) pods from node/${node}\\.`, 'u').exec(words(message)) ?? [];
  expect(words(message).match(/^-[a-z-]+\/[a-z0-9-]+$/gmu)).toHaveLength(Number(count));
  expect(words(message)).toMatch(/shop\/checkout-\S+ cannot be evicted yet/u);

  await click(message, 'confirm');
  const held = await becomes(message, /will retry after 5s/u);
  expect(words(held)).toContain('Running');
  await becomes(message, /pod\/\S+ evicted/u);

  await click(message, 'stop');
  const stopped = await becomes(message, /Cancelled\*/u);
  expect(words(stopped)).toContain(`node/${node} is not drained and stays cordoned`);
  expect(await nodes()).toMatch(new RegExp(`${node} +Ready,SchedulingDisabled`, 'u'));
});

test('goes on when the budget allows it, and the node takes pods again when it is uncordoned', async () => {
  await change('/kubectl scale deploy/checkout --replicas=3', /scaled/u);
  await ready('checkout', 3);
  const drained = await change(drain, /^node\/worker-\d drained$/mu);
  expect(printed(drained).join('\n')).toMatch(/^pod\/checkout-\S+ evicted$/mu);
  await change(`/kubectl uncordon ${node}`, /node\/worker-\d uncordoned/u);
  expect(await nodes()).toMatch(new RegExp(`${node} +Ready `, 'u'));
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
