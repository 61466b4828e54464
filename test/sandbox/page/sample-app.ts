// A small Bolt app for the page's tests: each word after /kubectl makes it say one kind of thing.
import type { App, BlockAction, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { createSocketApp, type Workspace } from '../slack/workspace.ts';
import { everyBlock, hostile } from './sample-blocks.ts';
import { builder, home, pods, preview, restarted } from './sample-messages.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** What the app was told, newest last. */
export interface SampleApp {
  app: App;
  clicks: { action: string; user: string; value: string }[];
  submits: unknown[];
  stop(): Promise<void>;
}

export async function startSampleApp(workspace: Workspace): Promise<SampleApp> {
  const app = createSocketApp(workspace);
  const sample: SampleApp = {
    app,
    clicks: [],
    submits: [],
    stop: async () => void (await app.stop()),
  };
  app.command('/kubectl', (args) => answer(workspace, args));
  app.action(/^(confirm|cancel|more|pick)$/, async ({ ack, body, respond, action }) => {
    await ack();
    const value = 'value' in action ? action.value : '';
    const { action_id } = action as { action_id: string };
    sample.clicks.push({ action: action_id, user: body.user.id, value: value ?? '' });
    const { message } = body as BlockAction;
    if (action_id === 'confirm' && message !== undefined)
      await respond({ text: 'done', blocks: restarted(body.user.id), replace_original: true });
  });
  app.options('name', async ({ ack, payload }) => {
    const names = ['web', 'checkout', 'payments', 'search'].filter((name) =>
      name.startsWith(payload.value),
    );
    await ack({ options: names.map((name) => ({ text: plain(name), value: name })) });
  });
  app.view('builder', async ({ ack, view, body }) => {
    sample.submits.push(view.state.values);
    const reason = view.state.values.reason?.reason?.value ?? '';
    if (reason.length < 5)
      return ack({
        response_action: 'errors',
        errors: { reason: 'Say why in at least 5 letters.' },
      });
    if (reason.includes('again'))
      return ack({ response_action: 'push', view: { ...builder(), title: plain('Second step') } });
    await ack();
    await app.client.chat.postMessage({ channel: 'C0SHOPOPS', text: `built by ${body.user.name}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: home(event.user) });
  });
  app.event('app_mention', async ({ event, client }) => {
    const thread_ts = event.thread_ts ?? event.ts;
    await client.chat.postMessage({
      channel: event.channel,
      thread_ts,
      text: 'Answer in the thread',
    });
  });
  await app.start();
  return sample;
}

async function answer(
  workspace: Workspace,
  {
    command,
    ack,
    respond,
  }: SlackCommandMiddlewareArgs & { respond: (m: object) => Promise<unknown> },
) {
  const { text, channel_id: channel, trigger_id } = command;
  if (text === 'silent') return;
  await ack(text === 'private' ? 'For your eyes only.' : undefined);
  if (text === '') await workspace.call('views.open', { trigger_id, view: builder() });
  else if (text.startsWith('get pods'))
    await workspace.call('chat.postMessage', {
      channel,
      text: '3 of 5 pods are running',
      blocks: pods(command.user_id, text),
    });
  else if (text.startsWith('rollout'))
    await workspace.call('chat.postMessage', { channel, text: 'Restart?', blocks: preview() });
  else if (text === 'hostile')
    await workspace.call('chat.postMessage', { channel, text: 'hostile', blocks: hostile() });
  else if (text === 'every')
    await workspace.call('chat.postMessage', {
      channel,
      text: 'every block',
      blocks: everyBlock(),
    });
  else if (text === 'file') await shareFile(workspace, channel);
  else if (text.startsWith('say ')) await respond({ text: text.slice(4) });
}

async function shareFile(workspace: Workspace, channel: string): Promise<void> {
  const content = Array.from({ length: 40 }, (_, line) => `line ${line + 1} of the log`).join('\n');
  const { upload_url, file_id } = await workspace.call('files.getUploadURLExternal', {
    filename: 'web.log',
    length: content.length,
    snippet_type: 'text',
  });
  await fetch(String(upload_url), { method: 'POST', body: content });
  await workspace.call('files.completeUploadExternal', {
    files: [{ id: file_id, title: 'web.log' }],
    channel_id: channel,
    initial_comment: 'The whole output',
  });
}
