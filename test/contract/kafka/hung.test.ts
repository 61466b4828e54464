// A broker that hangs, at each of the moments at which it can: who asks it gets an end, and no socket to it stays open.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdmin, NO_ANSWER, type OpenAdmin } from '../../../pipeline/index.ts';
import { type Hang, type HangingBroker, startHangingBroker } from '../../kafka/hanging-broker.ts';
import { PASSWORD, type SecuredKafka, startSecuredKafka, USER } from '../../kafka/secured.ts';
import { until } from '../../kafka/until.ts';

const MINUTES = 60_000;
/** In the order of SASL: ApiVersions, SaslHandshake, SaslAuthenticate. */
const VERSIONS = 1;
const HANDSHAKE = 2;
/** What is asked of the first broker before all else. */
const METADATA = 1;
const SASL = { mechanism: 'plain', username: USER, password: PASSWORD } as const;

let secured: SecuredKafka;
const closing: (() => Promise<void>)[] = [];
const opened: Socket[] = [];
const noteSocket = (message: unknown) => {
  opened.push((message as { readonly socket: Socket }).socket);
};

beforeAll(async () => {
  subscribe('net.client.socket', noteSocket);
  secured = await startSecuredKafka();
}, 3 * MINUTES);

afterAll(async () => {
  unsubscribe('net.client.socket', noteSocket);
  await secured?.stop();
}, MINUTES);

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  opened.length = 0;
});

describe('a broker that hangs', () => {
  test.each([
    ['before the handshake of TLS', { tls: { rejectUnauthorized: false } }, undefined],
    ['before it says which versions it knows', {}, undefined],
    ['before the handshake of SASL', { sasl: SASL }, VERSIONS],
    ['in the midst of SASL', { sasl: SASL }, HANDSHAKE],
  ] as const)(
    '%s leaves nobody waiting and no socket open',
    async (_when, ways, answers) => {
      const behind = { behind: secured.sasl, isTls: true } as const;
      const hang = answers === undefined ? undefined : { ...behind, answers: [answers] };
      const [admin] = await openAt(hang, ways);
      await expect(admin.cluster()).rejects.toMatchObject({ code: NO_ANSWER });
      expect(opened.length).toBeGreaterThan(0);
      await until(async () => openSockets() === 0);
    },
    3 * MINUTES,
  );

  test(
    'in the midst of an answer is asked over another connection later, and understood',
    async () => {
      // Over the first it is learnt which brokers there are, and over the next these are asked.
      const hang = { behind: secured.plain, answers: [VERSIONS + METADATA, 0], bytes: 7 };
      const [admin, broker] = await openAt(hang, {});
      await expect(admin.cluster()).rejects.toMatchObject({ code: NO_ANSWER });
      broker.recover();
      const { brokers } = await until(async () => await admin.cluster().catch(() => undefined));
      expect(brokers.map(({ id }) => id)).toEqual([1]);
      await admin.close();
      await until(async () => openSockets() === 0);
    },
    3 * MINUTES,
  );
});

async function openAt(
  hang: Hang | undefined,
  ways: Partial<Parameters<typeof createAdmin>[0]>,
): Promise<readonly [OpenAdmin, HangingBroker]> {
  const broker = await startHangingBroker(hang);
  const there = { host: '127.0.0.1', port: broker.port };
  const admin = createAdmin({
    ...{ brokers: [`${there.host}:${there.port}`], clientId: 'hung', requestTimeoutMs: 1_000 },
    ...{ route: () => there, ...ways },
  });
  closing.push(broker.stop, admin.close);
  return [admin, broker];
}

/** Those of this test. Node tells of each that is opened, and of one that nobody waits for nowhere else. */
function openSockets(): number {
  return opened.filter((socket) => !socket.destroyed).length;
}
