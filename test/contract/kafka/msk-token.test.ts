// The token for Amazon MSK, held to AWS's rules for signing (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html),
// which are worked out here by themselves.

import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addressOf } from '../../../bot/adapters/kafka/address.ts';
import { kafka as kafkaSettings } from '../../../bot/config/kafka.ts';
import { OperatorError } from '../../../bot/errors.ts';

const KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const REGION = 'eu-west-1';
const HOST = `kafka.${REGION}.amazonaws.com`;
const NAMES = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'],
  ...['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED'],
];
const before = NAMES.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  for (const name of NAMES) delete process.env[name];
  // Neither this machine's own credentials, nor those of the cloud that it may stand in.
  process.env.AWS_CONFIG_FILE = '/nonexistent';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/nonexistent';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
});

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('the token of aws-iam', () => {
  test('is the address of a request for kafka-cluster:Connect, signed as AWS has it, for 15 minutes', async () => {
    process.env.AWS_ACCESS_KEY_ID = KEY.id;
    process.env.AWS_SECRET_ACCESS_KEY = KEY.secret;
    const token = await tokenOf();
    expect(token).toMatch(/^[\w-]+$/u); // base64url without padding
    const url = new URL(Buffer.from(token, 'base64url').toString());
    expect(`${url.protocol}//${url.host}${url.pathname}`).toBe(`https://${HOST}/`);
    const query = url.searchParams;
    expect(query.get('Action')).toBe('kafka-cluster:Connect');
    expect(query.get('X-Amz-Expires')).toBe('900');
    expect(query.get('X-Amz-Signature')).toBe(signatureOf(query));
    expect(token).not.toContain(KEY.secret);
  }, 60_000);

  test('carries the session of credentials that are for a time', async () => {
    process.env.AWS_ACCESS_KEY_ID = KEY.id;
    process.env.AWS_SECRET_ACCESS_KEY = KEY.secret;
    process.env.AWS_SESSION_TOKEN = 'a-session/of+mine==';
    const query = new URL(Buffer.from(await tokenOf(), 'base64url').toString()).searchParams;
    expect(query.get('X-Amz-Security-Token')).toBe('a-session/of+mine==');
    expect(query.get('X-Amz-Signature')).toBe(signatureOf(query));
  }, 60_000);

  test('is not made without credentials, which is said to people', async () => {
    const error = await tokenOf().catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as OperatorError).why).toContain('AWS gives the bot no credentials');
  }, 60_000);
});

describe('the settings of aws-iam', () => {
  test('want TLS: the token lets in whoever has it', () => {
    const plain = { ...settings({ region: REGION }), tls: false };
    expect(kafkaSettings.safeParse(plain).success).toBe(false);
    expect(kafkaSettings.safeParse({ ...plain, tls: true }).success).toBe(true);
  });

  test.each([{ region: 'eu' }, { region: 'eu-west-1', role: 'admin' }, { region: '', token: 1 }])(
    'that cannot be are refused: %j',
    (more) => {
      expect(kafkaSettings.safeParse(settings(more)).success).toBe(false);
    },
  );
});

function settings(more: object) {
  const sasl = { mechanism: 'aws-iam', ...more };
  return { environment: 'production', brokers: ['b-1.example.com:9098'], tls: true, sasl };
}

async function tokenOf(): Promise<string> {
  const { sasl } = await addressOf('one', kafkaSettings.parse(settings({ region: REGION })));
  if (sasl?.mechanism !== 'oauthbearer') throw new Error('no oauthbearer');
  return (await sasl.oauthBearerProvider()).value;
}

/** Signature Version 4 in the query: all of it but the signature is signed. */
function signatureOf(query: URLSearchParams): string {
  const time = query.get('X-Amz-Date') ?? '';
  const [, ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
  expect(scope.slice(1)).toEqual([REGION, 'kafka-cluster', 'aws4_request']);
  const signed = [...query].filter(([name]) => !['X-Amz-Signature', 'User-Agent'].includes(name));
  const pairs = signed.map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const empty = sha256('');
  const request = ['GET', '/', pairs.join('&'), `host:${HOST}\n`, 'host', empty].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<Buffer | string>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${KEY.secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
