// A seeded corpus for redaction: secrets of every kind we claim to know, in the carriers in which kubectl shows them, and
// lines that look dangerous and are innocent. No secret in it was ever in use.

/** One text with one secret in it. */
export interface Sample {
  readonly kind: string;
  readonly carrier: string;
  readonly text: string;
  /** Must not be in the redacted text; for several lines, none of them. */
  readonly secret: string;
  readonly syntax?: 'json' | 'yaml';
}

export type Random = () => number;

/** Mulberry32: small, seeded, good enough to draw samples. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const ALPHANUMERIC = LOWER + UPPER + DIGITS;
const BASE64 = `${ALPHANUMERIC}+/`;
const URL_SAFE = `${ALPHANUMERIC}-_`;

function draw(random: Random, alphabet: string, length: number): string {
  let text = '';
  while (text.length < length) text += alphabet[Math.floor(random() * alphabet.length)] ?? '';
  return text;
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const base64Url = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

/** Tokens that are known by their looks alone, wherever they are. */
const TOKENS: Readonly<Record<string, (random: Random) => string>> = {
  'aws access key id': (r) => pick(r, ['AKIA', 'ASIA']) + draw(r, `${UPPER}234567`, 16),
  github: (r) => pick(r, ['ghp_', 'gho_', 'ghs_', 'ghu_']) + draw(r, ALPHANUMERIC, 36),
  'github fine-grained': (r) =>
    `github_pat_${draw(r, ALPHANUMERIC, 22)}_${draw(r, ALPHANUMERIC, 59)}`,
  gitlab: (r) => `glpat-${draw(r, URL_SAFE, 20)}`,
  'slack bot': (r) =>
    `xoxb-${draw(r, DIGITS, 12)}-${draw(r, DIGITS, 13)}-${draw(r, ALPHANUMERIC, 24)}`,
  'slack app': (r) =>
    `xapp-1-A${draw(r, UPPER + DIGITS, 10)}-${draw(r, DIGITS, 13)}-${draw(r, HEX, 64)}`,
  stripe: (r) => pick(r, ['sk_live_', 'rk_live_', 'sk_test_']) + draw(r, ALPHANUMERIC, 24),
  google: (r) => `AIza${draw(r, URL_SAFE, 35)}`,
  npm: (r) => `npm_${draw(r, ALPHANUMERIC, 36)}`,
  pypi: (r) => `pypi-AgEIcHlwaS5vcmc${draw(r, URL_SAFE, 120)}`,
  sendgrid: (r) => `SG.${draw(r, URL_SAFE, 22)}.${draw(r, URL_SAFE, 43)}`,
  twilio: (r) => `SK${draw(r, HEX, 32)}`,
  vault: (r) => `hvs.${draw(r, URL_SAFE, 90)}`,
  digitalocean: (r) => `dop_v1_${draw(r, HEX, 64)}`,
  jwt: (r) => jwt(r),
  'service account token': (r) => jwt(r, { iss: 'kubernetes/serviceaccount' }),
};

function jwt(random: Random, claims: object = {}): string {
  const payload = { sub: draw(random, LOWER, 8), exp: 1_800_000_000, ...claims };
  const header = base64Url(JSON.stringify({ alg: 'RS256', kid: draw(random, URL_SAFE, 20) }));
  return `${header}.${base64Url(JSON.stringify(payload))}.${draw(random, URL_SAFE, 342)}`;
}

/** Values that only their name gives away. */
const NAMED_VALUES: Readonly<Record<string, (random: Random) => string>> = {
  word: (r) => draw(r, LOWER, 8),
  short: (r) => `${draw(r, LOWER, 5)}${draw(r, DIGITS, 2)}`,
  symbols: (r) => `${draw(r, ALPHANUMERIC, 6)}!${draw(r, ALPHANUMERIC, 4)}#x`,
  base64: (r) => base64(draw(r, ALPHANUMERIC, 14)),
  hex: (r) => draw(r, HEX, 40),
  'aws secret key': (r) => draw(r, BASE64, 40),
};

const CERTAIN_NAMES = [
  ...[
    'DB_PASSWORD',
    'POSTGRES_PASSWORD',
    'REDIS_PASSWD',
    'password',
    'adminPassword',
    'spring.datasource.password',
  ],
  ...[
    'PGPASSWORD',
    'MYSQL_ROOT_PASSWORD',
    'ssl.keystore.password',
    'keyPassphrase',
    'smtp_pwd',
    'PASSWORD_PROD',
  ],
];

const LIKELY_NAMES = [
  ...[
    'API_KEY',
    'apiKey',
    'api-key',
    'SECRET_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'client_secret',
    'clientSecret',
  ],
  ...[
    'ACCESS_TOKEN',
    'authToken',
    'GITHUB_TOKEN',
    'jwt-secret',
    'WEBHOOK_SECRET',
    'ENCRYPTION_KEY',
  ],
  ...['private_key', 'APP_CREDENTIAL', 'token', 'SIGNING_KEY', 'bot-token', 'STORAGE_ACCOUNT_KEY'],
];

type Carrier = (name: string, value: string) => Omit<Sample, 'kind' | 'carrier' | 'secret'>;

/** Where kubectl shows a name with its value. */
const NAMED_CARRIERS: Readonly<Record<string, Carrier>> = {
  env: (name, value) => ({ text: `HOSTNAME=web-1\n${name}=${value}\nPORT=8080\n` }),
  export: (name, value) => ({ text: `+ export ${name}=${value}\n+ exec java -jar app.jar\n` }),
  yaml: (name, value) => ({ text: `data:\n  ${name}: ${value}\n  port: "8080"\n`, syntax: 'yaml' }),
  'yaml quoted': (name, value) => ({
    text: `data:\n  ${name}: "${value}"\n  other: x\n`,
    syntax: 'yaml',
  }),
  'yaml env pair': (name, value) => ({
    text: `env:\n- name: ${name}\n  value: ${value}\n- name: PORT\n  value: "80"\n`,
    syntax: 'yaml',
  }),
  'yaml block': (name, value) => ({
    text: `data:\n  ${name}: |\n    ${value}\n  other: x\n`,
    syntax: 'yaml',
  }),
  'yaml args': (name, value) => ({
    text: `args:\n- serve\n- --${flag(name)}=${value}\n- --verbose\n`,
    syntax: 'yaml',
  }),
  'yaml args in two': (name, value) => ({
    text: `args:\n- --${flag(name)}\n- "${value}"\n- --verbose\n`,
    syntax: 'yaml',
  }),
  json: (name, value) => ({
    text: JSON.stringify({ data: { [name]: value, port: 8080 } }),
    syntax: 'json',
  }),
  'json pretty': (name, value) => ({
    text: JSON.stringify({ data: { [name]: value, port: 8080 } }, null, 4),
    syntax: 'json',
  }),
  'json env pair': (name, value) => ({
    text: JSON.stringify(
      {
        env: [
          { name, value },
          { name: 'PORT', value: '80' },
        ],
      },
      null,
      4,
    ),
    syntax: 'json',
  }),
  'json in json': (name, value) => ({
    text: JSON.stringify({ annotations: { last: JSON.stringify({ env: [{ name, value }] }) } }),
    syntax: 'json',
  }),
  'json in json twice': (name, value) => ({
    text: JSON.stringify({
      log: JSON.stringify({ body: JSON.stringify({ [name]: value, a: 1 }) }),
    }),
    syntax: 'json',
  }),
  'properties in json': (name, value) => ({
    text: JSON.stringify({ data: { 'app.properties': `port=80\n${name}=${value}\nother=1\n` } }),
    syntax: 'json',
  }),
  describe: (name, value) => ({
    text: `    Environment:\n      PORT:              8080\n      ${name}:  ${value}\n    Mounts:\n`,
  }),
  'describe config map': (name, value) => ({
    text: `Data\n====\n${name}:\n----\nx\n\nfile:\n----\n${name}=${value}\n`,
  }),
  log: (name, value) => ({
    text: `2026-11-22T10:00:00Z INFO starting with ${name}=${value} port=8080\n`,
  }),
  'json log': (name, value) => ({
    text: `{"level":"info","msg":"config","${name}":${JSON.stringify(value)},"port":8080}\n`,
    syntax: 'json',
  }),
  'log with prefix': (name, value) => ({
    text: `[pod/web-1/web] config: ${name}="${value}", port=8080\n`,
  }),
  'command line': (name, value) => ({ text: `ps: /bin/app --${flag(name)} ${value} --port 80\n` }),
  'java option': (name, value) => ({ text: `JAVA_OPTS: -Xmx1g -D${name}=${value} -Dport=80\n` }),
  query: (name, value) => ({
    text: `GET /login?user=bob&${name}=${encodeURIComponent(value)}&x=1 HTTP/1.1 200\n`,
  }),
  diff: (name, value) => ({
    text: `-  ${name}: old-${value}\n+  ${name}: ${value}\n   port: 80\n`,
  }),
  'stack trace': (name, value) => ({
    text: `java.sql.SQLException: refused for {user=app, ${name}=${value}}\n\tat com.example.Db.open(Db.java:42)\n`,
  }),
};

function flag(name: string): string {
  return name.replace(/[_.]/g, '-').toLowerCase();
}

/** Where a token may be without a name that tells of it. */
const TOKEN_CARRIERS: Readonly<
  Record<string, (token: string) => Omit<Sample, 'kind' | 'carrier' | 'secret'>>
> = {
  log: (token) => ({ text: `2026-11-22T10:00:00Z WARN rejected ${token} from 10.0.0.1\n` }),
  yaml: (token) => ({ text: `data:\n  setting: ${token}\n  other: x\n`, syntax: 'yaml' }),
  'yaml item': (token) => ({ text: `args:\n- ${token}\n- x\n`, syntax: 'yaml' }),
  'yaml with more': (token) => ({
    text: `data:\n  setting: ${token}:latest and more\n`,
    syntax: 'yaml',
  }),
  json: (token) => ({ text: JSON.stringify({ setting: token, list: [token] }), syntax: 'json' }),
  'json lines': (token) => ({
    text: JSON.stringify({ file: `a\n${token}\nb\t${token}` }),
    syntax: 'json',
  }),
  describe: (token) => ({ text: `Annotations:  example.com/setting: ${token}\n` }),
  header: (token) => ({ text: `> Authorization: Bearer ${token}\n> Accept: */*\n` }),
  table: (token) => ({ text: `NAME   SETTING   AGE\nweb    ${token}   5d\n` }),
  url: (token) => ({ text: `cloning https://${token}@git.example.com/shop/web.git\n` }),
  'stack trace': (token) => ({
    text: `Error: bad token '${token}'\n    at Object.<anonymous> (/app/index.js:3:7)\n`,
  }),
};

export function drawSecrets(random: Random, count: number): Sample[] {
  const kinds = [namedSample, namedSample, tokenSample, specialSample];
  return Array.from({ length: count }, () => pick(random, kinds)(random));
}

function namedSample(random: Random): Sample {
  const isCertain = random() < 0.5;
  const name = pick(random, isCertain ? CERTAIN_NAMES : LIKELY_NAMES);
  const [kind, draw] = pick(random, Object.entries(NAMED_VALUES));
  const [carrier, carry] = pick(random, Object.entries(NAMED_CARRIERS));
  const secret = draw(random);
  const carried = carry(name, secret);
  const shown = carrier === 'query' ? encodeURIComponent(secret) : secret;
  return {
    kind: `named ${isCertain ? 'password' : 'key'}: ${kind}`,
    carrier,
    secret: shown,
    ...carried,
  };
}

function tokenSample(random: Random): Sample {
  const [kind, draw] = pick(random, Object.entries(TOKENS));
  const [carrier, carry] = pick(random, Object.entries(TOKEN_CARRIERS));
  const secret = draw(random);
  return { kind, carrier, secret, ...carry(secret) };
}

/** Secrets with a form of their own. */
const SPECIALS: Readonly<Record<string, (random: Random) => Omit<Sample, 'kind'>>> = {
  'private key, PEM in YAML': (r) => {
    const body = pemBody(r);
    const label = pick(r, [
      'RSA PRIVATE KEY',
      'PRIVATE KEY',
      'EC PRIVATE KEY',
      'OPENSSH PRIVATE KEY',
      'ENCRYPTED PRIVATE KEY',
    ]);
    const text = `data:\n  tls.key: |\n    -----BEGIN ${label}-----\n    ${body.join('\n    ')}\n    -----END ${label}-----\n  x: y\n`;
    return { carrier: 'yaml', text, secret: body.join('\n'), syntax: 'yaml' };
  },
  'private key, PEM in a file': (r) => {
    const body = pemBody(r);
    const text = `loaded\n-----BEGIN PRIVATE KEY-----\n${body.join('\n')}\n-----END PRIVATE KEY-----\ndone\n`;
    return { carrier: 'log', text, secret: body.join('\n') };
  },
  'private key, PEM in JSON': (r) => {
    const body = pemBody(r);
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${body.join('\n')}\n-----END RSA PRIVATE KEY-----\n`;
    return {
      carrier: 'json',
      text: JSON.stringify({ type: 'x', file: key }),
      secret: body.join('\n'),
      syntax: 'json',
    };
  },
  'private key, cut off': (r) => {
    const body = pemBody(r);
    return {
      carrier: 'log',
      text: `x\n-----BEGIN PRIVATE KEY-----\n${body.join('\n')}`,
      secret: body.join('\n'),
    };
  },
  'private key, log with prefix': (r) => {
    const body = pemBody(r);
    const lines = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----', 'done'];
    return {
      carrier: 'log',
      text: lines.map((line) => `[pod/web-1/web] ${line}\n`).join(''),
      secret: body.join('\n'),
    };
  },
  'private key, base64 in kubeconfig': (r) => {
    const secret = base64(
      `-----BEGIN RSA PRIVATE KEY-----\n${pemBody(r).join('\n')}\n-----END RSA PRIVATE KEY-----\n`,
    );
    return {
      carrier: 'yaml',
      text: `user:\n  client-key-data: ${secret}\n  x: y\n`,
      secret,
      syntax: 'yaml',
    };
  },
  'private key, base64 under any name': (r) => {
    const secret = base64(
      `-----BEGIN PRIVATE KEY-----\n${pemBody(r).join('\n')}\n-----END PRIVATE KEY-----\n`,
    );
    return {
      carrier: 'json',
      text: JSON.stringify({ data: { blob: secret } }),
      secret,
      syntax: 'json',
    };
  },
  'URL password': (r) => {
    const secret = draw(r, `${ALPHANUMERIC}!$%`, 12);
    const scheme = pick(r, [
      'postgres',
      'mysql',
      'amqp',
      'redis',
      'mongodb+srv',
      'https',
      'jdbc:postgresql',
    ]);
    const url = `${scheme}://app:${secret}@db.shop.svc:5432/shop`;
    const text = pick(r, [
      `DATABASE_URL=${url}\n`,
      `dial ${url}: refused\n`,
      `  url: ${url}\n`,
      `{"url":"${url}"}\n`,
    ]);
    return { carrier: 'url', text, secret };
  },
  'MySQL DSN': (r) => {
    const secret = draw(r, ALPHANUMERIC, 12);
    return { carrier: 'env', text: `DB=app:${secret}@tcp(db:3306)/shop\n`, secret };
  },
  'basic authorization': (r) => {
    const secret = base64(`bob:${draw(r, ALPHANUMERIC, 12)}`);
    const text = pick(r, [
      `Authorization: Basic ${secret}\n`,
      `{"Authorization":"Basic ${secret}"}\n`,
      `curl -H 'authorization: Basic ${secret}' x\n`,
    ]);
    return { carrier: 'header', text, secret };
  },
  'bearer, opaque': (r) => {
    const secret = draw(r, HEX, 40);
    return {
      carrier: 'header',
      text: `curl -H "Authorization: Bearer ${secret}" https://api\n`,
      secret,
    };
  },
  cookie: (r) => {
    const secret = draw(r, HEX, 32);
    return { carrier: 'header', text: `< Set-Cookie: SID=${secret}; Path=/\n`, secret };
  },
  'Slack webhook': (r) => {
    const secret = `T${draw(r, UPPER, 8)}/B${draw(r, UPPER, 8)}/${draw(r, ALPHANUMERIC, 24)}`;
    return {
      carrier: 'yaml',
      text: `  url: https://hooks.slack.com/services/${secret}\n`,
      secret,
      syntax: 'yaml',
    };
  },
  'Azure storage': (r) => {
    const secret = `${draw(r, BASE64, 86)}==`;
    const text = `CONN=DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${secret};EndpointSuffix=core.windows.net\n`;
    return { carrier: 'env', text, secret };
  },
  'docker config': (r) => {
    const auth = base64(`bob:${draw(r, ALPHANUMERIC, 16)}`);
    const config = JSON.stringify({ auths: { 'registry.example.com': { auth } } });
    return random01(r)
      ? { carrier: 'json', text: config, secret: auth, syntax: 'json' }
      : {
          carrier: 'yaml',
          text: `data:\n  .dockerconfigjson: ${base64(config)}\n`,
          secret: base64(config),
          syntax: 'yaml',
        };
  },
  'Kafka JAAS': (r) => {
    const secret = draw(r, ALPHANUMERIC, 12);
    const line = `org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="${secret}";`;
    return random01(r)
      ? { carrier: 'properties', text: `sasl.jaas.config=${line}\n`, secret }
      : {
          carrier: 'json',
          text: JSON.stringify({ 'sasl.jaas.config': line, x: 1 }),
          secret,
          syntax: 'json',
        };
  },
  'curl user': (r) => {
    const secret = draw(r, ALPHANUMERIC, 12);
    return { carrier: 'command', text: `+ curl -s -u admin:${secret} http://es:9200\n`, secret };
  },
  'signed URL': (r) => {
    const secret = draw(r, HEX, 64);
    return {
      carrier: 'url',
      text: `GET https://b.s3.amazonaws.com/x?X-Amz-Signature=${secret}&X-Amz-Expires=60\n`,
      secret,
    };
  },
};

function random01(random: Random): boolean {
  return random() < 0.5;
}

function pemBody(random: Random): string[] {
  const lines = Array.from({ length: 8 }, () => draw(random, BASE64, 64));
  return [...lines, `${draw(random, BASE64, 30)}==`];
}

function specialSample(random: Random): Sample {
  const [kind, make] = pick(random, Object.entries(SPECIALS));
  return { kind, ...make(random) };
}

/** Random strings with nothing that tells of them: only their looks are left. */
export function drawRandomStrings(random: Random, count: number): Sample[] {
  const lengths = [20, 24, 32, 40, 44, 64];
  const alphabets = { base62: ALPHANUMERIC, base64: BASE64, 'url-safe': URL_SAFE };
  return Array.from({ length: count }, () => {
    const [kind, alphabet] = pick(random, Object.entries(alphabets));
    const length = pick(random, lengths);
    const secret = draw(random, alphabet, length);
    const text = pick(random, [
      `  setting: ${secret}\n`,
      `SETTING=${secret}\n`,
      `{"setting":"${secret}"}\n`,
      `2026-11-22T10:00:00Z got ${secret} from peer\n`,
    ]);
    return { kind: `entropy ${kind} ${length}`, carrier: 'any', text, secret };
  });
}

/** Lines that use the words or the looks of secrets and hold none. */
export function drawInnocent(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => pick(random, INNOCENT)(random));
}

const name = (r: Random) =>
  `${pick(r, ['web', 'auth', 'token-service', 'secret-store', 'password-reset', 'api'])}-${draw(r, 'bcdfghjklmnpqrstvwxz2456789', 9)}-${draw(r, 'bcdfghjklmnpqrstvwxz2456789', 5)}`;
const uuid = (r: Random) => [8, 4, 4, 4, 12].map((length) => draw(r, HEX, length)).join('-');

const INNOCENT: readonly ((random: Random) => string)[] = [
  (r) =>
    `${name(r)}   1/1   Running   0   5d3h   10.244.${Math.floor(r() * 255)}.7   node-1   <none>   <none>`,
  (r) => `secret/${name(r)} configured`,
  (r) => `default-token-${draw(r, LOWER, 5)}   kubernetes.io/service-account-token   3   96m`,
  (r) => `uid: ${uuid(r)}`,
  (r) => `    Image ID:  registry.example.com/shop/auth@sha256:${draw(r, HEX, 64)}`,
  (r) => `    Container ID:  containerd://${draw(r, HEX, 64)}`,
  (r) => `  resourceVersion: "${draw(r, DIGITS, 9)}"`,
  (r) =>
    `      DB_PASSWORD:  <set to the key 'password' in secret '${draw(r, LOWER, 6)}'>  Optional: false`,
  (r) => `    pod-template-hash: ${draw(r, HEX, 10)}`,
  (r) => `        secretName: ${name(r)}`,
  (r) => `          key: password\n          name: ${name(r)}`,
  () => '      automountServiceAccountToken: true',
  () => '  tokenRequests:',
  () => '    tokenExpirationSeconds: 3607',
  (r) => `  checksum/secret: ${draw(r, HEX, 64)}`,
  (r) =>
    `E1122 10:00:00.000000 1 auth.go:63] Unable to authenticate the request: token expired for ${name(r)}`,
  (r) => `level=error msg="could not read secret: permission denied" pod=${name(r)}`,
  () => "Error: couldn't find key password in Secret shop/db",
  () => '  Warning  Failed  2s  kubelet  Error: secret "db-credentials" not found',
  (r) => `Name:  ${name(r)}-token`,
  () => 'Mountable secrets:   web-dockercfg',
  () => 'Tokens:              web-token-x2x9k',
  () => 'Image pull secrets:  regcred',
  (r) =>
    `{"trace_id":"${draw(r, HEX, 32)}","span_id":"${draw(r, HEX, 16)}","msg":"password reset requested"}`,
  (r) => `git-commit: ${draw(r, HEX, 40)}`,
  (r) => `${draw(r, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', 26)} processed`,
  (r) => `  holderIdentity: node-1_${uuid(r)}`,
  (r) => `  Machine ID:  ${draw(r, HEX, 32)}`,
  (r) => `apiserver-${draw(r, `${LOWER}234567`, 26)}   2d`,
  (r) =>
    `2026-11-22T10:00:00.${draw(r, DIGITS, 9)}Z GET /oauth/token 200 ${Math.floor(r() * 900)}ms`,
  () =>
    '\tat org.springframework.beans.factory.support.AbstractAutowireCapableBeanFactory.createBean(AbstractAutowireCapableBeanFactory.java:521)',
  () =>
    '\tat com.example.auth.TokenAuthenticationProcessingFilter2.doFilterInternal(TokenAuthenticationProcessingFilter2.java:77)',
  (r) =>
    `/var/lib/kubelet/pods/${uuid(r)}/volumes/kubernetes.io~projected/kube-api-access-${draw(r, LOWER, 5)}`,
  () => '      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-x2x9k (ro)',
  () => '  passwordSecretRef:',
  () => '    password: ""',
  () => '  - --token-auth-file=/etc/kubernetes/tokens.csv',
  () => '  - --service-account-private-key-file=/etc/kubernetes/pki/sa.key',
  () => '  - --enable-bootstrap-token-auth=true',
  (r) => `Cluster ID: ${draw(r, URL_SAFE, 22)}`,
  (r) => `Topic: orders\tTopicId: ${draw(r, URL_SAFE, 22)}\tPartitionCount: 12`,
  () => '  url: https://keycloak.shop.svc:8443/realms/shop/protocol/openid-connect/token',
  () => '  database-url: postgres://app:$(DB_PASSWORD)@db:5432/shop',
  () => '  url: postgres://db.shop.svc:5432/shop?user=app&sslmode=require',
  () => 'tokenreviews   authentication.k8s.io/v1   false   TokenReview',
  () => 'max_tokens=4096 tokens_used=512 token_bucket_size=10',
];
