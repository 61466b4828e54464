import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskSecrets, REDACTED } from '../../../bot/kubernetes/secrets.ts';

const VALUE = 'c2VjcmV0'; // "secret" in base64
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const secret = {
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: {
    name: 'a',
    annotations: { [LAST_APPLIED]: `{"data":{"p":"${VALUE}"}}`, keep: 'yes' },
  },
  data: { p: VALUE, q: VALUE },
  stringData: { r: VALUE },
  type: 'Opaque',
};

describe('the values of a Secret', () => {
  test('are gone, its keys and its other fields stay', () => {
    expect(maskSecrets(secret)).toEqual({
      ...secret,
      metadata: { name: 'a', annotations: { [LAST_APPLIED]: REDACTED, keep: 'yes' } },
      data: { p: REDACTED, q: REDACTED },
      stringData: { r: REDACTED },
    });
  });

  test.each<[string, unknown, string | undefined]>([
    ['in a list that names the kind of each item', { kind: 'List', items: [secret] }, undefined],
    ['in a SecretList', { kind: 'SecretList', items: [{ ...secret, kind: undefined }] }, undefined],
    [
      'in a list of secrets that says nothing of kinds',
      { items: [{ data: secret.data }] },
      'secrets',
    ],
    [
      'in the rows of a Table',
      {
        kind: 'Table',
        rows: [{ cells: ['a'], object: { ...secret, kind: 'PartialObjectMetadata' } }],
      },
      'secrets',
    ],
    ['in a watch event', { type: 'ADDED', object: secret }, 'secrets'],
    ['in a watch event of another resource', { type: 'ADDED', object: secret }, undefined],
    [
      'in a custom resource that embeds it',
      { kind: 'Bundle', spec: { template: secret } },
      'bundles',
    ],
    ['of a group of its own', { ...secret, apiVersion: 'example.com/v1' }, undefined],
    ['whose data is no mapping', { ...secret, data: [VALUE], stringData: VALUE }, undefined],
  ])('are gone %s', (_where, body, resource) => {
    const masked = maskSecrets(body, resource === undefined ? {} : { resource });
    expect(JSON.stringify(masked)).not.toContain(VALUE);
  });

  test('keep their length for describe, a token in words', () => {
    const sized = maskSecrets(secret, { sized: true }) as typeof secret;
    expect(Buffer.from(sized.data.p, 'base64').toString()).toBe('******');
    const token = {
      ...secret,
      type: 'kubernetes.io/service-account-token',
      data: { token: VALUE },
    };
    const words = maskSecrets(token, { sized: true }) as { data: { token: string } };
    expect(Buffer.from(words.data.token, 'base64').toString()).toBe('6 bytes');
  });

  test('are gone wherever the Secret stands', () => {
    const place = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(secret as unknown),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 }),
        fc.string(),
      ),
    })).value;
    fc.assert(
      fc.property(place, (body) => {
        expect(JSON.stringify(maskSecrets(body)) ?? '').not.toContain(VALUE);
      }),
    );
  });
});

test('leaves everything else as it is', () => {
  const pods = { kind: 'PodList', items: [{ spec: { data: { p: VALUE } } }], big: 2n ** 60n };
  expect(maskSecrets(pods, { resource: 'pods' })).toEqual(pods);
});
