// How the bot gets into Slack, as the environment says it. Pure.

import type { Environment } from '../config.ts';
import { OperatorError } from '../errors.ts';

/** @throws OperatorError when there is no way in. */
export function slackSettings(environment: Environment) {
  const { botToken, appToken, signingSecret, slackApiUrl, port } = environment;
  if (botToken === undefined || (appToken === undefined && signingSecret === undefined)) {
    throw new OperatorError({
      what: 'Quartermaster has no way to Slack.',
      why: 'SLACK_BOT_TOKEN and one of SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) are needed.',
      fix: 'Set them, or run "npm start" without any of them for the sandbox.',
    });
  }
  return {
    botToken,
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
    ...(slackApiUrl === undefined ? {} : { apiUrl: slackApiUrl }),
    port,
  };
}
