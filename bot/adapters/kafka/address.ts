// How a Kafka of the settings is reached: secrets and certificates are read from where the settings say, at each opening, so that
// renewed ones are found. What is read here goes to the broker and nowhere else.

import { readFile } from 'node:fs/promises';
import type { KafkaAddress } from '../../../pipeline/index.ts';
import type { KafkaSettings } from '../../config/kafka.ts';
import type { SecretPlace } from '../../config/secret.ts';
import { OperatorError } from '../../errors.ts';
import { mskToken } from './msk-token.ts';

/** @throws OperatorError when a file or variable of the settings cannot be read; it never tells what is in one. */
export async function addressOf(kafka: string, settings: KafkaSettings): Promise<KafkaAddress> {
  const { brokers, tls, sasl } = settings;
  return {
    brokers,
    clientId: 'quartermaster',
    ...(tls === false ? {} : { tls: tls === true ? true : await tlsOf(kafka, tls) }),
    ...(sasl === undefined ? {} : { sasl: await saslOf(kafka, sasl) }),
  };
}

async function tlsOf(kafka: string, tls: Exclude<KafkaSettings['tls'], boolean>) {
  const { ca, certificate, key, serverName } = tls;
  return {
    ...(ca === undefined ? {} : { ca: await readText(kafka, 'tls.ca', ca) }),
    ...(certificate === undefined
      ? {}
      : { cert: await readText(kafka, 'tls.certificate', certificate) }),
    ...(key === undefined ? {} : { key: await readText(kafka, 'tls.key', key) }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

async function saslOf(
  kafka: string,
  sasl: NonNullable<KafkaSettings['sasl']>,
): Promise<NonNullable<KafkaAddress['sasl']>> {
  if (sasl.mechanism === 'oauthbearer') {
    // Short-lived: asked for anew by each connection.
    const provider = async () => ({ value: await secretOf(kafka, 'sasl.token', sasl.token) });
    return { mechanism: sasl.mechanism, oauthBearerProvider: provider };
  }
  if (sasl.mechanism === 'aws-iam') {
    const { region, role } = sasl;
    return {
      mechanism: 'oauthbearer',
      oauthBearerProvider: async () => ({ value: await mskToken(kafka, region, role) }),
    };
  }
  const { mechanism, username } = sasl;
  return { mechanism, username, password: await secretOf(kafka, 'sasl.password', sasl.password) };
}

async function secretOf(kafka: string, setting: string, place: SecretPlace): Promise<string> {
  const text =
    'file' in place
      ? (await readText(kafka, setting, place.file)).trimEnd()
      : (process.env[place.variable] ?? '');
  if (text !== '') return text;
  const where = 'file' in place ? 'The file is empty.' : `${place.variable} is not set.`;
  throw refused(kafka, setting, where);
}

async function readText(kafka: string, setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw refused(kafka, setting, `The file cannot be read (${code}).`, cause);
  }
}

function refused(kafka: string, setting: string, why: string, cause?: unknown): OperatorError {
  return new OperatorError({
    what: `Kafka ${kafka} cannot be used.`,
    why,
    fix: `Whoever runs Quartermaster can mend kafkas.${kafka}.${setting} in the settings.`,
    cause,
  });
}
