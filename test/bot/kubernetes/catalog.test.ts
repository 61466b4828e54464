import { describe, expect, test } from '@jest/globals';
import { KubectlError } from '../../../bot/kubernetes/api.ts';
import { createCatalog, qualifiedName } from '../../../bot/kubernetes/catalog.ts';
import { GROUPS } from './groups.ts';

const catalog = createCatalog(GROUPS);
const found = (word: string) => {
  const resource = catalog.resolve(word);
  return `${qualifiedName(resource)} ${resource.version}`;
};

describe('a resource type', () => {
  test.each([
    ['pods', 'pods v1'],
    ['pod', 'pods v1'],
    ['PODS', 'pods v1'],
    ['Pod', 'pods v1'],
    ['po', 'pods v1'],
    ['events', 'events v1'],
    ['ev', 'events v1'],
    ['events.events', 'events.events.k8s.io v1'],
    ['events.events.k8s.io', 'events.events.k8s.io v1'],
    ['events.v1.events.k8s.io', 'events.events.k8s.io v1'],
    ['pods.metrics.k8s.io', 'pods.metrics.k8s.io v1beta1'],
    ['deploy', 'deployments.apps v1'],
    ['deploy.ap', 'deployments.apps v1'],
    ['deployments.v1beta1.apps', 'deployments.apps v1beta1'],
    ['relics', 'relics.apps v1beta1'],
    ['ox', 'oxen.example.com v1'],
    ['OxKind.example.com', 'oxen.example.com v1'],
    ['OxKind.v1.example.com', 'oxen.example.com v1'],
  ])('is found by %s', (word, expected) => {
    expect(found(word)).toBe(expected);
  });

  test.each([
    ['foo', 'foo'],
    ['PO', 'PO'],
    ['foo.apps', 'foo'],
    ['deployments.v9.apps', 'deployments'],
    ['OxKind', 'OxKind'],
    ['pods.v1', 'pods'],
    ['', ''],
    ['all', 'all'],
  ])('is not found by %j, in the words of kubectl', (word, named) => {
    expect(() => catalog.resolve(word)).toThrow(
      new KubectlError(`the server doesn't have a resource type "${named}"`),
    );
  });

  test('is found by its group and kind', () => {
    expect(catalog.byKind('apps', 'Deployment')?.version).toBe('v1');
    expect(catalog.byKind('', 'Deployment')).toBeUndefined();
  });
});

test('a category becomes its members, every other word the one resource', () => {
  const expanded = (word: string) => catalog.expand(word).map(qualifiedName);
  expect(expanded('all')).toEqual(['pods', 'services', 'deployments.apps']);
  expect(expanded('po')).toEqual(['pods']);
});

test('versions are sorted as kubectl prints them', () => {
  expect(catalog.versions).toEqual([
    'apps/v1',
    'apps/v1beta1',
    'events.k8s.io/v1',
    'example.com/v1',
    'metrics.k8s.io/v1beta1',
    'v1',
  ]);
});
