// `npm start`: the bot itself when Slack's tokens are set, the sandbox when there are none.

const hasTokens = (process.env.SLACK_BOT_TOKEN ?? '') !== '';
process.argv[1] = '';
if (hasTokens) {
  const { main } = await import('../bot/main.ts');
  await main();
} else {
  const { main } = await import('../sandbox/main.ts');
  await main();
}

export {};
