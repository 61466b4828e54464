// Reads the settings file and tells when it, or the policies' folder, has changed. What is in it is decided in config.ts.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditSettings } from '../config/audit.ts';
import type { HttpServiceSettings } from '../config/http-service.ts';
import type { KafkaSettings } from '../config/kafka.ts';
import type { SecretPlace } from '../config/secret.ts';
import type { HolidaySettings } from '../config/timetables.ts';
import { readSettings, type Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import { readCalendar } from './calendar-file.ts';
import { readYaml } from './yaml.ts';

const SETTINGS_BYTES = 1_048_576;
const OWN_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';
/** The calendars that come along. */
const CALENDARS = fileURLToPath(new URL('../../holidays/', import.meta.url));

/** @throws OperatorError for a file that cannot be read, is no YAML, or has wrong settings. */
export async function loadSettings(file: string): Promise<Settings> {
  const text = await readText(file);
  const document = readYaml(text, path.basename(file));
  const settings = readSettings(document, path.basename(file));
  const whole = await withCalendars(absolute(settings, path.dirname(path.resolve(file))));
  return { ...whole, self: { namespace: await ownNamespace(), ...whole.self } };
}

/** Where a pod is told in which namespace it runs. @returns undefined outside of one. */
async function ownNamespace(): Promise<string | undefined> {
  try {
    return (await readFile(OWN_NAMESPACE, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

/** @returns tells whether the file, or any file of the folder, is another than when it was last asked. */
export async function watchFiles(
  file: string,
  folder: () => string,
): Promise<() => Promise<boolean>> {
  let mark = await fingerprint(file, folder());
  return async () => {
    const before = mark;
    mark = await fingerprint(file, folder());
    return mark !== before;
  };
}

/** A text that differs when the file, or any file of the folder, was changed. */
async function fingerprint(file: string, folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = [file, ...names.sort().map((name) => path.join(folder, name))];
  const marks = await Promise.all(
    files.map((one) =>
      stat(one).then(
        ({ mtimeMs, size }) => `${one} ${mtimeMs} ${size}`,
        () => `${one} gone`,
      ),
    ),
  );
  return marks.join('\n');
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > SETTINGS_BYTES) throw new Error('it is larger than 1 MiB');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OperatorError({
      what: `The settings file ${path.basename(file)} cannot be read.`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'Copy quartermaster.example.yaml, or name another file by QUARTERMASTER_CONFIG.',
      cause: error,
    });
  }
}

/** Paths in the file are relative to the file. */
function absolute(settings: Settings, base: string): Settings {
  const clusters = Object.fromEntries(
    Object.entries(settings.clusters).map(([name, { kubeconfig, costs, ...cluster }]) => [
      name,
      {
        ...cluster,
        ...(kubeconfig === undefined ? {} : { kubeconfig: path.resolve(base, kubeconfig) }),
        ...(costs === undefined ? {} : { costs: absoluteService(costs, base) }),
      },
    ]),
  );
  const kafkas = Object.fromEntries(
    Object.entries(settings.kafkas).map(([name, kafka]) => [name, absoluteKafka(kafka, base)]),
  );
  const pipelines = Object.fromEntries(
    Object.entries(settings.pipelines).map(([name, { token, ...pipeline }]) => [
      name,
      { ...pipeline, ...(token === undefined ? {} : { token: absoluteSecret(token, base) }) },
    ]),
  );
  const policies = path.resolve(base, settings.policies);
  const audit = absoluteAudit(settings.audit, base);
  const holidays = Object.fromEntries(
    Object.entries(settings.holidays).map(([name, each]) => [
      name,
      each.file === undefined ? each : { ...each, file: path.resolve(base, each.file) },
    ]),
  );
  const webhooks = Object.fromEntries(
    Object.entries(settings.webhooks).map(([name, { bearer, hmac, ...webhook }]) => [
      name,
      {
        ...webhook,
        ...(bearer === undefined ? {} : { bearer: absoluteSecret(bearer, base) }),
        ...(hmac === undefined ? {} : { hmac: absoluteSecret(hmac, base) }),
      },
    ]),
  );
  const { alertmanager, prometheus } = settings;
  return {
    ...{ ...settings, clusters, kafkas, pipelines, policies, audit, holidays, webhooks },
    ...(alertmanager === undefined ? {} : { alertmanager: absoluteService(alertmanager, base) }),
    ...(prometheus === undefined ? {} : { prometheus: absoluteService(prometheus, base) }),
    onCall: { ...settings.onCall, pagers: absolutePagers(settings.onCall.pagers, base) },
  };
}

/** What is written in the settings themselves comes before what stands in a calendar. */
async function withCalendars(settings: Settings): Promise<Settings> {
  const entries = Object.entries(settings.holidays).map(
    async ([name, written]) => [name, await withDays(written)] as const,
  );
  return { ...settings, holidays: Object.fromEntries(await Promise.all(entries)) };
}

async function withDays(written: HolidaySettings): Promise<HolidaySettings> {
  const shipped =
    written.shipped === undefined ? {} : await readCalendar(`${CALENDARS}${written.shipped}.ics`);
  const file = written.file === undefined ? {} : await readCalendar(written.file);
  return { ...written, days: { ...shipped, ...file, ...written.days } };
}

function absoluteSecret(secret: SecretPlace, base: string): SecretPlace {
  return 'file' in secret ? { file: path.resolve(base, secret.file) } : secret;
}

function absoluteKafka(kafka: KafkaSettings, base: string): KafkaSettings {
  const { tls, sasl, connect, schemaRegistry } = kafka;
  return {
    ...kafka,
    tls: typeof tls === 'object' ? absoluteTls(tls, base) : tls,
    ...(sasl === undefined
      ? {}
      : {
          sasl:
            'token' in sasl
              ? { ...sasl, token: absoluteSecret(sasl.token, base) }
              : 'password' in sasl
                ? { ...sasl, password: absoluteSecret(sasl.password, base) }
                : sasl,
        }),
    ...(connect === undefined ? {} : { connect: absoluteService(connect, base) }),
    ...(schemaRegistry === undefined
      ? {}
      : { schemaRegistry: absoluteService(schemaRegistry, base) }),
  };
}

function absoluteTls<T extends NonNullable<HttpServiceSettings['tls']>>(tls: T, base: string): T {
  const file = (key: 'ca' | 'certificate' | 'key') =>
    tls[key] === undefined ? {} : { [key]: path.resolve(base, tls[key]) };
  return { ...tls, ...file('ca'), ...file('certificate'), ...file('key') };
}

type Pagers = Settings['onCall']['pagers'];

function absolutePagers(pagers: Pagers, base: string): Pagers {
  return Object.fromEntries(
    Object.entries(pagers).map(([name, { endpoint, routingKey, ...pager }]) => [
      name,
      {
        ...{ ...pager, endpoint: absoluteService(endpoint, base) },
        ...(routingKey === undefined ? {} : { routingKey: absoluteSecret(routingKey, base) }),
      },
    ]),
  );
}

function absoluteService<T extends HttpServiceSettings>(service: T, base: string): T {
  const { basic, bearer, tls } = service;
  return {
    ...service,
    ...(basic === undefined
      ? {}
      : { basic: { ...basic, password: absoluteSecret(basic.password, base) } }),
    ...(bearer === undefined ? {} : { bearer: absoluteSecret(bearer, base) }),
    ...(tls === undefined ? {} : { tls: absoluteTls(tls, base) }),
  };
}

function absoluteAudit(audit: AuditSettings, base: string): AuditSettings {
  const { archive, webhook } = audit;
  const secret = (name: 'bearer' | 'hmac') => {
    const reference = webhook?.[name];
    if (reference === undefined) return {};
    return { [name]: absoluteSecret(reference, base) };
  };
  return {
    ...audit,
    ...(archive === undefined ? {} : { archive: path.resolve(base, archive) }),
    ...(webhook === undefined
      ? {}
      : {
          webhook: {
            ...webhook,
            ...secret('bearer'),
            ...secret('hmac'),
            ...(webhook.ca === undefined ? {} : { ca: path.resolve(base, webhook.ca) }),
          },
        }),
  };
}
