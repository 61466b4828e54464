// What a workspace holds: people, channels, messages, views and files. Shapes only; rules live with the methods.
import type { Json } from './json.ts';

export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface User {
  id: string;
  name: string;
  real_name: string;
  email: string;
  team_id: string;
  is_bot: boolean;
  is_restricted: boolean;
  deleted: boolean;
  color: string;
  tz: string;
  /** Only bots have these. */
  bot_id?: string;
  app_id?: string;
}

export interface Channel {
  id: string;
  name: string;
  is_im: boolean;
  is_archived: boolean;
  is_ext_shared: boolean;
  topic: string;
  creator: string;
  /** In seconds; 0 of those that were there from the beginning. */
  created: number;
  members: Set<string>;
  /** The ts of messages. */
  pins: string[];
  bookmarks: Bookmark[];
  /** The person of a direct message. */
  user?: string;
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  type: 'link';
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: Set<string>;
}

export interface Message {
  type: 'message';
  ts: string;
  text: string;
  team: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  bot_profile?: Json;
  blocks?: Json[];
  attachments?: Json[];
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  client_msg_id?: string;
  subtype?: string;
  edited?: { user: string; ts: string };
  files?: Json[];
  reactions?: { name: string; users: string[]; count: number }[];
  metadata?: Json;
  is_ephemeral?: true;
  ephemeral_to?: string;
}

export interface MessageLog {
  list: Message[];
  byTs: Map<string, Message>;
  dropped: number;
}

export interface View {
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  user: string;
  blocks: Json[];
  private_metadata: string;
  callback_id: string;
  hash: string;
  title?: Json;
  submit?: Json;
  close?: Json;
  clear_on_close: boolean;
  notify_on_close: boolean;
  previous_view_id: string | null;
  root_view_id: string;
  external_id: string;
  /** What the person has put into inputs: block id, then action id. */
  edits: Map<string, Json>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  mode: 'hosted' | 'snippet';
  length: number;
  user: string;
  created: number;
  altText: string;
  content: Buffer | undefined;
  completed: boolean;
  uploadToken: string;
  shares: { channel: string; ts: string; thread_ts?: string }[];
}

export interface World {
  team: Team;
  otherTeam: Team;
  bot: User;
  users: Map<string, User>;
  channels: Map<string, Channel>;
  groups: Map<string, UserGroup>;
  messages: Map<string, MessageLog>;
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  files: Map<string, StoredFile>;
  filesDropped: number;
}
