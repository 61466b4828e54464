// Puts the page together: the store, the stream, the columns, and the moves between them.
import { createLive } from './live.js';
import { createConversation } from './panels/conversation.js';
import { createModals } from './panels/modal.js';
import { createSidebar } from './panels/sidebar.js';
import { createThread } from './panels/thread.js';
import { createTraffic } from './panels/traffic.js';
import { channelFrom, readPlace, writePlace } from './place.js';
import { channelName, createStore, findChannel, findUser, ownDirectMessages } from './store.js';
import { createUnread } from './unread.js';

const store = createStore();
const unread = createUnread(store);
const places = {
  app: byId('app'),
  sidebar: byId('sidebar'),
  backdrop: byId('backdrop'),
  conversation: byId('conversation'),
  thread: byId('thread'),
  traffic: byId('traffic'),
};
const narrow = matchMedia('(max-width: 720px)');

const live = createLive(store, { onReset: () => location.reload() });
const traffic = createTraffic(places.traffic, { onClose: toggleTraffic });
createSidebar(store, places.sidebar, {
  switchUser,
  showChannel: (channelId) => go({ view: 'channel', channelId, threadTs: '' }),
  showHome: () => go({ view: 'home', threadTs: '' }),
  toggleTraffic,
  unread: unread.count,
});
const conversation = createConversation(store, places.conversation, {
  openSidebar: () => showSidebar(true),
  openThread: (threadTs) => go({ threadTs }),
  showHome: () => go({ view: 'home', threadTs: '' }),
  showMessages: () =>
    go({ view: 'channel', channelId: ownDirectMessages(store) ?? '', threadTs: '' }),
});
const thread = createThread(store, places.thread, {
  close: () => {
    go({ threadTs: '' });
    conversation.focus();
  },
});
createModals(store);

store.on('place', () => {
  writePlace(store);
  showTitle();
  markSeen();
});
store.on('messages', markSeen);
store.on('messages', showTitle);
document.addEventListener('visibilitychange', markSeen);
places.backdrop.addEventListener('click', () => showSidebar(false));
places.sidebar.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) showSidebar(false);
});
narrow.addEventListener('change', () => showSidebar(false));
addEventListener('hashchange', () => {
  const before = store.userId;
  readPlace(store);
  if (store.userId !== before) forgetPerson();
  store.tell('place');
});

await live.loadWorkspace();
readPlace(store);
showSidebar(false);
store.tell('workspace', 'place');
live.start();
if (!narrow.matches) conversation.focus();

/** @param {Partial<Pick<import('./store.js').Store, 'view' | 'channelId' | 'threadTs'>>} where */
function go(where) {
  const isSameThread = where.threadTs !== undefined && where.channelId === undefined;
  Object.assign(store, where);
  showSidebar(false);
  store.tell('place');
  if (!isSameThread && !narrow.matches) conversation.focus();
}

/** @param {string} userId */
function switchUser(userId) {
  const channel = findChannel(store, store.channelId)?.name ?? 'dm';
  store.userId = userId;
  store.threadTs = '';
  store.channelId = channelFrom(store, channel);
  if (ownDirectMessages(store) === undefined) store.view = 'channel';
  forgetPerson();
  store.tell('place');
}

/** Nothing of one person's view may stay when another looks. */
function forgetPerson() {
  store.messages.clear();
  store.modals = [];
  store.home = null;
  store.delivery = null;
  store.tell('modals', 'messages');
  conversation.rebuild();
  thread.rebuild();
  showSidebar(false);
  live.start();
}

/** On a narrow screen the sidebar is a drawer; hidden, it is out of reach of the keyboard too. @param {boolean} isOpen */
function showSidebar(isOpen) {
  const wasOpen = places.app.classList.contains('has-drawer');
  const isDrawer = narrow.matches;
  places.app.classList.toggle('has-drawer', isDrawer && isOpen);
  places.sidebar.inert = isDrawer && !isOpen;
  places.backdrop.hidden = !(isDrawer && isOpen);
  if (isDrawer && isOpen) places.sidebar.querySelector('button')?.focus();
  else if (isDrawer && wasOpen)
    /** @type {HTMLElement | null} */ (document.querySelector('.open-sidebar'))?.focus();
}

function toggleTraffic() {
  showSidebar(false);
  if (places.traffic.hidden) traffic.open();
  else traffic.close();
}

function markSeen() {
  if (document.hidden || store.view !== 'channel') return;
  unread.markSeen(store.channelId);
}

function showTitle() {
  const where = store.view === 'home' ? 'App Home' : channelName(store, store.channelId);
  document.title = `${where} · ${findUser(store, store.userId)?.name ?? ''} · Quartermaster sandbox`;
}

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element "${id}".`);
  return found;
}
