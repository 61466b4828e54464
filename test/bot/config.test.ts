import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEnvironment, readSettings, settingsSchema } from '../../bot/config.ts';
import { OperatorError } from '../../bot/errors.ts';

const EXAMPLE = readFileSync('quartermaster.example.yaml', 'utf8');
const CLUSTERS = { dev: { environment: 'staging', kubeconfig: 'dev.kubeconfig' } };

describe('quartermaster.example.yaml', () => {
  test('is accepted', () => {
    const settings = readSettings(parse(EXAMPLE), 'quartermaster.example.yaml');
    expect(Object.keys(settings.clusters)).toEqual(['staging', 'production']);
    expect(Object.keys(settings.kafkas)).toEqual([
      ...['staging', 'production', 'archive', 'streaming'],
    ]);
  });

  test('shows every setting that the schema knows', () => {
    const known = settingsOfSchema();
    expect(known.length).toBeGreaterThan(110);
    expect([...keysOf(parse(EXAMPLE))]).toEqual(expect.arrayContaining(known));
  });

  test('explains every setting by a comment above it, or above the first of its kind', () => {
    const lines = EXAMPLE.split('\n');
    for (const setting of settingsOfSchema()) {
      const places = lines.flatMap((line, index) =>
        new RegExp(`^ *(?:- )?${setting}:`, 'u').test(line) ? [index] : [],
      );
      const isExplained = places.some((index) => isCommented(lines, index));
      expect({ setting, isExplained }).toEqual({ setting, isExplained: true });
    }
  });

  test('names every variable of the environment that is read', () => {
    const read = [...readFileSync('bot/config.ts', 'utf8').matchAll(/given\('([A-Z_]+)'\)/gu)].map(
      ([, name]) => name,
    );
    expect(read.length).toBeGreaterThan(7);
    for (const name of read) expect(EXAMPLE).toMatch(new RegExp(`^#   ${name} `, 'mu'));
  });
});

describe('timetables and holidays', () => {
  test('that are wrong are refused, each with its path and what is wrong with the rule', () => {
    const { why } = problemsOf({
      clusters: CLUSTERS,
      timetables: {
        nights: {
          timeZone: 'Mars/Olympus',
          rules: [{ off: 'Monkey 20:00' }, { on: '0 8 * * frog' }, { both: '08:00' }],
          onHolidays: 'maybe',
          catchUp: 'never',
        },
      },
      holidays: { odd: { shipped: 'atlantis', days: { '2026-02-30': 'none' } } },
    });
    for (const path of [
      'timetables.nights.timeZone: an IANA time zone',
      'timetables.nights.rules.0: "Monkey 20:00": "Monkey" is no weekday',
      'timetables.nights.rules.1: "0 8 * * frog": "frog" is no weekday',
      'timetables.nights.rules.2: either "on: WHEN" or "off: WHEN"',
      'timetables.nights.onHolidays: ',
      'timetables.nights.catchUp: "late within 4h", "skip" or "ask"',
      'holidays.odd.shipped: ',
      'holidays.odd.days.2026-02-30: ',
    ]) {
      expect(why).toContain(path);
    }
  });

  test('are held to each other', () => {
    const { why } = problemsOf({
      clusters: CLUSTERS,
      timetables: { nights: { rules: [{ off: '20:00' }], holidays: ['korea'] } },
    });
    expect(why).toBe('timetables.nights.holidays: there is no "korea" under "holidays"');
    const unpriced = problemsOf({
      clusters: CLUSTERS,
      reports: { channel: 'C0REPORTS', weekly: 'Mon 09:00' },
    });
    expect(unpriced.why).toBe('reports: they tell what is saved, so set "prices" too');
  });

  test.each([
    [{ channel: 'C0REPORTS' }, 'reports: set "morning", "weekly" or both'],
    [{ channel: 'C0REPORTS', morning: '9:00' }, 'reports.morning: a time of day'],
    [{ channel: 'C0REPORTS', weekly: '09:00' }, 'reports.weekly: a weekday and a time'],
    [{ channel: 'general', morning: '09:00' }, "reports.channel: a Slack channel's id"],
  ])('about reports such as %j are refused', (reports, expected) => {
    expect(problemsOf({ clusters: CLUSTERS, reports }).why).toContain(expected);
  });
});

describe('settings', () => {
  test('have defaults for all but the clusters', () => {
    expect(readSettings({ clusters: CLUSTERS }, 'test')).toEqual({
      timeZone: 'UTC',
      policies: 'policies/starter',
      kafkas: {},
      pipelines: {},
      approvals: {},
      people: {},
      clusters: {
        dev: { ...CLUSTERS.dev, inCluster: false, readOnly: false, allowExecCredentials: false },
      },
      channels: {},
      audit: { stdout: false },
      groups: {},
      onCall: { rotations: {}, escalations: {}, pagers: {} },
      incidents: {
        ownChannel: false,
        updateEvery: { sev1: 1_800_000, sev2: 3_600_000, sev3: 14_400_000, sev4: 86_400_000 },
      },
      timetables: {},
      switches: {},
      self: {},
      holidays: {},
      webhooks: {},
    });
  });

  test('that are wrong are reported all at once, each with its path', () => {
    const { what, why } = problemsOf({
      timeZone: 'Mars/Olympus',
      polices: 'typo',
      clusters: { Dev_1: CLUSTERS.dev, two: { environment: 7, inCluster: 'yes' } },
      channels: { general: { cluster: 'dev' }, C1: { cluster: 'dev', namespace: 'No' } },
      groups: { admins: { users: ['alice'], userGroups: ['oncall'] } },
    });
    for (const path of [
      'timeZone: an IANA time zone such as Asia/Seoul',
      '(top): Unrecognized key: "polices"',
      'clusters.Dev_1: ',
      'clusters.two.environment: ',
      'clusters.two.inCluster: ',
      'channels.general: ',
      'channels.C1.namespace: ',
      'groups.admins.users.0: TEAM_ID/USER_ID',
      "groups.admins.userGroups.0: a Slack user group's id",
    ]) {
      expect(why).toContain(path);
    }
    expect(what).toBe('The settings in test.yaml have 9 problems.');
  });

  test('that name a cluster or group that is not there are reported all at once', () => {
    const { what, why } = problemsOf({
      clusters: {
        dev: { ...CLUSTERS.dev, impersonate: { groups: { nobody: { user: 'x' } } } },
      },
      defaultCluster: 'prod',
      channels: { C1: { cluster: 'stage' } },
    });
    expect(what).toBe('The settings in test.yaml have 3 problems.');
    expect(why).toContain('defaultCluster: there is no cluster "prod" (known: dev)');
    expect(why).toContain('channels.C1.cluster: there is no cluster "stage" (known: dev)');
    expect(why).toContain('clusters.dev.impersonate.groups.nobody: there is no such group');
  });

  test.each([
    ['neither a kubeconfig nor inCluster', { environment: 'staging' }],
    ['both', { environment: 'staging', kubeconfig: 'x', inCluster: true }],
  ])('of a cluster with %s are refused', (_case, cluster) => {
    expect(problemsOf({ clusters: { dev: cluster } }).why).toBe(
      'clusters.dev: set either "kubeconfig" or "inCluster: true"',
    );
  });

  test('of a Kafka never hold a secret, and do not repeat one that was written there', () => {
    const sasl = { mechanism: 'plain', username: 'bot', password: 'hunter2-hunter2' };
    const kafka = { environment: 'staging', brokers: ['kafka:9092', 'kafka'], sasl };
    const { why } = problemsOf({ clusters: CLUSTERS, kafkas: { one: kafka }, defaultKafka: 'two' });
    expect(why).toContain('kafkas.one.brokers.1: HOST:PORT');
    expect(why).toContain('kafkas.one.sasl.password: where the secret is');
    expect(why).not.toContain('hunter2');
  });

  test.each([
    [{ url: 'ftp://connect' }, 'an address such as'],
    [{ url: 'https://bot:word@connect' }, 'an address such as'],
    [{ url: 'https://connect/?token=1' }, 'an address such as'],
    [{ url: 'http://connect:8083', bearer: { variable: 'A' } }, 'sent over https only'],
    [{ url: 'http://connect:8083', tls: {} }, '"tls" is for an https address'],
    [
      {
        url: 'https://connect',
        bearer: { variable: 'A' },
        basic: { username: 'b', password: { variable: 'A' } },
      },
      'not both',
    ],
    [{ url: 'https://connect', bearer: 'hunter2-hunter2' }, 'where the secret is'],
  ])('of a Kafka Connect that cannot be are refused: %j', (connect, problem) => {
    const kafkas = { one: { environment: 'staging', brokers: ['kafka:9092'], connect } };
    const { why } = problemsOf({ clusters: CLUSTERS, kafkas });
    expect(why).toContain('kafkas.one.connect');
    expect(why).toContain(problem);
    expect(why).not.toContain('hunter2');
  });

  test.each([
    { url: 'http://connect:8083' },
    { url: 'http://127.0.0.1:8083/eu', bearer: { variable: 'A' } },
    { url: 'https://connect', tls: { ca: 'ca.pem' } },
  ])('of a Kafka Connect that can be are taken: %j', (connect) => {
    const kafkas = { one: { environment: 'staging', brokers: ['kafka:9092'], connect } };
    expect(readSettings({ clusters: CLUSTERS, kafkas }, 'test').kafkas.one?.connect).toEqual(
      connect,
    );
  });

  test('that name a Kafka that is not there are reported with those that are', () => {
    const kafkas = { one: { environment: 'staging', brokers: ['kafka:9092'] } };
    const channels = { C1: { kafka: 'three' } };
    const { why } = problemsOf({ clusters: CLUSTERS, kafkas, channels, defaultKafka: 'two' });
    expect(why).toContain('defaultKafka: there is no Kafka "two" (known: one)');
    expect(why).toContain('channels.C1.kafka: there is no Kafka "three" (known: one)');
  });

  test('of pipelines that cannot be are reported all at once, each with its path', () => {
    const one = { environment: 'staging', brokers: ['kafka:9092'] };
    const sasl = { mechanism: 'oauthbearer', token: { variable: 'A' } };
    const kafkas = { one, two: { ...one, sasl } };
    const here = { environment: 'staging', kafka: 'one' };
    const pipelines = {
      ...{ first: here, second: { ...here, settlement: { group: 'first' } } },
      ...{ third: { ...here, kafka: 'three' }, fourth: { ...here, kafka: 'two' } },
    };
    const { why } = problemsOf({ clusters: CLUSTERS, kafkas, pipelines });
    expect(why.split('; ').filter((each) => each.startsWith('pipelines'))).toEqual([
      'pipelines.second: another one has the same consumer group on the same Kafka',
      'pipelines.third.kafka: there is no Kafka "three" (known: one, two)',
      expect.stringContaining('pipelines.fourth.kafka: what is hosted here cannot use oauthbearer'),
    ]);
  });

  const token = { variable: 'PIPELINES_TOKEN' };
  test.each([
    [{}, 'set either "kafka"'],
    [{ kafka: 'one', control: 'http://a:1', token }, 'set either "kafka"'],
    [{ control: 'http://a:1' }, '"control" needs a "token"'],
    [{ control: 'http://a:1', token, processes: 2 }, '"standbys" are for one that is hosted here'],
    [{ kafka: 'one', processes: 2, standbys: 2 }, '"standbys" must be less than "processes"'],
    [{ kafka: 'one', token }, '"remoteName" are for one that runs elsewhere'],
    [{ control: 'http://user:word@a:1', token }, 'an address such as'],
    [{ control: 'ftp://a', token }, 'an address such as'],
    [{ control: 'http://a:1', token: 'a-secret' }, 'never the secret itself'],
  ])('of a pipeline %j are refused', (of, words) => {
    const kafkas = { one: { environment: 'staging', brokers: ['kafka:9092'] } };
    const pipelines = { it: { environment: 'staging', ...of } };
    const { why } = problemsOf({ clusters: CLUSTERS, kafkas, pipelines });
    expect(why).toContain('pipelines.it');
    expect(why).toContain(words);
    expect(why).not.toContain('a-secret');
  });

  test.each([
    [{ keepDays: 0 }, 'audit.keepDays'],
    [{ webhook: { url: 'http://siem.example.com' } }, 'audit.webhook.url'],
    [{ webhook: { url: 'https://user:word@siem.example.com' } }, 'audit.webhook.url'],
    [{ webhook: { url: 'https://siem.example.com', bearer: 'a-token' } }, 'audit.webhook.bearer'],
    [
      { webhook: { url: 'https://siem.example.com', bearer: { variable: 'A', file: 'b' } } },
      'audit.webhook.bearer',
    ],
    [{ witness: { channel: '#security', at: '09:00' } }, 'audit.witness.channel'],
    [{ witness: { channel: 'C1', at: '9:00' } }, 'audit.witness.at'],
    [{ witness: { channel: 'C1', at: '09:00', timeZone: 'Mars' } }, 'audit.witness.timeZone'],
    [{ witnes: {} }, 'audit'],
  ])('of the audit that are %j are refused, and no secret is told', (audit, path) => {
    const { why } = problemsOf({ clusters: CLUSTERS, audit });
    expect(why).toContain(`${path}: `);
    expect(why).not.toMatch(/a-token|word@/u);
  });

  test.each([[undefined], [null], ['text'], [[]], [{}]])('that are %j are refused', (document) => {
    expect(() => readSettings(document, 'test.yaml')).toThrow(OperatorError);
  });
});

describe('the environment', () => {
  test('has defaults', () => {
    expect(readEnvironment({})).toEqual({
      botToken: undefined,
      appToken: undefined,
      signingSecret: undefined,
      slackApiUrl: undefined,
      port: 8080,
      dataDirectory: './data',
      databaseUrl: undefined,
      configFile: './quartermaster.yaml',
      kubectl: undefined,
    });
  });

  test('counts a blank variable as unset, and trims the others', () => {
    const read = readEnvironment({ SLACK_BOT_TOKEN: '  ', DATA_DIR: '', KUBECTL: ' /bin/k ' });
    expect(read).toMatchObject({ botToken: undefined, dataDirectory: './data', kubectl: '/bin/k' });
  });

  test.each([
    ['0', 0],
    ['65535', 65_535],
    [' 9000 ', 9000],
  ])('takes the port %j', (PORT, port) => {
    expect(readEnvironment({ PORT }).port).toBe(port);
  });

  test.each(['-1', '65536', '80.5', 'http', '8080x', 'NaN'])('refuses the port %j', (PORT) => {
    expect(() => readEnvironment({ PORT })).toThrow(OperatorError);
    expect(() => readEnvironment({ PORT })).toThrow(`PORT is "${PORT}".`);
  });
});

/** The keys that bot/config.ts and bot/config/audit.ts give to zod. */
/** Every name that the schema has a place for, but those that people choose. */
function settingsOfSchema(): string[] {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  return [...new Set(propertiesOf(schema))];
}

function propertiesOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, inner]) =>
    key === 'properties'
      ? Object.entries(inner as object).flatMap(([name, of]) => [name, ...propertiesOf(of)])
      : propertiesOf(inner),
  );
}

function keysOf(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]));
}

function isCommented(lines: readonly string[], index: number): boolean {
  return /^ *#/u.test(lines[index - 1] ?? '');
}

function problemsOf(document: unknown): OperatorError {
  try {
    readSettings(document, 'test.yaml');
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('these settings were accepted');
}
