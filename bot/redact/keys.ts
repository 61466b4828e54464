// Says of a name whether what is assigned to it is a secret. Pure; it sees the name alone.

/** 'certain': anything assigned is a secret. 'likely': a secret unless the value says otherwise. */
export type Sensitivity = 'certain' | 'likely' | undefined;

/** Finds where a telling name may be, cheaply; `classifyKey` decides over the whole name. */
export const TELLING_WORDS =
  /pass|pwd|secret|token|cred|auth|key|cookie|bearer|dsn|connection[-_ ]?string|sas|session/gi;

const CERTAIN = /(?:password|passwd|passphrase|passcode|pwd)s?$/;
const LIKELY =
  /(?:secret|token|credentials?|creds|apikey|accesskey|secretkey|privatekey|signingkey|encryptionkey|authorization|jwt|bearer|cookie|dsn|connectionstring)$/;
const LIKELY_WORDS = new Set(['pass', 'auth', 'pw', 'cred', 'sas', 'pat', 'sessionid', 'otp']);

/** '... key' is a secret after these words; a bare 'key' is not. */
const KEY_KINDS = new Set(
  (
    'api access private secret encryption signing master account shared storage license hmac session webhook admin root aes ' +
    'rsa ssh deploy client crypt cipher encrypt sign server tls ssl app application'
  ).split(' '),
);

/** Words after the telling one that leave it what it is. */
const DESCRIPTIVE = new Set(
  (
    'data value values string base64 b64 hash plain text raw current old new default prod production staging dev test env ' +
    'primary secondary main backup live hex pem encoded bytes'
  ).split(' '),
);

/** Words at the end that make it a name, a place, a number or a rule instead of a value. */
const REFERENCES = new Set(
  (
    'name names ref refs reference path paths file files filename dir directory mount mounts type kind url uri endpoint host ' +
    'port id ids uid count counts length len size min max policy policies expiration expiry expires expire ttl timeout ' +
    'version audience audiences enabled enable disabled required optional provider class namespace request requests limit ' +
    'limits store stores manager controller operator rotation age seconds minutes hours days ms period interval label labels ' +
    'selector field fields format method methods mode modes status state reason message error errors action source driver ' +
    'backend issuer template generator reviews review projection projections volume volumes prefix header attempts retries ' +
    'retry rate usage quota bucket cache creation created updated changed validation validity strength complexity reset user ' +
    'username login server config map allowed supported scopes scope roles role algorithm alg used total loaded sync'
  ).split(' '),
);

/** What is made from a secret to tell of its changes, as in `checksum/secret`. */
const FINGERPRINTS = new Set(['checksum', 'digest', 'fingerprint', 'revision']);

/** Whether what is assigned to this name is a secret. */
export function classifyKey(name: string): Sensitivity {
  const words = splitWords(name);
  while (
    words.length > 1 &&
    (/^\d+$/.test(words.at(-1) ?? '') || DESCRIPTIVE.has(words.at(-1) ?? ''))
  ) {
    words.pop();
  }
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (REFERENCES.has(last)) return last === 'id' && before === 'session' ? 'likely' : undefined;
  if (words.some((word) => CERTAIN.test(word))) {
    return last === 'key' ? undefined : 'certain';
  }
  if (words.some((word) => FINGERPRINTS.has(word))) return undefined;
  if (last === 'key') return KEY_KINDS.has(before) ? 'likely' : undefined;
  if (last === 'string') return before === 'connection' ? 'likely' : undefined;
  return LIKELY.test(last) || LIKELY_WORDS.has(last) ? 'likely' : undefined;
}

/** 'dbPassword', 'DB_PASSWORD' and 'db.password-2' are the same words. */
export function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (/^\d+$/.test(word) ? word : word.replace(/\d+$/, '')))
    .filter((word) => word !== '');
}
