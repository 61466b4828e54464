// Files from the first request for an upload address to the message that carries them.

import { composeBotMessage } from './bot-messages.ts';
import { sendEvent } from './events.ts';
import type { Json } from './json.ts';
import { addMessage, echoMessage } from './messages.ts';
import { CAPS } from './settings.ts';
import type { Slack } from './slack.ts';
import type { Channel, Message, StoredFile } from './world.ts';

/** The file object of answers and messages. */
export function fileJson(slack: Slack, file: StoredFile): Json {
  const path = `${slack.url}/files/${slack.world.team.id}-${file.id}/${encodeURIComponent(file.name)}`;
  const shares: Json = {};
  for (const { channel, ...share } of file.shares) shares[channel] = [share];
  const text = file.mode === 'snippet' ? (file.content?.toString('utf8') ?? '') : '';
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype,
    user: file.user,
    mode: file.mode,
    size: file.content?.length ?? 0,
    is_external: false,
    is_public: file.shares.length > 0,
    url_private: path,
    url_private_download: `${path}?download=1`,
    permalink: `${slack.url}/sim/files/${file.id}`,
    alt_txt: file.altText,
    channels: file.shares.map((share) => share.channel).filter((id) => !id.startsWith('D')),
    ims: file.shares.map((share) => share.channel).filter((id) => id.startsWith('D')),
    shares: { public: shares },
    ...(file.mode === 'snippet'
      ? { preview: text.split('\n').slice(0, 5).join('\n'), lines: text.split('\n').length }
      : {}),
  };
}

export interface Sharing {
  channel: Channel;
  text: string;
  blocks: Json[] | undefined;
  threadTs?: string | undefined;
  parentUser?: string | undefined;
}

/** Posts the message that carries the files; as with Slack, a moment after the call is answered. */
export function shareLater(slack: Slack, files: readonly StoredFile[], sharing: Sharing): void {
  const { channel, text, blocks, threadTs, parentUser } = sharing;
  slack.clock.after(slack.settings.file_processing_ms, () => {
    const message: Message = {
      ...composeBotMessage(slack, { text, blocks, threadTs, parentUser }),
      files: [],
    };
    for (const file of files)
      file.shares.push({
        channel: channel.id,
        ts: message.ts,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      });
    message.files = files.map((file) => fileJson(slack, file));
    addMessage(slack, channel, message);
    echoMessage(slack, channel, message, { subtype: 'file_share' });
    for (const file of files) tellShared(slack, file, channel);
  });
}

/** Keeps the store bounded: the oldest files go first, and the number gone is counted. */
export function storeFile(slack: Slack, file: StoredFile): void {
  const { files } = slack.world;
  files.set(file.id, file);
  let bytes = [...files.values()].reduce((sum, f) => sum + (f.content?.length ?? 0), 0);
  for (const [id, old] of files) {
    if (files.size <= CAPS.files && bytes <= CAPS.fileBytes) return;
    bytes -= old.content?.length ?? 0;
    files.delete(id);
    slack.world.filesDropped += 1;
  }
}

function tellShared(slack: Slack, file: StoredFile, channel: Channel): void {
  slack.stream.send(
    { type: 'file', file: fileJson(slack, file) },
    channel.is_im ? channel.user : undefined,
  );
  sendEvent(
    slack,
    {
      type: 'file_shared',
      file_id: file.id,
      user_id: file.user,
      file: { id: file.id },
      channel_id: channel.id,
    },
    { user: slack.world.users.get(file.user), channel },
  );
}
