// Methods about what is pinned in a channel, and its bookmarks.
import { type Json, toText } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Slack } from '../slack.ts';
import type { Bookmark } from '../world.ts';
import { assertBotIsIn, assertNotArchived, findChannel, findTarget } from './find.ts';
import { type Methods, method } from './method.ts';

const MOST = 100;

export const pinMethods: Methods = {
  'pins.add': method('pins:write', 2, (slack, args) => {
    const { channel, message } = findTarget(slack, args);
    if (channel.pins.includes(message.ts)) throw new SlackRefusal('already_pinned');
    if (channel.pins.length >= MOST) throw new SlackRefusal('too_many_pins');
    channel.pins.push(message.ts);
    return told(slack);
  }),
  'pins.remove': method('pins:write', 2, (slack, args) => {
    const { channel, message } = findTarget(slack, args);
    if (!channel.pins.includes(message.ts)) throw new SlackRefusal('no_pin');
    channel.pins = channel.pins.filter((ts) => ts !== message.ts);
    return told(slack);
  }),
  'bookmarks.list': method('bookmarks:read', 3, (slack, args) => {
    const channel = findChannel(slack, { channel: args.channel_id });
    assertBotIsIn(slack, channel);
    const bookmarks = channel.bookmarks.map((each) => ({ ...each, channel_id: channel.id }));
    return { bookmarks };
  }),
  'bookmarks.add': method('bookmarks:write', 2, (slack, args) => {
    const channel = findChannel(slack, { channel: args.channel_id });
    assertNotArchived(channel);
    assertBotIsIn(slack, channel);
    if (channel.bookmarks.length >= MOST) throw new SlackRefusal('too_many_bookmarks');
    const bookmark = readBookmark(slack, args);
    channel.bookmarks.push(bookmark);
    return { ...told(slack), bookmark: { ...bookmark, channel_id: channel.id } };
  }),
};

function readBookmark(slack: Slack, args: Json): Bookmark {
  const [title, link] = [toText(args.title), toText(args.link)];
  if (title === '') throw new SlackRefusal('invalid_arguments');
  if (toText(args.type) !== 'link') throw new SlackRefusal('invalid_bookmark_type');
  if (!/^https?:\/\//.test(link)) throw new SlackRefusal('invalid_link');
  return { id: slack.ids.block(), title, link, type: 'link' };
}

function told(slack: Slack): Json {
  slack.stream.send({ type: 'state' });
  return {};
}
