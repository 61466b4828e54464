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
