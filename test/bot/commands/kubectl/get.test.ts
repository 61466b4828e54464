// What `kubectl get` asks a server for, and what it refuses before it asks.

import { afterEach, describe, expect, test } from '@jest/globals';
import { get } from '../../../../bot/commands/kubectl/get.ts';
import { UsageError } from '../../../../bot/errors.ts';
import { readWords } from '../../../contract/get/words.ts';
import { CATALOG, type FakeServer, sendJson, startServer } from './api-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const TABLE = {
  kind: 'Table',
  metadata: {},
  columnDefinitions: [{ name: 'Name', type: 'string', format: 'name', priority: 0 }],
  rows: [{ cells: ['web'], object: null }],
};

describe('requests', () => {
  test.each([
    [['pods'], 'includeObject=None&limit=500'],
    [['pods', '-A'], 'limit=500'],
    [['pods', '--show-labels'], 'limit=500'],
    [['pods', '--sort-by=.metadata.name'], 'includeObject=Object'],
    [['pods', '-l', 'app=web'], 'includeObject=None&labelSelector=app%3Dweb&limit=500'],
    [['pods', 'web'], 'includeObject=None'],
  ])('%j carries no more than is shown', async (argv, query) => {
    server = await startServer((_request, response) => sendJson(response, TABLE));
    await server.run(get, argv);
    expect(server.asked).toHaveLength(1);
    const sent = new URL(server.asked[0] ?? '', 'http://server').searchParams;
    sent.sort();
    expect(sent.toString()).toBe(query);
  });

  test('long lists are asked for page by page, under one header', async () => {
    server = await startServer((request, response) => {
      const isLast = request.url?.includes('continue=next') === true;
      sendJson(response, { ...TABLE, metadata: isLast ? {} : { continue: 'next' } });
    });
    expect((await server.run(get, ['pods'])).stdout).toBe('NAME\nweb\nweb\n');
    expect(server.asked).toHaveLength(2);
  });

  test('a warning of the server is told once', async () => {
    server = await startServer((_request, response) => {
      response.setHeader('warning', '299 - "v1 Thing is deprecated"');
      sendJson(response, TABLE);
    });
    const { stderr } = await server.run(get, ['pods,services']);
    expect(stderr).toBe('Warning: v1 Thing is deprecated\n');
  });

  test('a server that draws no tables has its objects shown by name and age', async () => {
    const metadata = { name: 'web', creationTimestamp: '2026-01-01T00:00:00Z' };
    server = await startServer((_request, response) =>
      sendJson(response, { kind: 'PodList', metadata: {}, items: [{ metadata }] }),
    );
    const nowMs = () => Date.parse('2026-01-01T00:05:00Z');
    const { stdout } = await server.run(get, ['pods'], { nowMs });
    expect(stdout).toBe('NAME   AGE\nweb    5m\n');
  });
});

describe('what it may ask for', () => {
  const accessOf = (argv: readonly string[]) =>
    get.access(get.read(readWords(get.grammar, argv)), { namespace: 'shop', catalog: CATALOG });

  test('several types, each named', () => {
    expect(accessOf(['pods,deployments,nodes'])).toEqual([
      { verb: 'list', group: '', resource: 'pods', namespace: 'shop' },
      { verb: 'list', group: 'apps', resource: 'deployments', namespace: 'shop' },
      { verb: 'list', group: '', resource: 'nodes' },
    ]);
  });

  test('a category is its members, and all namespaces are no namespace', () => {
    expect(accessOf(['all', '-A'])).toEqual([
      { verb: 'list', group: '', resource: 'pods' },
      { verb: 'list', group: '', resource: 'services' },
    ]);
  });

  test('single objects by name, with the subresource', () => {
    expect(accessOf(['deployments/web', '--subresource=scale'])).toEqual([
      {
        verb: 'get',
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
        namespace: 'shop',
        name: 'web',
      },
      { verb: 'get', group: '', resource: 'namespaces', name: 'shop', implied: true },
    ]);
  });
});

describe('what it refuses', () => {
  test.each([[['pods', '-w']], [['pods', '--watch']], [['pods', '--output-watch-events']]])(
    '%j: watching is not offered, and it says what is',
    (argv) => {
      const read = () => get.read(readWords(get.grammar, argv));
      expect(read).toThrow(UsageError);
      expect(read).toThrow('Watching is not offered.');
    },
  );

  test.each([
    'go-template={{.a}}',
    'template=x',
    'jsonpath-file=/etc/passwd',
    'custom-columns-file=x',
    'kyaml',
    'Json',
    'wide=x',
    '',
  ])('the form %j does not exist', (form) => {
    expect(get.grammar.flags.output).toMatchObject({ kind: 'value' });
    expect(() => readWords(get.grammar, ['pods', '-o', form])).toThrow('Not for --output');
  });
});
