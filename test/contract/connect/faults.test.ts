// What a person is told when a Kafka Connect is not as it should be: words, in time, whatever is at its address, and never a secret.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createConnect } from '../../../bot/adapters/connect.ts';
import { createHttpService } from '../../../bot/adapters/http-service.ts';
import type { HttpServiceSettings } from '../../../bot/config/http-service.ts';
import { OperatorError } from '../../../bot/errors.ts';
import type { Connect } from '../../../bot/kafka/connect.ts';
import { UnknownOutcomeError } from '../../../bot/unknown-outcome.ts';

const closing: (() => Promise<unknown>)[] = [];
const RUNNING = {
  ...{ name: 'a', type: 'sink', connector: { state: 'RUNNING', worker_id: 'w:1' } },
  tasks: [{ id: 1, state: 'RUNNING', worker_id: 'w:1', trace: null }],
};

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a Kafka Connect', () => {
  test('at whose address nothing listens is told so, and a change of it was not made', async () => {
    const { url, close } = await listen(() => {});
    await close();
    const connect = open({ url });
    const read = await problemOf(connect.connectors());
    expect(read.what).toBe('Cannot ask the Kafka Connect of one.');
    expect(read.why).toContain('ECONNREFUSED');
    const change = await problemOf(connect.pause('a'));
    expect(change).not.toBeInstanceOf(UnknownOutcomeError);
    expect(change.why).toContain('ECONNREFUSED');
  });

  test('that says nothing is answered for in time; of a change nobody knows then', async () => {
    const { url } = await listen(() => {});
    const connect = open({ url }, { deadlineMs: 300 });
    expect((await problemOf(connect.connector('a'))).why).toContain('in time');
    expect(await problemOf(connect.pause('a'))).toBeInstanceOf(UnknownOutcomeError);
  });

  test('that stops in the midst of its answer is answered for in time', async () => {
    const { url } = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
    });
    const problem = await problemOf(open({ url }, { deadlineMs: 300 }).connectors());
    expect(problem.why).toContain('in time');
  });

  test('that cuts the connection may have made the change', async () => {
    const { url } = await listen((request) => void request.socket.destroy());
    expect(await problemOf(open({ url }).restartTask('a', 0))).toBeInstanceOf(UnknownOutcomeError);
  });

  test('that fails inside may have made the change, and its words are told', async () => {
    const { url } = await listen((_request, response) =>
      respond(response, 500, { error_code: 500, message: 'Request timed out.' }),
    );
    const problem = await problemOf(open({ url }).resume('a'));
    expect(problem).toBeInstanceOf(UnknownOutcomeError);
    expect(problem.why).toBe('Its answer was HTTP 500: Request timed out.');
  });

  test('that rebalances is asked again, and says so when it goes on', async () => {
    let asked = 0;
    const passing = await listen((_request, response) => {
      asked += 1;
      respond(response, asked < 3 ? 409 : 200, asked < 3 ? { message: 'rebalance' } : RUNNING);
    });
    expect((await open({ url: passing.url }).connector('a'))?.state).toBe('RUNNING');
    expect(asked).toBe(3);
    const lasting = await listen((_request, response) =>
      respond(response, 409, { error_code: 409, message: 'Cannot complete request' }),
    );
    const problem = await problemOf(open({ url: lasting.url }).pause('a'));
    expect(problem).not.toBeInstanceOf(UnknownOutcomeError);
    expect(problem.what).toContain('is rebalancing: nothing was done');
  }, 30_000);

  test('that points elsewhere is not followed', async () => {
    const seen: string[] = [];
    const elsewhere = await listen((request, response) => {
      seen.push(request.url ?? '');
      respond(response, 200, {});
    });
    const { url } = await listen((_request, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    const connect = open({ url, bearer: { variable: 'CONNECT_TEST_TOKEN' } });
    expect((await problemOf(connect.connectors())).why).toContain('not followed');
    expect((await problemOf(connect.pause('a'))).why).toContain('not followed');
    expect(seen).toEqual([]);
  });

  test.each([
    ['a page of a proxy', '<html>502</html>'],
    ['JSON of something else', '[1]'],
    ['a status without its parts', '{"name":"a","type":"sink"}'],
    ['a state that is no text', JSON.stringify({ ...RUNNING, connector: { state: 1 } })],
    ['nothing', ''],
  ])('that answers with %s is told so', async (_what, text) => {
    const { url } = await listen((_request, response) => void response.writeHead(200).end(text));
    const problem = await problemOf(open({ url }).connector('a'));
    expect(problem.why).toContain('does not talk as Kafka Connect does');
  });

  test('that answers with more than is read is left', async () => {
    const { url } = await listen((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      response.on('error', () => {});
      more();
    });
    const problem = await problemOf(open({ url }, { answerBytes: 1_000_000 }).connectors());
    expect(problem.why).toContain('more than is read');
  });

  test('is sent its secret in a header, and whatever goes wrong the secret is in no message', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-connect-'));
    closing.push(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'password');
    const seen: (string | undefined)[] = [];
    const { url } = await listen((request, response) => {
      seen.push(request.headers.authorization);
      respond(response, 401, { message: 'no' });
    });
    const basic = { username: 'bot', password: { file } };
    const missing = await problemOf(open({ url, basic }).connectors());
    expect(missing.message).toContain('There is no usable secret in the file');
    await writeFile(file, 'hunter2-hunter2\n');
    const refused = await problemOf(open({ url, basic }).connectors());
    expect(refused.what).toBe('The Kafka Connect of one does not let the bot in.');
    expect(JSON.stringify([refused.message, refused])).not.toContain('hunter2');
    expect(seen).toEqual([`Basic ${Buffer.from('bot:hunter2-hunter2').toString('base64')}`]);
  });

  test('whose command is ended is waited for no longer', async () => {
    const { url } = await listen(() => {});
    const ended = new AbortController();
    const asking = open({ url }, {}, ended.signal).connectors();
    ended.abort(new Error('stopped'));
    await expect(asking).rejects.toThrow('stopped');
  });

  test('of a path below an address is asked there', async () => {
    const seen: string[] = [];
    const { url } = await listen((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      respond(response, 200, RUNNING);
    });
    const connect = open({ url: `${url}/eu/` });
    await connect.connector('a b?c');
    await connect.restart('a', { includeTasks: true, onlyFailed: false });
    expect(seen).toEqual([
      'GET /eu/connectors/a%20b%3Fc/status',
      'POST /eu/connectors/a/restart?includeTasks=true&onlyFailed=false',
    ]);
  });
});

function open(
  settings: HttpServiceSettings,
  limits: { deadlineMs?: number; answerBytes?: number } = {},
  signal = new AbortController().signal,
): Connect {
  process.env.CONNECT_TEST_TOKEN = 'a-token';
  const service = createHttpService({
    ...{ settings, deadlineMs: 20_000, answerBytes: 1_000_000, ...limits },
  });
  closing.push(() => service.close());
  return createConnect({ kafka: 'one', service: () => service, signal });
}

async function problemOf(asking: Promise<unknown>): Promise<OperatorError> {
  const error = await asking.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(OperatorError);
  return error as OperatorError;
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  closing.push(close);
  return { url: `http://127.0.0.1:${port}`, close };
}
