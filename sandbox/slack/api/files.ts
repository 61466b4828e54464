// Methods of the upload flow: an address, the bytes, and the completion that shares them.

import { kindOfFile } from '../file-types.ts';
import { fileJson, shareLater, storeFile } from '../files.ts';
import { isObject, type Json, toObjects, toText, toTexts } from '../json.ts';
import { findMessage } from '../messages.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import { assertMessageBlocks } from '../validate-message.ts';
import type { Channel, StoredFile } from '../world.ts';
import { assertBotIsIn, assertNotArchived, findChannel } from './find.ts';
import { type Methods, method } from './method.ts';

export const fileMethods: Methods = {
  'files.getUploadURLExternal': method('files:write', 4, getUploadUrl),
  'files.completeUploadExternal': method('files:write', 4, completeUpload),
  'files.info': method('files:read', 4, (slack, args) => ({
    file: fileJson(slack, findFile(slack, toText(args.file))),
    comments: [],
    response_metadata: { next_cursor: '' },
  })),
  'files.delete': method('files:write', 3, deleteFile),
};

const LARGEST_FILE = 1024 * 1024 * 1024;
const LARGEST_SNIPPET = 1024 * 1024;
const LONGEST_ALT_TEXT = 1000;

function getUploadUrl(slack: Slack, args: Json): Json {
  const name = toText(args.filename);
  const length = Number(args.length);
  if (name === '' || !Number.isInteger(length) || length < 1)
    throw new SlackRefusal('invalid_arguments');
  if (length > LARGEST_FILE) throw new SlackRefusal('file_upload_size_restricted');
  const snippetType = toText(args.snippet_type);
  if (snippetType !== '' && length > LARGEST_SNIPPET) throw new SlackRefusal('snippet_too_large');
  const altText = toText(args.alt_text) || toText(args.alt_txt);
  if (altText.length > LONGEST_ALT_TEXT) throw new SlackRefusal('alt_txt_too_large');
  const file: StoredFile = {
    id: slack.ids.file(),
    name,
    title: name,
    ...kindOfFile(name, snippetType),
    mode: snippetType === '' ? 'hosted' : 'snippet',
    length,
    user: slack.world.bot.id,
    created: Math.floor(slack.clock.now() / 1000),
    altText,
    content: undefined,
    completed: false,
    uploadToken: slack.ids.secret(),
    shares: [],
  };
  storeFile(slack, file);
  return { upload_url: `${slack.url}/upload/v1/${file.uploadToken}`, file_id: file.id };
}

function completeUpload(slack: Slack, args: Json): Json {
  const wanted = toObjects(args.files);
  if (!Array.isArray(args.files) || wanted.length === 0)
    throw new SlackRefusal('invalid_arguments');
  const files = wanted.map((entry) => findUploaded(slack, entry));
  const sharings = channelsOf(args).map((id) => {
    const channel = findChannel(slack, { channel: id });
    assertNotArchived(channel);
    assertBotIsIn(slack, channel);
    return { channel, ...contentOf(args), ...threadOf(slack, channel, args) };
  });
  for (const [index, file] of files.entries()) {
    file.completed = true;
    file.title = toText(wanted[index]?.title) || file.name;
  }
  for (const sharing of sharings) shareLater(slack, files, sharing);
  return { files: files.map((file) => fileJson(slack, file)) };
}

function deleteFile(slack: Slack, args: Json): Json {
  const file = findFile(slack, toText(args.file));
  slack.world.files.delete(file.id);
  return {};
}

function findFile(slack: Slack, id: string): StoredFile {
  const file = slack.world.files.get(id);
  if (file === undefined || !file.completed) throw new SlackRefusal('file_not_found');
  return file;
}

/** Without the bytes there is nothing to complete. */
function findUploaded(slack: Slack, entry: Json): StoredFile {
  const file = slack.world.files.get(toText(entry.id));
  if (file?.content === undefined) throw new SlackRefusal('file_not_found');
  if (file.completed) throw new SlackRefusal('file_already_completed');
  return file;
}

function channelsOf(args: Json): string[] {
  const one = toText(args.channel_id);
  return one === '' ? toTexts(args.channels) : [one];
}

function contentOf(args: Json): { text: string; blocks: Json[] | undefined } {
  const text = toText(args.initial_comment);
  const hasBlocks = args.blocks !== undefined && args.blocks !== '';
  if (hasBlocks && text !== '') throw new SlackRefusal('invalid_arguments');
  return { text, blocks: hasBlocks ? assertMessageBlocks(args.blocks) : undefined };
}

function threadOf(
  slack: Slack,
  channel: Channel,
  args: Json,
): { threadTs?: string; parentUser?: string | undefined } {
  const wanted = toText(args.thread_ts);
  if (wanted === '') return {};
  const parent = findMessage(slack.world, channel.id, wanted);
  if (!isObject(parent) || parent.is_ephemeral === true) throw new SlackRefusal('thread_not_found');
  return { threadTs: parent.ts, parentUser: parent.user };
}
