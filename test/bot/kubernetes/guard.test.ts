import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Access } from '../../../bot/command.ts';
import type { ApiRequest } from '../../../bot/kubernetes/api.ts';
import { names } from '../../../bot/kubernetes/guard.ts';

const PODS = { group: '', version: 'v1', resource: 'pods' };
const access: Access = { verb: 'get', group: '', resource: 'pods', namespace: 'shop', name: 'web' };
const request: ApiRequest = { verb: 'get', resource: PODS, namespace: 'shop', name: 'web' };

describe('what a command named beforehand', () => {
  test('passes', () => {
    expect(names([access], request)).toBe(true);
  });

  test.each<[string, Partial<ApiRequest>]>([
    ['another verb', { verb: 'delete' }],
    ['another group', { resource: { ...PODS, group: 'metrics.k8s.io' } }],
    ['another resource', { resource: { ...PODS, resource: 'secrets' } }],
    ['another namespace', { namespace: 'kube-system' }],
    ['another name', { name: 'web-2' }],
    ['a subresource', { subresource: 'log' }],
  ])('does not pass with %s', (_what, part) => {
    expect(names([access], { ...request, ...part })).toBe(false);
  });

  test('does not pass with every namespace where one was named', () => {
    const { namespace: _, ...everywhere } = request;
    expect(names([access], everywhere)).toBe(false);
    expect(names([{ ...access, verb: 'list' }], { verb: 'list', resource: PODS })).toBe(false);
  });

  test('passes in any namespace, under any name, where none was named', () => {
    const wide: Access = { verb: 'get', group: '', resource: 'pods' };
    expect(names([wide], request)).toBe(true);
  });

  test('names a subresource apart from its resource', () => {
    const log: Access = { ...access, subresource: 'log' };
    expect(names([log], request)).toBe(false);
    expect(names([log], { ...request, subresource: 'log' })).toBe(true);
  });

  test('bounds a list to one name by its field selector alone', () => {
    const list: Access = {
      verb: 'watch',
      group: '',
      resource: 'pods',
      namespace: 'shop',
      name: 'web',
    };
    const watch: ApiRequest = { verb: 'watch', resource: PODS, namespace: 'shop' };
    expect(names([list], watch)).toBe(false);
    const selecting = (fieldSelector: string) => ({ ...watch, query: { fieldSelector } });
    expect(names([list], selecting('metadata.name=web'))).toBe(true);
    expect(names([list], selecting('metadata.name=web2'))).toBe(false);
    expect(names([list], selecting('metadata.name!=web'))).toBe(false);
    expect(names([list], selecting('spec.nodeName=web'))).toBe(false);
  });

  test('bounds a creation to one name by its body', () => {
    const create: Access = {
      verb: 'create',
      group: 'batch',
      resource: 'jobs',
      namespace: 'shop',
      name: 'a',
    };
    const made = (name: string): ApiRequest => ({
      verb: 'create',
      resource: { group: 'batch', version: 'v1', resource: 'jobs' },
      namespace: 'shop',
      body: { metadata: { name } },
    });
    expect(names([create], made('a'))).toBe(true);
    expect(names([create], made('b'))).toBe(false);
  });

  test('passes nothing without an access', () => {
    expect(names([], request)).toBe(false);
  });
});

test('passes a request exactly when one access alone passes it', () => {
  const word = fc.constantFrom('a', 'b');
  const optional = fc.option(word, { nil: undefined });
  const verb = fc.constantFrom('get', 'delete') as fc.Arbitrary<'get' | 'delete'>;
  const accesses = fc.array(
    fc.record({ verb, group: word, resource: word, namespace: optional, name: optional }),
    { maxLength: 4 },
  ) as fc.Arbitrary<Access[]>;
  const requests = fc
    .record({ verb, group: word, resource: word, namespace: optional, name: word })
    .map(({ group, resource, ...rest }) => ({
      ...rest,
      resource: { group, version: 'v1', resource },
    })) as fc.Arbitrary<ApiRequest>;
  fc.assert(
    fc.property(accesses, requests, (all, asked) => {
      const { group, resource } = asked.resource;
      const expected = all.some(
        (each) =>
          each.verb === asked.verb &&
          each.group === group &&
          each.resource === resource &&
          [undefined, asked.namespace].includes(each.namespace) &&
          [undefined, asked.name].includes(each.name),
      );
      expect(names(all, asked)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
