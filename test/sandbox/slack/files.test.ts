// Files through the real WebClient: upload in three steps, the message that follows, and the download.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { App } from '@slack/bolt';
import { type Body, QUIET, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
let client: App['client'];

beforeEach(async () => {
  workspace = await startWorkspace({ settings: { event_retries: 0, reconnect_wait_ms: 0 } });
  client = new App({
    token: 'xoxb-sandbox',
    signingSecret: 'x',
    deferInitialization: true,
    logger: QUIET,
    clientOptions: { slackApiUrl: workspace.slack.apiUrl, retryConfig: { retries: 0 } },
  }).client;
});

afterEach(() => workspace.close());

describe('filesUploadV2', () => {
  test('shares a snippet in a thread, with the bytes as they were', async () => {
    const parent = await client.chat.postMessage({ channel: 'C0SHOPOPS', text: 'pods' });
    const content = 'NAME  READY\nweb-1 1/1 ä€\u0000\n'.repeat(1000);
    await client.filesUploadV2({
      token: 'xoxb-sandbox',
      channel_id: 'C0SHOPOPS',
      thread_ts: String(parent.ts),
      content,
      filename: 'pods.txt',
      title: 'All pods',
      snippet_type: 'text',
      initial_comment: 'the whole output',
    });
    const message = await until('the message', async () =>
      (await workspace.messages()).find((one) => one.files !== undefined),
    );
    expect(message).toMatchObject({
      text: 'the whole output',
      thread_ts: parent.ts,
      files: [
        { name: 'pods.txt', title: 'All pods', mode: 'snippet', size: Buffer.byteLength(content) },
      ],
    });
    const [file] = message.files as Body[];
    const seen = await fetch(`${workspace.slack.url}/sim/files/${String(file?.id)}`);
    expect(await seen.text()).toBe(content);
    const info = await client.files.info({ token: 'xoxb-sandbox', file: String(file?.id) });
    expect(info.file?.shares).toMatchObject({
      public: { C0SHOPOPS: [{ ts: message.ts, thread_ts: parent.ts }] },
    });
    const download = (token: string) =>
      fetch(String(info.file?.url_private), { headers: { authorization: `Bearer ${token}` } });
    expect(await (await download('xoxb-sandbox')).text()).toBe(content);
    expect((await download('xoxb-wrong')).status).toBe(403);
  });
});

describe('the steps one by one', () => {
  const ask = (args: Body) => workspace.call('files.getUploadURLExternal', args);

  test('without the bytes there is nothing to complete', async () => {
    const { file_id: id } = await ask({ filename: 'a.txt', length: 3 });
    const complete = () =>
      workspace.call('files.completeUploadExternal', { files: [{ id }], channel_id: 'C0SHOPOPS' });
    expect(await complete()).toMatchObject({ error: 'file_not_found' });
  });

  test('bytes of another length than announced are refused', async () => {
    const { upload_url: url } = await ask({ filename: 'a.txt', length: 3 });
    expect((await fetch(String(url), { method: 'POST', body: 'four' })).status).toBe(400);
    expect((await fetch(String(url), { method: 'POST', body: 'abc' })).status).toBe(200);
  });

  test('a snippet takes one megabyte and not a byte more', async () => {
    const args = { filename: 'a.txt', snippet_type: 'text' };
    expect(await ask({ ...args, length: 1_048_576 })).toMatchObject({ ok: true });
    expect(await ask({ ...args, length: 1_048_577 })).toMatchObject({ error: 'snippet_too_large' });
    expect(await ask({ filename: 'a.txt', length: 0 })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test('sharing needs the bot in the channel', async () => {
    const { upload_url: url, file_id: id } = await ask({ filename: 'a.txt', length: 3 });
    await fetch(String(url), { method: 'POST', body: 'abc' });
    await workspace.act('channel', { channel: 'shop-ops', remove: ['quartermaster'] });
    expect(
      await workspace.call('files.completeUploadExternal', {
        files: [{ id }],
        channel_id: 'C0SHOPOPS',
      }),
    ).toMatchObject({ error: 'not_in_channel' });
  });
});
