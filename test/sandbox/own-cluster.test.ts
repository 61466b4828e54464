// Which cluster a KUBECONFIG means, as kubectl reads a list of files.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { findOwnCluster } from '../../sandbox/own-cluster.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'quartermaster-kubeconfig-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Wish {
  readonly current?: string;
  readonly contexts?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespace?: string;
}

/** @returns the path; each context speaks of a cluster and a user of its own name. */
function write(name: string, { current, contexts = [], clusters = contexts, namespace }: Wish) {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    stringify({
      ...(current === undefined ? {} : { 'current-context': current }),
      contexts: contexts.map((context) => ({
        name: context,
        context: {
          cluster: context,
          user: context,
          ...(namespace === undefined ? {} : { namespace }),
        },
      })),
      clusters: clusters.map((cluster) => ({ name: cluster, cluster: {} })),
      users: contexts.map((user) => ({ name: user, user: {} })),
    }),
  );
  return file;
}

const list = (...files: string[]) => files.join(path.delimiter);

describe('the cluster that is meant', () => {
  test('is that of the current context, in its namespace', () => {
    const file = write('one', { current: 'prod', contexts: ['dev', 'prod'], namespace: 'shop' });

    expect(findOwnCluster(file)).toEqual({
      name: 'prod',
      file,
      context: 'prod',
      namespace: 'shop',
    });
  });

  test('is named by the first file of a list that says so, and read from the one that has it', () => {
    const first = write('first', { current: 'b' });
    const second = write('second', { current: 'a', contexts: ['a', 'b'] });

    expect(findOwnCluster(list(path.join(folder, 'none'), first, second))).toMatchObject({
      file: second,
      context: 'b',
      namespace: 'default',
    });
  });

  test.each([
    [
      'arn:aws:eks:eu-west-1:123456789012:cluster/shop',
      'arn-aws-eks-eu-west-1-123456789012-cluster-shop',
    ],
    ['Kind_Local', 'kind-local'],
    ['...', 'cluster'],
  ])('a context called %s gets a name that the settings take', (context, name) => {
    expect(findOwnCluster(write('named', { current: context, contexts: [context] })).name).toBe(
      name,
    );
  });
});

describe('refused in words is', () => {
  test.each([
    ['a file that is not there', () => path.join(folder, 'none'), 'There is no file at'],
    ['no current context', () => write('idle', { contexts: ['a'] }), 'no current context'],
    [
      'a context that is nowhere',
      () => write('lost', { current: 'z', contexts: ['a'] }),
      'in none',
    ],
    [
      'a context whose cluster another file has',
      () =>
        list(
          write('context', { current: 'a', contexts: ['a'], clusters: [] }),
          write('cluster', { contexts: [], clusters: ['a'] }),
        ),
      'spread over several files',
    ],
  ])('%s', (_what, variable, why) => {
    expect(() => findOwnCluster(variable())).toThrow(why);
  });
});
