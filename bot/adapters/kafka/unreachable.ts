// Why no broker of a Kafka could be asked, in words, and who can mend it: by the codes of Node, of OpenSSL and of kafkajs's errors, never by
// their texts.

import { KafkaError } from '../../../pipeline/index.ts';

export interface Unreachable {
  readonly why: string;
  readonly fix: string;
}

/** What is found in the error and its causes; the first that is known says it. */
export function unreachable(error: KafkaError): Unreachable {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((each) => each !== undefined);
  if (code === undefined) return { why: 'No broker answered.', fix: LOOK };
  const broker = chain.map(brokerOf).find((each) => each !== undefined);
  const known = WORDS.find(([codes]) => codes.test(code));
  const said = known === undefined ? code : `${known[1]} (${code})`;
  const asked = broker === undefined ? 'No broker could be asked' : `${broker} could not be asked`;
  return {
    why: `${asked}: ${said}.`,
    fix: known?.[2] ?? LOOK,
  };
}

const LOOK =
  'Look whether its brokers run and can be reached from the bot; check "brokers" and "tls" in the settings.';
const WAIT =
  'Try again in a moment: while a broker stays silent, others take over what it looks after. "kafka brokers" tells who is there.';
const RENEW = 'Whoever runs that Kafka can renew the certificate of its brokers.';
const TRUST =
  'Whoever runs Quartermaster can give the authority of the brokers in "tls.ca" of the settings.';
const NAMED =
  'Whoever runs Quartermaster can say in "tls.serverName" of the settings for which name it is; or give that name in "brokers".';
const SHOW =
  'Whoever runs Quartermaster can give a certificate that the brokers trust, and its key, in "tls" of the settings.';
const SPEAK_ALIKE =
  'A broker does so when it is asked in another way than it wants: check "tls" and "sasl" in the settings; or it has just ended.';

/** kafkajs closes or gives up without a code. */
const CODES_BY_NAME: Readonly<Record<string, string>> = {
  KafkaJSConnectionClosedError: 'CONNECTION_CLOSED',
  KafkaJSRequestTimeoutError: 'REQUEST_TIMED_OUT',
};

const WORDS: readonly (readonly [codes: RegExp, why: string, fix: string])[] = [
  [/^ECONNREFUSED$/u, 'nothing listens at its address', LOOK],
  [/^ENOTFOUND$/u, 'its name is not known', LOOK],
  [/^EAI_AGAIN$/u, 'its name could not be looked up', LOOK],
  [/^ETIMEDOUT$/u, 'the connection came to nothing', LOOK],
  [/^REQUEST_TIMED_OUT$/u, 'it takes connections and gives no answer', WAIT],
  [/^(?:ECONNRESET|EPIPE|CONNECTION_CLOSED)$/u, 'the connection was cut', SPEAK_ALIKE],
  [/^CERT_HAS_EXPIRED$/u, 'its certificate has expired', RENEW],
  [/^CERT_NOT_YET_VALID$/u, 'its certificate is not valid yet', RENEW],
  [/SELF_SIGNED_CERT|UNABLE_TO_|CERT_UNTRUSTED/u, 'its certificate is not trusted', TRUST],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/u, 'its certificate is for another name', NAMED],
  [
    /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|HANDSHAKE_FAILURE)/u,
    'it does not take the certificate of the bot, or wants one',
    SHOW,
  ],
  [/^ERR_SSL_/u, 'it does not speak TLS as the bot does', SPEAK_ALIKE],
];

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  let each = error;
  for (let depth = 0; depth < 6 && each instanceof Error; depth += 1) {
    if (!(each instanceof KafkaError)) causes.push(each);
    each = each.cause;
  }
  return causes;
}

function codeOf(error: Error): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : CODES_BY_NAME[error.name];
}

/** `host:port`, where kafkajs tells. */
function brokerOf(error: Error): string | undefined {
  const { broker } = error as { readonly broker?: unknown };
  return typeof broker === 'string' ? broker : undefined;
}
