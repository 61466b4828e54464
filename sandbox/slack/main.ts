// Runs the stand-in Slack as a process of its own: `node sandbox/slack/main.ts`.
// SANDBOX_PORT (3000), SLACK_MANIFEST (manifest.yml), SLACK_REQUEST_URL (the bot's URL; given, HTTP mode),
// SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET (the sandbox's own by default).
import { fileURLToPath } from 'node:url';
import { startSlack } from './server.ts';
import { DEFAULT_SIGNING_SECRET, DEFAULT_TOKENS } from './workspace.ts';

const { env } = process;
const port = Number(env.SANDBOX_PORT ?? 3000);

try {
  const slack = await startSlack({
    port,
    manifestPath:
      env.SLACK_MANIFEST ?? fileURLToPath(new URL('../../manifest.yml', import.meta.url)),
    ...(env.SLACK_REQUEST_URL === undefined ? {} : { botUrl: env.SLACK_REQUEST_URL }),
    tokens: {
      bot: env.SLACK_BOT_TOKEN ?? DEFAULT_TOKENS.bot,
      app: env.SLACK_APP_TOKEN ?? DEFAULT_TOKENS.app,
    },
    signingSecret: env.SLACK_SIGNING_SECRET ?? DEFAULT_SIGNING_SECRET,
  });
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: slack.url, apiUrl: slack.apiUrl })}\n`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void slack.close().then(() => process.exit(0)));
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Cannot start the stand-in Slack on port ${port}. ${words}\n`);
  process.exitCode = 1;
}
