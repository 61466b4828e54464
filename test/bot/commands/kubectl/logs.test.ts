// `kubectl logs` where a real cluster is slow to get into the state: very long logs, silent ones, cut connections.

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Output } from '../../../../bot/command.ts';
import { logs } from '../../../../bot/commands/kubectl/logs.ts';
import { readWords } from '../../../contract/get/words.ts';
import { type Answer, CATALOG, type FakeServer, sendJson, startServer } from './api-server.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'app' }] },
};

let server: FakeServer;

/** Answers for one pod; the log is what `write` makes of it. */
async function serve(write: Answer): Promise<FakeServer> {
  server = await startServer((request, response) => {
    if (request.url?.includes('/log')) write(request, response);
    else sendJson(response, POD);
  });
  return server;
}

afterEach(async () => {
  await server?.close();
});

describe('a log that is too long for an answer', () => {
  test('keeps its newest lines and says how much was left out', async () => {
    const line = (index: number) => `${String(index).padStart(8, '0')} ${'x'.repeat(90)}\n`;
    const count = 30_000;
    await serve((_request, response) => {
      for (let index = 0; index < count; index += 1) response.write(line(index));
      response.end();
    });
    const output = await server.run(logs, ['web']);
    expect(output.exitCode).toBe(0);
    expect(Buffer.byteLength(output.stdout)).toBeLessThanOrEqual(1024 * 1024);
    expect(output.stdout.endsWith(line(count - 1))).toBe(true);
    // Lines are left out whole.
    expect(output.stdout).toMatch(/^\d{8} x/u);
    const dropped = count * 100 - output.stdout.length;
    expect(output.stderr).toBe(
      `The log of web/app is too long for one answer: its oldest ${dropped} bytes were left out. Choose with --tail, --since or --limit-bytes.\n`,
    );
  });

  test('is not read for ever', async () => {
    await serve((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'y\n');
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    const output = await server.run(logs, ['web']);
    expect(output.stderr).toContain('newer lines are missing');
    await gone();
  });

  test('without line ends is bounded as well', async () => {
    await serve((_request, response) => response.end(Buffer.alloc(3_000_000, 'z')));
    const output = await server.run(logs, ['web']);
    expect(output.stdout.length).toBeLessThanOrEqual(1024 * 1024);
    expect(output.stderr).toContain('bytes were left out');
  });
});

describe('ending', () => {
  test.each([
    ['a silent log that is followed', ['web', '-f']],
    ['a silent log that is read', ['web']],
  ])('leaves no connection open: %s', async (_title, argv) => {
    const controller = new AbortController();
    await serve((_request, response) => {
      response.writeHead(200);
      response.flushHeaders();
    });
    const running = server.run(logs, argv, { signal: controller.signal }).catch((error) => error);
    while (!server.asked.some((path) => path.includes('/log'))) await delay(5);
    await delay(20);
    controller.abort(new Error('stopped by a person'));
    const ended = await running;
    if (argv.includes('-f')) expect((ended as Output).stderr).toBe('Following was stopped.\n');
    else expect(ended).toEqual(new Error('stopped by a person'));
    await gone();
  });

  test('a container that ended ends the following', async () => {
    await serve((_request, response) => response.end('last words'));
    expect(await server.run(logs, ['web', '-f'])).toEqual({
      stdout: 'last words',
      stderr: 'Following ended: the container has ended or its log was closed.\n',
      exitCode: 0,
    });
  });

  test('a container that has not begun is asked again, and told of once', async () => {
    let asked = 0;
    const waiting = { kind: 'Status', message: 'container is waiting', reason: 'BadRequest' };
    await serve((_request, response) => {
      asked += 1;
      if (asked < 3) sendJson(response, waiting, 400);
      else response.end('begun\n');
    });
    const output = await server.run(logs, ['web', '-f'], { sleep: async () => {} });
    expect(output.stdout).toBe('begun\n');
    expect(output.stderr).toBe(
      'Error from server (BadRequest): container is waiting\nFollowing ended: the container has ended or its log was closed.\n',
    );
  });

  test('following ends at its cap and says so', async () => {
    const controller = new AbortController();
    let nowMs = 0;
    await serve((_request, response) => response.write('a line\n'));
    const running = server.run(logs, ['web', '-f'], {
      signal: controller.signal,
      nowMs: () => nowMs,
      show: (output) => {
        if (!output.stdout.includes('a line')) return;
        nowMs = 600_000;
        controller.abort(new Error('deadline'));
      },
    });
    expect(await running).toEqual({
      stdout: 'a line\n',
      stderr: 'Following ended after 10 minutes, the longest time there is. Ask again to go on.\n',
      exitCode: 0,
    });
  });
});

describe('what it may ask for', () => {
  const accessOf = (argv: readonly string[]) =>
    logs.access(logs.read(readWords(logs.grammar, argv)), { namespace: 'shop', catalog: CATALOG });

  test('of a pod: its log', () => {
    const asked = accessOf(['web']).filter((access) => !access.implied);
    const pods = { group: '', resource: 'pods', namespace: 'shop' };
    expect(asked).toEqual([{ verb: 'get', ...pods, subresource: 'log', name: 'web' }]);
  });

  test.each([[['deployment/web']], [['-l', 'app=web']]])(
    'of %j: any log of the namespace',
    (argv) => {
      const asked = accessOf(argv).filter((access) => !access.implied);
      const pods = { group: '', resource: 'pods', namespace: 'shop' };
      expect(asked).toEqual([{ verb: 'get', ...pods, subresource: 'log' }]);
    },
  );

  test('following has its own deadline', () => {
    const deadline = (argv: readonly string[]) =>
      logs.deadlineMs?.(logs.read(readWords(logs.grammar, argv)));
    expect(deadline(['web', '-f'])).toBe(600_000);
    expect(deadline(['web'])).toBe(60_000);
  });
});

/** Until the server has seen the end of every answer; idle connections are kept for the next command. */
async function gone(): Promise<void> {
  for (let attempt = 0; attempt < 3000 && server.open.size > 0; attempt += 1) await delay(10);
  expect(server.open.size).toBe(0);
}
