// Finds secrets by their own looks: tokens of known makers, JWTs, Authorization headers, passwords in URLs. Every pattern
// starts with fixed letters and has no nested repetition, so that the time grows with the text and no faster.

import type { Span } from './span.ts';

/** Not in the middle of a word, but right behind the letter of an escape (\n) as well. */
const EDGE = String.raw`(?<=^|[^A-Za-z0-9_]|\\[nrt])`;

/** Known makers' tokens: https://docs.github.com/en/code-security/secret-scanning and the makers' own pages. */
const MAKERS = [
  /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/, // AWS access key ids
  /gh[pousr]_[A-Za-z0-9]{20,255}/,
  /github_pat_[A-Za-z0-9_]{20,255}/,
  /gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{20,300}/,
  /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,300}/,
  /(?:xapp|xwfp)-[A-Za-z0-9-]{10,300}/,
  /(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}/, // Stripe
  /whsec_[A-Za-z0-9+/=]{20,255}/,
  /AIza[A-Za-z0-9_-]{35}/, // Google
  /ya29\.[A-Za-z0-9_-]{20,1000}/,
  /GOCSPX-[A-Za-z0-9_-]{20,60}/,
  /npm_[A-Za-z0-9]{36}/,
  /pypi-[A-Za-z0-9_-]{50,1000}/,
  /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/, // SendGrid
  /SK[0-9a-f]{32}(?![0-9a-f])/, // Twilio
  /key-[0-9a-f]{32}(?![0-9a-f])/, // Mailgun
  /hv[sbr]\.[A-Za-z0-9_-]{20,500}/, // Vault
  /do[opr]_v1_[0-9a-f]{64}/, // DigitalOcean
  /sk-(?:proj-|ant-|svcacct-|admin-)?[A-Za-z0-9_-]{20,300}/,
  /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/, // Shopify
  /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,255}/,
  /ATATT3[A-Za-z0-9_=-]{50,400}/, // Atlassian
  /glsa_[A-Za-z0-9_]{20,100}/, // Grafana
  /lin_api_[A-Za-z0-9]{20,100}/,
  /hf_[A-Za-z0-9]{30,60}/, // Hugging Face
  /NRAK-[A-Z0-9]{20,40}/, // New Relic
  /AGE-SECRET-KEY-1[0-9A-Z]{50,70}/,
  /\d{8,10}:AA[A-Za-z0-9_-]{33}/, // Telegram
  /eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{2,8000}(?:\.[A-Za-z0-9_-]{0,4000}){1,3}/, // JWT, JWE
  /eyJhdXRocyI[A-Za-z0-9+/=_-]{10,100000}/, // base64 of {"auths": a docker config
];

const MAKER = new RegExp(`${EDGE}(?:${MAKERS.map((maker) => maker.source).join('|')})`, 'g');

/** Everything that follows one of these, in this group, is the secret. */
const INTRODUCED: readonly RegExp[] = [
  /\b(?:Bearer|bearer|BEARER)\\?["']?[ \t]{1,10}\\?["']?([A-Za-z0-9._~+/=|:-]{12,8000})/g,
  /\b(?:proxy-)?authorization\\*["']?[ \t]{0,10}[:=][ \t]{0,10}\\*["']?(?:\[)?(?:Basic|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256)[ \t]{1,10}([^\s"'\\\]]{4,8000})/gi,
  /\b(?:Basic|basic)[ \t]{1,4}([A-Za-z0-9+/]{12,2000}={0,2})(?![A-Za-z0-9+/=-])/g,
  /\b(?:x-api-key|x-auth-token|x-vault-token|private-token|x-amz-security-token|x-access-token)\\*["']?[ \t]{0,10}[:=][ \t]{0,10}\\*["']?([^\s"'\\]{6,4000})/gi,
  /\b(?:set-)?cookie\\*["']?:[ \t]{0,10}\\*["']?([^\n"'\\]{6,4000})/gi,
  /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=([A-Za-z0-9+/=%&.:_-]{20,2000})/g,
  /[?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature|X-Amz-Credential)=([A-Za-z0-9%+/=_.-]{16,2000})/g,
  /hooks\.slack\.com\/(?:services|commands|actions|workflows|triggers|app)\/([A-Za-z0-9_/-]{10,200})/g,
  /(?:^|[\s"'])curl[^\n]{0,500}?[ \t](?:-u|--user)[ \t=]{1,4}\\*["']?[^\s:"']{1,100}:([^\s"'\\]{1,200})/gm,
  /(?<![\w.-])[\w.-]{1,64}:([^\s:@/"'()]{1,200})@(?:tcp|unix)\(/g, // Go's MySQL driver
  /\b(?:password|identified by)[ \t]{1,10}'([^'\n]{1,200})'/gi, // SQL
  /\b(?:requirepass|masterauth)[ \t]{1,10}["']?([^\s"']{1,200})/g, // Redis
  /\bmysql(?:dump|admin)?[ \t][^\n]{0,200}?[ \t]-p([^\s"']{1,200})/g,
  /\bredis-cli[ \t][^\n]{0,200}?-a[ \t]{1,4}["']?([^\s"']{1,200})/g,
  /(\$(?:2[abxy]?|apr1|1|5|6|y|7|scrypt|argon2\w{1,2})\$[A-Za-z0-9./$=,+-]{12,300})/g, // crypt(3)
];

/** Base64 that starts like this is a PEM text; which one is told by the next letters. */
const BASE64_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/=]{20,200000}/g;

export function findTokens(text: string): Span[] {
  const spans: Span[] = [];
  for (const hit of text.matchAll(MAKER)) {
    spans.push({ start: hit.index, end: hit.index + hit[0].length });
  }
  for (const pattern of INTRODUCED) {
    for (const hit of text.matchAll(pattern)) {
      const secret = hit[1] ?? '';
      if (!isReal(secret)) continue;
      if (pattern.source.includes('Basic|basic') && !isCredentials(secret)) continue;
      const start = hit.index + hit[0].lastIndexOf(secret);
      spans.push({ start, end: start + secret.length });
    }
  }
  for (const hit of text.matchAll(BASE64_PEM)) {
    const label = Buffer.from(hit[0].slice(0, 80), 'base64').toString('latin1');
    if (/PRIVATE|SECRET/.test(label)) {
      spans.push({ start: hit.index, end: hit.index + hit[0].length });
    }
  }
  return [...spans, ...findUserInfo(text)];
}

/** `Basic` is an ordinary word: what follows must decode to user:password. */
function isCredentials(secret: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(secret, 'base64').toString('latin1'));
}

/** Not a reference ($(NAME), ${NAME}, {{ name }}), a mask or a place holder. */
function isReal(secret: string): boolean {
  return !/^\$[({]|^\$[A-Z_][A-Z0-9_]*$|^\{\{|^<|^\*+$|^%[svdq]$|^\[?(?:redacted|REDACTED)|^[xX]+$/.test(
    secret,
  );
}

const RUN_END = /[\s"'<>`\\]/g;
const MOST_RUN = 1000;

/** The password between `://user:` and `@`. */
function findUserInfo(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    const run = text.slice(start, start + MOST_RUN);
    RUN_END.lastIndex = 0;
    const url = run.slice(0, RUN_END.exec(run)?.index ?? run.length);
    const isWeb = /https?$/i.test(text.slice(Math.max(0, at - 5), at));
    const span = findPassword(url, isWeb);
    if (span !== undefined) spans.push({ start: start + span.start, end: start + span.end });
  }
  return spans;
}

const PORT = /^:\d{1,5}(?:[/?#,]|$)/;

function findPassword(url: string, isWeb: boolean): Span | undefined {
  const colon = url.indexOf(':');
  const path = url.search(/[/?#]/);
  const hasPassword = colon !== -1 && !PORT.test(url.slice(colon));
  // Outside the web nobody encodes a slash in a password: up to the last @ it is the password's.
  const authority = path === -1 || (hasPassword && !isWeb) ? url : url.slice(0, path);
  const sign = authority.lastIndexOf('@');
  if (sign <= 0) return undefined;
  const start = colon !== -1 && colon < sign ? colon + 1 : 0;
  if (start === 0 && sign < 20) return undefined; // a user name alone
  const secret = url.slice(start, sign);
  return secret !== '' && isReal(secret) ? { start, end: sign } : undefined;
}
