// Loads what a person may see and follows the stream. A message of a channel that person is not in is dropped here.
import { look } from './api.js';
import { keepMessage, ownChannels, ownDirectMessages } from './store.js';

/** @typedef {import('./store.js').Store} Store */

const MOST_LOADED = 1000;
const RECONNECT_MS = 1500;
/** News that arrive in a burst are drawn together. */
const GATHER_MS = 20;

/** @param {Store} store @param {{ onReset: () => void }} actions */
export function createLive(store, { onReset }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isTellingSoon = false;
  return { start, loadWorkspace };

  /** Follows the stream as this person; whatever was known of another is forgotten. */
  function start() {
    clearTimeout(timer);
    source?.close();
    const own = new EventSource(`/sim/stream?user=${encodeURIComponent(store.userId)}`);
    source = own;
    own.onopen = () => void loadAll(own);
    own.onmessage = (event) => take(JSON.parse(event.data));
    own.onerror = () => {
      own.close();
      store.isStreaming = false;
      store.tell('connection');
      if (source === own) timer = setTimeout(start, RECONNECT_MS);
    };
  }

  /** The stream is open first, so nothing falls between it and the load. @param {EventSource} own */
  async function loadAll(own) {
    await loadWorkspace();
    const dm = ownDirectMessages(store);
    const ids = [
      ...ownChannels(store).map((channel) => channel.id),
      ...(dm === undefined ? [] : [dm]),
    ];
    const user = store.userId;
    const [views, ...lists] = await Promise.all([
      look('views', { user }),
      ...ids.map((channel) => look('messages', { channel, user, limit: MOST_LOADED })),
    ]);
    if (source !== own || views?.ok !== true) return;
    store.messages.clear();
    for (const list of lists)
      for (const message of list.messages ?? []) keepMessage(store, list.channel, message);
    store.modals = views?.modals ?? [];
    store.home = views?.home ?? null;
    store.isStreaming = true;
    store.tell('connection', 'place', 'messages', 'modals', 'home');
  }

  async function loadWorkspace() {
    const answer = await look('state');
    if (!answer.ok) return;
    store.workspace = answer;
    store.tell('workspace');
  }

  /** @param {any} event */
  function take(event) {
    if (event.type === 'message' || event.type === 'update' || event.type === 'ephemeral')
      takeMessage(event);
    else if (event.type === 'delete') {
      store.messages.get(event.channel)?.delete(event.ts);
      tellSoon();
    } else if (event.type === 'view') takeView(event);
    else if (event.type === 'home' && event.user === store.userId) {
      store.home = event.view;
      store.tell('home');
    } else if (event.type === 'delivery' && event.user === store.userId) {
      store.delivery = event;
      store.tell('delivery');
    } else if (event.type === 'state') void loadWorkspace();
    else if (event.type === 'reset') onReset();
  }

  /** @param {any} event */
  function takeMessage({ channel, message }) {
    if (!mayRead(channel, message)) return;
    keepMessage(store, channel, message);
    tellSoon();
  }

  function tellSoon() {
    if (isTellingSoon) return;
    isTellingSoon = true;
    setTimeout(() => {
      isTellingSoon = false;
      store.tell('messages');
    }, GATHER_MS);
  }

  /** @param {any} event */
  function takeView(event) {
    if (event.user !== store.userId) return;
    store.modals = event.modals;
    if (event.errors !== undefined)
      store.viewErrors = { viewId: event.view_id, errors: event.errors };
    store.tell('modals');
  }

  /** @param {string} channelId @param {any} message */
  function mayRead(channelId, message) {
    if (message.is_ephemeral === true && message.ephemeral_to !== store.userId) return false;
    return (
      channelId === ownDirectMessages(store) ||
      ownChannels(store).some((channel) => channel.id === channelId)
    );
  }
}
