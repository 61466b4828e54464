// kafkajs's own ways of SASL, with the reason why one failed: it makes the same error of a wrong password and of a broker that says nothing,
// and takes a token for good that the broker has refused.
import type { Mechanism, SASLOptions } from 'kafkajs';
import createOauthBearer from 'kafkajs/src/broker/saslAuthenticator/oauthBearer.js';
import createPlain from 'kafkajs/src/broker/saslAuthenticator/plain.js';
import createScram256 from 'kafkajs/src/broker/saslAuthenticator/scram256.js';
import createScram512 from 'kafkajs/src/broker/saslAuthenticator/scram512.js';

/** Speaks as the options say. What the broker answered, or that it did not, is what a failed attempt throws. */
export function saslMechanism(options: SASLOptions): Mechanism | SASLOptions {
  const create = BUILT_IN[options.mechanism];
  if (create === undefined) return options;
  const { mechanism } = options;
  return {
    mechanism,
    authenticationProvider: (args) => {
      let problem: unknown;
      const send =
        mechanism === 'oauthbearer' ? showToken(args.saslAuthenticate) : args.saslAuthenticate;
      const saslAuthenticate: Authenticate = async (message) => {
        try {
          return await send(message);
        } catch (error) {
          problem = error;
          throw error;
        }
      };
      const authenticator = create(options)({ ...args, saslAuthenticate });
      return {
        authenticate: async () => {
          try {
            await authenticator.authenticate();
          } catch (error) {
            throw problem ?? error;
          }
        },
      };
    },
  };
}

type Provider = Mechanism['authenticationProvider'];
type Authenticate = Parameters<Provider>[0]['saslAuthenticate'];

const BUILT_IN: Readonly<Record<string, ((options: SASLOptions) => Provider) | undefined>> = {
  plain: createPlain,
  'scram-sha-256': createScram256,
  'scram-sha-512': createScram512,
  oauthbearer: createOauthBearer,
};

/**
 * A token that is refused is answered without an error, with a text that says why; the error comes once that is acknowledged with a
 * single byte (RFC 7628, section 3.2.3).
 */
function showToken(authenticate: Authenticate): Authenticate {
  return async ({ request }) => {
    const said = await authenticate({ request, response: AS_IT_IS });
    if (Buffer.isBuffer(said) && said.length > SIZE_BYTES) {
      await authenticate({ request: { encode: () => ACKNOWLEDGED } });
    }
  };
}

/** The text begins with its size. */
const SIZE_BYTES = 4;
const ACKNOWLEDGED = Buffer.from([0, 0, 0, 1, 1]);
const AS_IT_IS = {
  decode: (bytes: Buffer) => bytes,
  parse: (bytes: Buffer) => bytes,
};
