// What the page knows: the workspace, who is looking, at what, and the messages that person may see.
// Parts of the page listen to topics; nothing here touches the document.

/**
 * @typedef {import('./api.js').Json} Json
 * @typedef {'workspace' | 'place' | 'messages' | 'modals' | 'home' | 'delivery' | 'connection'} Topic
 */

/**
 * @typedef {object} Store
 * @property {Json} workspace the answer of /sim/state
 * @property {string} userId
 * @property {string} channelId
 * @property {'channel' | 'home'} view
 * @property {string} threadTs empty when no thread is open
 * @property {boolean} isStreaming whether news arrive
 * @property {Map<string, Map<string, Json>>} messages by channel, then by ts
 * @property {Json[]} modals bottom to top
 * @property {{ viewId: string, errors: { [blockId: string]: string } } | null} viewErrors
 * @property {Json | null} home
 * @property {Json | null} delivery the newest thing sent to the app for this person
 * @property {(topic: Topic, listener: () => void) => void} on
 * @property {(...topics: Topic[]) => void} tell
 */

/** @returns {Store} */
export function createStore() {
  /** @type {Map<Topic, Set<() => void>>} */
  const listeners = new Map();
  return {
    workspace: { users: [], channels: [], dms: [], usergroups: [], commands: [], shortcuts: [] },
    userId: '',
    channelId: '',
    view: 'channel',
    threadTs: '',
    isStreaming: false,
    messages: new Map(),
    modals: [],
    viewErrors: null,
    home: null,
    delivery: null,
    on(topic, listener) {
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
    },
    tell(...topics) {
      for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener();
    },
  };
}

/** The messages of a channel, oldest first. @param {Store} store @param {string} channelId @returns {Json[]} */
export function messagesOf(store, channelId) {
  const known = [...(store.messages.get(channelId)?.values() ?? [])];
  return known.sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** What stands in the channel itself: everything but replies, unless they were broadcast. @param {Store} store @param {string} channelId */
export function channelMessages(store, channelId) {
  return messagesOf(store, channelId).filter(
    (message) => !isReply(message) || message.subtype === 'thread_broadcast',
  );
}

/** The parent and its replies. @param {Store} store @param {string} channelId @param {string} threadTs */
export function threadMessages(store, channelId, threadTs) {
  return messagesOf(store, channelId).filter(
    (message) => message.ts === threadTs || message.thread_ts === threadTs,
  );
}

/** @param {Json} message */
export function isReply(message) {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

/** Beyond this the oldest go: the page stays light through a storm. The stand-in still has them. */
const MOST_KEPT = 3000;

/** @param {Store} store @param {string} channelId @param {Json} message */
export function keepMessage(store, channelId, message) {
  const known = store.messages.get(channelId) ?? new Map();
  store.messages.set(channelId, known.set(message.ts, message));
  const [oldest] = known.size > MOST_KEPT ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
}

/** The channels and direct messages this person is in. @param {Store} store @returns {Json[]} */
export function ownChannels(store) {
  return store.workspace.channels.filter((/** @type {Json} */ channel) =>
    channel.members.includes(store.userId),
  );
}

/** The direct messages with the app; a stranger of another team has none. @param {Store} store @returns {string | undefined} */
export function ownDirectMessages(store) {
  return store.workspace.dms.find((/** @type {Json} */ dm) => dm.user === store.userId)?.id;
}

/** @param {Store} store @param {string} id @returns {Json | undefined} */
export function findUser(store, id) {
  if (id === 'USLACKBOT') return { id, name: 'slackbot', real_name: 'Slackbot', color: '#5b6470' };
  return store.workspace.users.find((/** @type {Json} */ user) => user.id === id);
}

/** @param {Store} store @param {string} id @returns {Json | undefined} */
export function findChannel(store, id) {
  return store.workspace.channels.find((/** @type {Json} */ channel) => channel.id === id);
}

/** What a person is called where channels are listed. @param {Store} store @param {string} channelId */
export function channelName(store, channelId) {
  const channel = findChannel(store, channelId);
  if (channel !== undefined) return `#${channel.name}`;
  return channelId === ownDirectMessages(store) ? store.workspace.app.name : channelId;
}

/** One word for what a person may be. @param {Store} store @param {Json} user */
export function roleWord(store, user) {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.team_id !== store.workspace.team?.id) return 'other team';
  if (user.is_restricted) return 'guest';
  const names = (user.groups ?? []).map((/** @type {string} */ id) => groupWord(store, id));
  return names.length > 0 ? names.join(', ') : 'no role';
}

/** "admin" for the group @admins. @param {Store} store @param {string} id */
function groupWord(store, id) {
  const group = store.workspace.usergroups.find((/** @type {Json} */ g) => g.id === id);
  return group === undefined ? id : group.handle.replace(/s$/, '');
}
