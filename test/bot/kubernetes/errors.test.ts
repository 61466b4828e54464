import { describe, expect, test } from '@jest/globals';
import { KubectlError, StatusError } from '../../../bot/kubernetes/api.ts';
import { BareKubectlError, KubectlErrors, kubectlText } from '../../../bot/kubernetes/errors.ts';

const status = (reason: string, message: string, details?: object) =>
  new StatusError({ reason, message, code: 400, ...(details ? { details } : {}) });

describe('the words of kubectl', () => {
  test.each<[string, StatusError | KubectlError | KubectlErrors, string]>([
    [
      'a refusal',
      status('NotFound', 'pods "x" not found'),
      'Error from server (NotFound): pods "x" not found\n',
    ],
    ['a refusal without reason', status('', 'no'), 'Error from server: no\n'],
    [
      'bad credentials',
      status('Unauthorized', 'Unauthorized'),
      'error: You must be logged in to the server (Unauthorized)\n',
    ],
    ['a client-side error', new KubectlError('no such thing'), 'error: no such thing\n'],
    ['one that has its prefix', new KubectlError('error: no such thing'), 'error: no such thing\n'],
    ['one that has none', new BareKubectlError('no such thing'), 'no such thing\n'],
    [
      'an invalid object with one cause',
      status('Invalid', 'm', {
        kind: 'Deployment',
        name: 'web',
        causes: [{ field: 'spec.replicas', message: 'bad' }],
      }),
      'The Deployment "web" is invalid: spec.replicas: bad\n',
    ],
    [
      'an invalid object with several, one of them twice',
      status('Invalid', 'm', {
        kind: 'Pod',
        name: 'a"b',
        causes: [
          { field: 'x', message: '1' },
          { field: 'y', message: '2' },
          { field: 'x', message: '1' },
        ],
      }),
      'The Pod "a\\"b" is invalid: \n* x: 1\n* y: 2\n',
    ],
    [
      'an invalid request of which nothing is known',
      status('Invalid', 'why'),
      'The request is invalid: why\n',
    ],
    [
      'an invalid request with empty details',
      status('Invalid', 'why', {}),
      'The request is invalid: why\n',
    ],
    [
      'several errors',
      new KubectlErrors([status('NotFound', 'a'), new KubectlError('b')]),
      'Error from server (NotFound): a\nb\n',
    ],
    ['a single one of several', new KubectlErrors([new KubectlError('b')]), 'error: b\n'],
  ])('for %s', (_what, error, expected) => {
    expect(kubectlText(error)).toBe(expected);
  });
});
