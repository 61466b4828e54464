// What redaction takes out and what it leaves, held against a seeded corpus whose figures are printed.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { createRedactor, redact, redactOutput } from '../../bot/redact.ts';
import {
  createRandom,
  drawInnocent,
  drawRandomStrings,
  drawSecrets,
  type Sample,
} from './redact/corpus.ts';

const SEED = 20_261_122;
const KUBECTL = readFileSync(
  path.join(import.meta.dirname, 'redact', 'kubectl-output.txt'),
  'utf8',
);

/** Whether no line of the secret is left. */
function isHidden({ secret }: Sample, text: string): boolean {
  return secret.split('\n').every((line) => !text.includes(line));
}

function isParsable(syntax: Sample['syntax'], text: string): boolean {
  try {
    if (syntax === 'json') JSON.parse(text);
    if (syntax === 'yaml') return parseAllDocuments(text).every((each) => each.errors.length === 0);
    return true;
  } catch {
    return false;
  }
}

function report(title: string, samples: readonly Sample[]): number {
  const missed = samples.filter((sample) => !isHidden(sample, redact(sample.text).text));
  const recall = 1 - missed.length / samples.length;
  const examples = missed
    .slice(0, 10)
    .map(({ kind, carrier, text }) => `\n  ${kind} in ${carrier}: ${text.slice(0, 160)}`);
  process.stdout.write(
    `redaction, ${title}: ${samples.length} secrets, recall ${recall.toFixed(4)}, seed ${SEED}${examples.join('')}\n`,
  );
  return recall;
}

describe('the corpus', () => {
  test('of known kinds: at least 99 of 100 secrets are taken out', () => {
    expect(report('known kinds', drawSecrets(createRandom(SEED), 6000))).toBeGreaterThanOrEqual(
      0.99,
    );
  });

  test('of random strings that nothing tells of: at least 95 of 100', () => {
    expect(
      report('entropy alone', drawRandomStrings(createRandom(SEED), 3000)),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test('of innocent lines: at most one of a thousand is changed', () => {
    const drawn = drawInnocent(createRandom(SEED), 4000);
    const changed = drawn.filter((line) => redact(line).found > 0);
    const together = changedLines(drawn.join('\n'));
    const real = changedLines(KUBECTL);
    const lines = KUBECTL.split('\n').length + drawn.length;
    const rate = (changed.length + real.length) / lines;
    process.stdout.write(
      `redaction, innocent lines: ${lines} (${KUBECTL.split('\n').length} of a real cluster), changed ${changed.length + real.length}, ` +
        `rate ${rate.toFixed(5)}${[...changed, ...real]
          .slice(0, 10)
          .map((line) => `\n  ${line}`)
          .join('')}\n`,
    );
    expect(rate).toBeLessThanOrEqual(0.001);
    expect(together.length / drawn.length).toBeLessThanOrEqual(0.001);
  });

  test('stays JSON and YAML, says how many parts it replaced, and is not changed a second time', () => {
    const broken: string[] = [];
    for (const sample of [
      ...drawSecrets(createRandom(SEED + 1), 3000),
      ...drawRandomStrings(createRandom(SEED), 500),
    ]) {
      const once = redact(sample.text);
      const isSame = redact(once.text).text === once.text;
      const counts = once.text.split('[redacted]').length - 1;
      if (!isParsable(sample.syntax, once.text) || !isSame || counts !== once.found) {
        broken.push(`${sample.kind} in ${sample.carrier}: ${once.text.slice(0, 300)}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

function changedLines(text: string): string[] {
  const after = redact(text).text.split('\n');
  return text.split('\n').filter((line, index) => line !== after[index]);
}

describe('what kubectl prints', () => {
  test('comes out byte for byte', () => {
    expect(redact(KUBECTL)).toEqual({ text: KUBECTL, found: 0 });
  });

  test.each([
    [
      'a certificate',
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
    ],
    [
      'a reference in YAML',
      'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      key: password\n      name: db\n',
    ],
    ['a name of a Secret', 'volumes:\n- name: tls\n  secret:\n    secretName: web-tls\n'],
    ['a switch', 'automountServiceAccountToken: true'],
    ['column headers', 'NAME   SECRETS   TOKEN   PASSWORD   AGE'],
    [
      'a JSON reference',
      '{"secretKeyRef":{"key":"password","name":"db"},"tokenPath":"/var/run/token"}',
    ],
  ])('%s stays', (_, text) => {
    expect(redact(text)).toEqual({ text, found: 0 });
  });
});

describe('forms', () => {
  test.each([
    ['PASSWORD=hunter2', 'PASSWORD=[redacted]'],
    ['PASSWORD=two words', 'PASSWORD=[redacted]'],
    ['--password=hunter2 --verbose', '--password=[redacted] --verbose'],
    ['--password hunter2 --verbose', '--password [redacted] --verbose'],
    ['{"password":"a\\"b","x":1}', '{"password":"[redacted]","x":1}'],
    ['{"password":12345678,"x":1}', '{"password":"[redacted]","x":1}'],
    ["{'password': 'x1'}", "{'password': '[redacted]'}"],
    ['      PASSWORD:  hunter2', '      PASSWORD:  [redacted]'],
    ['- name: DB_PASSWORD\n  value: x', '- name: DB_PASSWORD\n  value: [redacted]'],
    ['postgres://app:p@ss/word@db:5432/shop', 'postgres://app:[redacted]@db:5432/shop'],
    ['https://shop.example.com:8443/a@b', 'https://shop.example.com:8443/a@b'],
    ['password: $(DB_PASSWORD)', 'password: $(DB_PASSWORD)'],
    ['?token=abc123DEF&page=2', '?token=[redacted]&page=2'],
    ["ALTER USER app WITH PASSWORD 'hunter2'", "ALTER USER app WITH PASSWORD '[redacted]'"],
    ['mysql -uroot -phunter2 shop', 'mysql -uroot -p[redacted] shop'],
    ['<password>hunter2</password>', '<password>[redacted]</password>'],
    ['hash: $2b$12$KIXQ0rC1F8vYqzqzqzqzqOe8h8h8h8h8h8', 'hash: [redacted]'],
    ['PASSWORD={a(b', 'PASSWORD=[redacted]'],
    ['password: {}', 'password: {}'],
    [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq7Xw2yQ9f3 bob',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq7Xw2yQ9f3 bob',
    ],
    [
      'publicKey: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
      'publicKey: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
    ],
    [
      'kubectl create secret generic x --from-literal=password=x1',
      'kubectl create secret generic x --from-literal=password=[redacted]',
    ],
    [
      'headers: map[Authorization:[Bearer abc123def456ghi789]]',
      'headers: map[Authorization:[Bearer [redacted]]]',
    ],
    ['Server=db;Password=hunt;er2;Encrypt=true', 'Server=db;Password=[redacted];Encrypt=true'],
    ['user=bob,password=a1b2c3,host=db', 'user=bob,password=[redacted],host=db'],
  ])('%s', (text, expected) => {
    expect(redact(text).text).toBe(expected);
  });

  test('both streams of an output', () => {
    const output = { stdout: 'A_TOKEN=abc123xyz\n', stderr: 'password=x1\n', exitCode: 1 };
    expect(redactOutput(output)).toEqual({
      output: { stdout: 'A_TOKEN=[redacted]\n', stderr: 'password=[redacted]\n', exitCode: 1 },
      found: 2,
    });
  });
});

describe('text in pieces', () => {
  test('hides the same secrets wherever it is cut', () => {
    const random = createRandom(SEED + 2);
    const leaks: string[] = [];
    for (const sample of drawSecrets(random, 1500)) {
      if (!isHidden(sample, redact(sample.text).text)) continue;
      const redactor = createRedactor();
      let shown = '';
      for (let at = 0; at < sample.text.length; ) {
        const next = at + 1 + Math.floor(random() * 60);
        shown += redactor.push(sample.text.slice(at, next));
        at = next;
      }
      shown += redactor.end();
      if (!isHidden(sample, shown)) leaks.push(`${sample.kind} in ${sample.carrier}: ${shown}`);
    }
    expect(leaks).toEqual([]);
  });

  test('loses nothing of innocent text', () => {
    const random = createRandom(SEED + 3);
    const redactor = createRedactor();
    let shown = '';
    for (let at = 0; at < KUBECTL.length; ) {
      const next = at + 1 + Math.floor(random() * 4000);
      shown += redactor.push(KUBECTL.slice(at, next));
      at = next;
    }
    expect(shown + redactor.end()).toBe(KUBECTL);
  });
});

describe('time', () => {
  const MIB = 2 ** 20;
  // Each would take hours if the time grew with the square of the length.
  test.each([
    ['one long word', 'a'.repeat(MIB)],
    ['mixed letters', 'aB3'.repeat(MIB / 3)],
    ['telling words', 'password'.repeat(MIB / 8)],
    ['names without values', 'password= '.repeat(MIB / 10)],
    ['open quotes', 'password="'.repeat(MIB / 10)],
    ['escaped quotes', '"password":\\"'.repeat(MIB / 13)],
    ['backslashes', `password="${'\\'.repeat(MIB)}`],
    ['key beginnings', '-----BEGIN PRIVATE KEY-----\n'.repeat(MIB / 28)],
    ['key beginnings on one line', '-----BEGIN PRIVATE KEY-----'.repeat(MIB / 27)],
    ['certificate beginnings', '-----BEGIN CERTIFICATE-----'.repeat(MIB / 27)],
    [
      'different beginnings',
      Array.from({ length: 30_000 }, (_, index) => `-----BEGIN X${index} KEY-----`).join(''),
    ],
    ['URLs', 'https://a:'.repeat(MIB / 10)],
    ['names of pairs', 'name: PASSWORD\n'.repeat(MIB / 15)],
    ['block scalars', 'password: |\n'.repeat(MIB / 12)],
    [
      'nested block scalars',
      Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}password: |\n`).join(''),
    ],
    ['JWT beginnings', 'eyJaaaaaaaaaa.'.repeat(MIB / 14)],
    ['spaces', `password${' '.repeat(MIB)}=x`],
    ['curl', 'curl '.repeat(MIB / 5)],
    ['dots and slashes', 'a.b/'.repeat(MIB / 4)],
  ])(
    'grows with the length of %s',
    (_, text) => {
      redact(text);
    },
    10_000,
  );

  test('never fails, whatever the text', () => {
    const words = fc.constantFrom(
      'password',
      '=',
      ': ',
      '"',
      '\\',
      '\n',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      '://a:b@c',
      'eyJ',
      '|',
      '- ',
      'x',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), (parts) => {
        const text = parts.join('');
        const once = redact(text).text;
        expect(redact(once).text.length).toBeLessThanOrEqual(once.length + 20);
      }),
      { numRuns: 3000 },
    );
  });
});
