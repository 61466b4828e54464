// The token by which Amazon MSK lets somebody in: a request that is signed with AWS credentials and never sent, good for 15 minutes
// (https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html). AWS's own library makes it, and is loaded by the first
// Kafka that needs one: it is large.

import { OperatorError } from '../../errors.ts';

const SESSION = 'quartermaster';

/**
 * With the credentials that AWS's usual chain finds: variables, a profile, the pod's or the machine's role.
 * @throws OperatorError when there are none, or the role is not given
 */
export async function mskToken(
  kafka: string,
  region: string,
  role: string | undefined,
): Promise<string> {
  const { generateAuthToken, generateAuthTokenFromRole } = await import(
    'aws-msk-iam-sasl-signer-js'
  );
  try {
    const { token } = await (role === undefined
      ? generateAuthToken({ region })
      : generateAuthTokenFromRole({ region, awsRoleArn: role, awsRoleSessionName: SESSION }));
    return token;
  } catch (cause) {
    throw new OperatorError({
      what: `Kafka ${kafka} cannot be used.`,
      why: `AWS gives the bot no credentials for it (${(cause as Error).name}).`,
      fix: 'Whoever runs Quartermaster can give the bot’s machine, pod or environment a role of AWS.',
      cause,
    });
  }
}
