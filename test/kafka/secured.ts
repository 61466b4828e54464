// A real broker that asks who comes: with TLS, with certificates of both sides, with an expired certificate, and with every way of SASL.
// Certificates and keys are made for it and gone with it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KafkaSettings } from '../../bot/config/kafka.ts';
import { makeCertificate } from '../../sandbox/kubernetes/certificate.ts';
import { type Kafka, startOwnKafka } from './own-kafka.ts';
import { runTool } from './tool.ts';

export const USER = 'quartermaster';
export const PASSWORD = 'correct-horse-battery';

const DAY_MS = 86_400_000;
const TWO_YEARS_MS = 2 * 365 * DAY_MS;
const LOGIN = 'org.apache.kafka.common.security';

export interface SecuredKafka {
  /** `host:port` of its listeners. */
  readonly plain: string;
  readonly tls: string;
  readonly mutual: string;
  readonly expired: string;
  readonly sasl: string;
  /** Files: what to trust, a stranger, and who a client is. */
  readonly ca: string;
  readonly expiredCa: string;
  readonly strangersCa: string;
  readonly client: { readonly certificate: string; readonly key: string };
  /** Writes a file beside the others. */
  file(name: string, text: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quartermaster-secured-'));
  const file = async (name: string, text: string) => {
    const target = path.join(folder, name);
    await writeFile(target, text, { mode: 0o600 });
    return target;
  };
  const now = Date.now();
  const server = makeCertificate(now);
  const old = makeCertificate(now - TWO_YEARS_MS);
  const client = makeCertificate(now);
  const stores = {
    server: await file('server.pem', `${server.key}${server.certificate}`),
    old: await file('old.pem', `${old.key}${old.certificate}`),
    clients: await file('clients.pem', client.certificate),
  };
  const kafka = await startOwnKafka({
    listeners: { TLS: 'SSL', MUTUAL: 'SSL', EXPIRED: 'SSL', GUARDED: 'SASL_SSL' },
    settings: settingsOf(stores),
  });
  for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512']) await addUser(kafka, mechanism);
  const at = (name: string) => kafka.brokers[0]?.listeners[name] ?? '';
  return {
    plain: kafka.bootstrap,
    ...{ tls: at('TLS'), mutual: at('MUTUAL'), expired: at('EXPIRED'), sasl: at('GUARDED') },
    ca: await file('ca.pem', server.certificate),
    expiredCa: await file('expired-ca.pem', old.certificate),
    strangersCa: await file('strangers-ca.pem', makeCertificate(now).certificate),
    client: {
      certificate: await file('client.pem', client.certificate),
      key: await file('client-key.pem', client.key),
    },
    file,
    stop: async () => {
      await kafka.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The token of an unsecured OAUTHBEARER (RFC 7515, appendix A.5), which the broker's own validator for tests takes. */
export function unsecuredToken(subject: string, expiresAtMs: number): string {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const claims = { sub: subject, iat: seconds(expiresAtMs - DAY_MS), exp: seconds(expiresAtMs) };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

/** The settings of a Kafka at that address. */
export function settingsFor(
  address: string,
  more: Partial<Pick<KafkaSettings, 'tls' | 'sasl'>> = {},
): KafkaSettings {
  return {
    ...{ environment: 'staging', brokers: [address], tls: false },
    protected: { topics: [], groups: [] },
    ...{ newTopics: { replicationFactor: 1, partitions: 50 }, keyedTopics: [] },
    ...more,
  };
}

/** The tool takes one credential of a user at a time. */
async function addUser(kafka: Kafka, mechanism: string): Promise<void> {
  await runTool(kafka, 'kafka-configs', [
    ...['--alter', '--entity-type', 'users', '--entity-name', USER],
    ...['--add-config', `${mechanism}=[password=${PASSWORD}]`],
  ]);
}

interface Stores {
  readonly server: string;
  readonly old: string;
  readonly clients: string;
}

function settingsOf({ server, old, clients }: Stores): Record<string, string> {
  const store = (listener: string, kind: 'keystore' | 'truststore', file: string) => ({
    [`listener.name.${listener}.ssl.${kind}.type`]: 'PEM',
    [`listener.name.${listener}.ssl.${kind}.location`]: file,
  });
  const guarded = (mechanism: string, login: string) => ({
    [`listener.name.guarded.${mechanism}.sasl.jaas.config`]: `${LOGIN}.${login};`,
  });
  return {
    ...store('tls', 'keystore', server),
    ...store('mutual', 'keystore', server),
    ...store('mutual', 'truststore', clients),
    'listener.name.mutual.ssl.client.auth': 'required',
    ...store('expired', 'keystore', old),
    ...store('guarded', 'keystore', server),
    'listener.name.guarded.sasl.enabled.mechanisms':
      'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    ...guarded('plain', `plain.PlainLoginModule required user_${USER}="${PASSWORD}"`),
    ...guarded('scram-sha-256', 'scram.ScramLoginModule required'),
    ...guarded('scram-sha-512', 'scram.ScramLoginModule required'),
    ...guarded(
      'oauthbearer',
      'oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker"',
    ),
  };
}
