// Since when an Alertmanager runs, as it says it in its status.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createAlertmanager } from '../../../bot/adapters/alertmanager.ts';

const { signal } = new AbortController();

async function startedAtMs(
  answer: unknown,
  status = 200,
): Promise<{ at: unknown; asked: string | undefined }> {
  let asked: string | undefined;
  const server = createServer((request, response) => {
    asked = `${request.method} ${request.url}`;
    response.writeHead(status).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const alertmanager = createAlertmanager({ url: `http://127.0.0.1:${port}` });
  try {
    const at = await alertmanager.startedAtMs(signal).catch((error: unknown) => error);
    return { at, asked };
  } finally {
    await alertmanager.close();
    server.close();
  }
}

test('is its uptime, which is a time and no span', async () => {
  const status = {
    cluster: { name: '01HXY', peers: [], status: 'ready' },
    config: { original: 'route: {receiver: none}' },
    uptime: '2031-03-05T11:00:00.250Z',
    versionInfo: { version: '0.27.0' },
  };
  expect(await startedAtMs(status)).toEqual({
    ...{ at: Date.parse('2031-03-05T11:00:00.250Z'), asked: 'GET /api/v2/status' },
  });
});

test.each([{}, { uptime: 7 }, { uptime: 'yesterday' }, []])(
  'is not made up from what is no status: %j',
  async (answer) => {
    const { at } = await startedAtMs(answer);
    expect((at as Error).message).toMatch(/does not say since when it runs/u);
  },
);

test('is not known where the answer is an error', async () => {
  const { at } = await startedAtMs({ uptime: '2031-03-05T11:00:00.250Z' }, 503);
  expect((at as Error).message).toMatch(/it answered with status 503/u);
});
