import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../bot/errors.ts';
import { createCatalog } from '../../../bot/kubernetes/catalog.ts';
import { readTargets, resolveTargets } from '../../../bot/kubernetes/targets.ts';
import { GROUPS } from './groups.ts';

const catalog = createCatalog(GROUPS);
const read = (...words: string[]) => readTargets(words, 'kubectl get TYPE');
const resolve = (words: string[], options = {}) => {
  const resolved = resolveTargets(read(...words), catalog, options);
  return resolved.kind === 'lists'
    ? resolved.resources.map(({ resource }) => resource)
    : resolved.objects.map(({ resource, name }) => `${resource.resource}/${name}`);
};

describe('what was named', () => {
  test.each<[string, string[]]>([
    ['pods', ['pods']],
    ['pods,svc', ['pods', 'services']],
    ['po,pod,pods', ['pods']],
    ['all', ['pods', 'services', 'deployments']],
    ['pods a b', ['pods/a', 'pods/b']],
    ['pods,svc a b', ['pods/a', 'pods/b', 'services/a', 'services/b']],
    ['pod/a deploy/b', ['pods/a', 'deployments/b']],
  ])('is read as kubectl reads it: %s', (line, expected) => {
    expect(resolve(line.split(' '))).toEqual(expected);
  });

  test.each<[string, object, string]>([
    ['pod/a b', {}, 'there is no need to specify a resource type as a separate argument'],
    ['pod/a/b', {}, 'arguments in resource/name form may not have more than one slash'],
    ['pod/', {}, 'arguments in resource/name form must have a single resource and name'],
    ['pod,svc/a', {}, 'arguments in resource/name form must have a single resource and name'],
    ['all a', {}, 'you must specify only one resource'],
    ['foo', {}, 'the server doesn\'t have a resource type "foo"'],
    ['pods,', {}, 'the server doesn\'t have a resource type ""'],
    ['pods a', { selected: true }, 'name cannot be provided when a selector is specified'],
    ['pod/a', { selected: true }, 'selectors and the all flag cannot be used when passing'],
    ['pods a', { allNamespaces: true }, 'a resource cannot be retrieved by name across all'],
    ['pods', { namesRequired: true }, 'resource(s) were provided, but no name was specified'],
  ])('is refused in the words of kubectl: %s', (line, options, message) => {
    expect(() => resolve(line.split(' '), options)).toThrow(message);
  });

  test.each(['pods -x', 'pods a%2fb', 'pods ..', 'po_ds', 'pods a\u0000', 'pod/-a'])(
    'can be no name of any object: %j',
    (line) => {
      expect(() => resolve(line.split(' '))).toThrow(UsageError);
    },
  );
});
