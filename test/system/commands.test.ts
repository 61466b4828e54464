import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printed, type Sandbox, startSandbox, words } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.stop();
});

describe('a command typed in Slack', () => {
  test('is answered in the channel with what kubectl prints', async () => {
    const message = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: '/kubectl get pods -n shop' },
      /NAME +READY +STATUS/u,
    );
    expect(printed(message).join('\n')).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nc/u);
    expect(message.ephemeral_to).toBeUndefined();
  });

  test('takes the namespace and the cluster of its channel', async () => {
    const message = await sandbox.answer(
      { user: 'carol', channel: '#shop-prod', text: '/kubectl get deploy' },
      /NAME +READY/u,
    );
    expect(words(message)).toContain('production');
  });

  test.each([
    ['get pods', 'staging / shop'],
    ['get pods -n kube-system', 'staging / kube-system'],
    ['get pods -A', 'staging / all namespaces'],
    ['get nodes', 'staging'],
    ['get nodes -A', 'staging'],
    ['top nodes', 'staging'],
    ['api-resources', 'staging'],
  ])('%s says that it is about %s', async (text, place) => {
    const message = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: `/kubectl ${text}` },
      /Succeeded/u,
    );
    expect(placeOf(message)).toBe(place);
  });

  test('keeps saying what it is about when it is paged, filtered and cancelled', async () => {
    const long = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: '/kubectl get pods -o yaml' },
      /page 1 of/u,
    );
    const click = { channel: '#shop-ops', ts: long.ts, action_id: 'output_next' };
    await sandbox.post('/sim/click', { ...click, user: 'carol' });
    const second = await sandbox.until('#shop-ops', (each) => /page 2 of/u.test(words(each)));
    expect(placeOf(second)).toBe('staging / shop');
    const preview = await sandbox.answer(
      { user: 'bob', channel: '#shop-ops', text: '/kubectl cordon worker-2' },
      /Waiting for confirmation/u,
    );
    expect(placeOf(preview)).toBe('staging');
    const scale = await sandbox.answer(
      { user: 'bob', channel: '#shop-ops', text: '/kubectl scale deploy/web --replicas=7' },
      /Waiting for confirmation/u,
    );
    const cancel = { user: 'bob', channel: '#shop-ops', ts: scale.ts, action_id: 'cancel' };
    await sandbox.post('/sim/click', cancel);
    const cancelled = await sandbox.until('#shop-ops', (each) => /^Cancelled/u.test(each.text));
    expect(placeOf(cancelled)).toBe('staging / shop');
  });

  test('works as a mention in a thread', async () => {
    const root = await sandbox.answer(
      {
        user: 'carol',
        channel: '#incidents',
        text: '@quartermaster kubectl version --cluster staging',
      },
      /Server Version/u,
    );
    const reply = await sandbox.answer(
      {
        user: 'carol',
        channel: '#incidents',
        text: '@quartermaster kubectl get nodes --cluster staging',
        thread_ts: root.ts,
      },
      /ROLES/u,
    );
    expect(reply.thread_ts).toBe(root.ts);
  });

  test('that is not understood is explained to its author alone, with the usage line', async () => {
    const message = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: '/kubectl get pods --namespce shop' },
      /namespce/u,
    );
    expect(words(message)).toContain('--namespace');
    expect(message.ephemeral_to).toBeDefined();
  });

  test('that does not exist is refused with the nearest that does', async () => {
    const message = await sandbox.answer(
      { user: 'alice', channel: '#shop-ops', text: '/kubectl exec web -- sh' },
      /not a command/u,
    );
    expect(message.ephemeral_to).toBeDefined();
  });

  test('never shows the value of a Secret', async () => {
    const message = await sandbox.answer(
      { user: 'alice', channel: '#shop-ops', text: '/kubectl get secrets -o yaml' },
      /kind: Secret/u,
    );
    expect(printed(message).join('\n')).toContain('[redacted]');
  });
});

describe('strangers', () => {
  test.each(['mallory', 'eve', 'gina', 'robo'])('%s is refused, privately', async (user) => {
    const message = await sandbox.answer(
      { user, channel: '#shop-ops', text: '/kubectl get pods' },
      /may not/u,
    );
    expect(message.ephemeral_to).toBeDefined();
  });

  test('a viewer may not change anything', async () => {
    const message = await sandbox.answer(
      { user: 'carol', channel: '#shop-ops', text: '/kubectl scale deploy/web --replicas=5' },
      /may not|not a command/u,
    );
    expect(message.ephemeral_to).toBeDefined();
  });
});

/** The part of the line of circumstances that names cluster and namespace. */
function placeOf(message: { readonly blocks?: readonly unknown[] }): string {
  const [, context] = message.blocks as readonly { elements: readonly { text: string }[] }[];
  return context?.elements[0]?.text.split('  ·  ')[0] ?? '';
}
