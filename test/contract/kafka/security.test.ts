// Who may come in, on a real broker with TLS and SASL: whoever has what it takes is served, and whoever has not is told what is wrong and
// who can mend it, without a secret in it and without a connection that is left behind.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKafkas, type OpenKafkas } from '../../../bot/adapters/kafka.ts';
import type { KafkaSettings } from '../../../bot/config/kafka.ts';
import { OperatorError } from '../../../bot/errors.ts';
import { LIMITS } from '../../../bot/limits.ts';
import {
  PASSWORD,
  type SecuredKafka,
  settingsFor,
  startSecuredKafka,
  USER,
  unsecuredToken,
} from '../../kafka/secured.ts';

const MINUTES = 60_000;
const HOUR_MS = 3_600_000;
const MAY_ASK = [{ operation: 'Describe', resourceType: 'Topic' }] as const;

type Ways = Partial<Pick<KafkaSettings, 'tls' | 'sasl'>>;

let secured: SecuredKafka;

beforeAll(async () => {
  secured = await startSecuredKafka();
}, 3 * MINUTES);

afterAll(async () => await secured?.stop(), MINUTES);

describe('with TLS', () => {
  test('a broker whose certificate is trusted is asked', async () => {
    expect(await outcomeOf(secured.tls, { tls: { ca: secured.ca } })).toBe('answered');
  });

  test('a broker that wants to know who comes is shown the certificate of the settings', async () => {
    const tls = { ca: secured.ca, ...secured.client };
    expect(await outcomeOf(secured.mutual, { tls })).toBe('answered');
  });

  test('whoever has no certificate for such a broker is told that it wants one', async () => {
    const error = await refusalOf(secured.mutual, { tls: { ca: secured.ca } });
    expect(error.why).toMatch(/certificate of the bot/u);
    expect(error.fix).toContain('tls');
  });

  test('an expired certificate is told of by its name', async () => {
    const error = await refusalOf(secured.expired, { tls: { ca: secured.expiredCa } });
    expect(error.why).toContain('its certificate has expired (CERT_HAS_EXPIRED)');
    expect(error.fix).toContain('certificate');
  });

  test('a certificate of an authority that is not trusted is told of', async () => {
    const error = await refusalOf(secured.tls, { tls: { ca: secured.strangersCa } });
    expect(error.why).toContain('its certificate is not trusted');
    expect(error.fix).toContain('tls.ca');
  });

  test('a certificate for another name is told of', async () => {
    const tls = { ca: secured.ca, serverName: 'kafka.example.com' };
    const error = await refusalOf(secured.tls, { tls });
    expect(error.why).toContain('its certificate is for another name');
    expect(error.fix).toContain('tls.serverName');
  });

  test('who comes without TLS to a port with it is told that the connection was cut, and of "tls"', async () => {
    const error = await refusalOf(secured.tls, { tls: false });
    expect(error.why).toMatch(/cut/u);
    expect(error.fix).toContain('"tls"');
  });

  test('who comes with TLS to a port without it is told so', async () => {
    const error = await refusalOf(secured.plain, { tls: { ca: secured.ca } });
    expect(error.why).toMatch(/cut/u);
    expect(error.fix).toContain('"tls"');
  });
});

describe('with SASL', () => {
  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    '%s with the right password is let in, with a wrong one told so, and again with the right one let in',
    async (mechanism) => {
      const password = { file: await secured.file(`${mechanism}.txt`, `${PASSWORD}\n`) };
      const ways = { tls: { ca: secured.ca }, sasl: { mechanism, username: USER, password } };
      expect(await outcomeOf(secured.sasl, ways)).toBe('answered');
      const kafkas = open(secured.sasl, ways);
      await secured.file(`${mechanism}.txt`, 'wrong-horse-battery\n');
      const error = await refusal(kafkas);
      expect(error.what).toBe('Kafka one does not let the bot in.');
      expect(error.fix).toContain('"sasl"');
      expect(JSON.stringify([error.message, error.what, error.why, error.fix])).not.toContain(
        'horse',
      );
      await secured.file(`${mechanism}.txt`, `${PASSWORD}\n`);
      expect(await asked(kafkas)).toBe('answered'); // the bot did not have to be started anew
      await kafkas.close();
    },
    MINUTES,
  );

  test('a token is let in, and one that has expired is told to be refused', async () => {
    const token = { file: await secured.file('token', unsecuredToken(USER, Date.now() + HOUR_MS)) };
    const ways = {
      ...{ tls: { ca: secured.ca }, sasl: { mechanism: 'oauthbearer' as const, token } },
    };
    expect(await outcomeOf(secured.sasl, ways)).toBe('answered');
    await secured.file('token', unsecuredToken(USER, Date.now() - HOUR_MS));
    const error = await refusalOf(secured.sasl, ways);
    expect(error.what).toBe('Kafka one does not let the bot in.');
  });

  test('who says nothing of who they are is told that the brokers ask for it', async () => {
    const error = await refusalOf(secured.sasl, { tls: { ca: secured.ca } });
    expect(error.fix).toContain('"sasl"');
  });
});

describe('whoever is refused again and again', () => {
  test(
    'leaves no connection behind',
    async () => {
      const before = connections();
      const password = { file: await secured.file('wrong', 'wrong-horse-battery') };
      const sasl = { mechanism: 'scram-sha-256' as const, username: USER, password };
      const all = [
        open(secured.sasl, { tls: { ca: secured.ca }, sasl }),
        open(secured.expired, { tls: { ca: secured.expiredCa } }),
        open(secured.tls, { tls: { ca: secured.strangersCa } }),
        open(secured.tls, {}),
      ];
      const welcome = open(secured.tls, { tls: { ca: secured.ca } });
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([...all.map(refusal), asked(welcome)]);
      }
      while (connections() > before + all.length + 1) await delay(20); // those that were cut are closing
      await Promise.all([...all, welcome].map((kafkas) => kafkas.close()));
      while (connections() > before) await delay(20);
    },
    2 * MINUTES,
  );
});

/** Sockets that this process holds open, to whomever. */
function connections(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

async function outcomeOf(address: string, ways: Ways): Promise<string> {
  const kafkas = open(address, ways);
  try {
    return await asked(kafkas);
  } finally {
    await kafkas.close();
  }
}

async function refusalOf(address: string, ways: Ways): Promise<OperatorError> {
  const kafkas = open(address, ways);
  try {
    return await refusal(kafkas);
  } finally {
    await kafkas.close();
  }
}

async function asked(kafkas: OpenKafkas): Promise<string> {
  await kafkas.open('one', MAY_ASK, new AbortController().signal).topics();
  return 'answered';
}

async function refusal(kafkas: OpenKafkas): Promise<OperatorError> {
  const error = await asked(kafkas).catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(OperatorError);
  return error as OperatorError;
}

function open(address: string, ways: Ways): OpenKafkas {
  const log = { warn() {} };
  const kafkas = { one: settingsFor(address, ways) };
  return createKafkas({ kafkas, limits: LIMITS, log });
}
