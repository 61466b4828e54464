// The address of what is on screen: `#user=alice&channel=shop-ops&thread=TS`, so that a page can be linked and reloaded.
import { findChannel, findUser, ownChannels, ownDirectMessages } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** Reads the address; what it does not name, or names wrongly, becomes the first person and channel. @param {Store} store */
export function readPlace(store) {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const people = store.workspace.users.filter((/** @type {any} */ user) => !user.is_bot);
  const user =
    people.find((/** @type {any} */ one) => one.name === wanted.get('user')) ?? people[0];
  store.userId = user?.id ?? '';
  store.view = wanted.get('view') === 'home' ? 'home' : 'channel';
  store.channelId = channelFrom(store, wanted.get('channel'));
  store.threadTs = wanted.get('thread') ?? '';
}

/** @param {Store} store */
export function writePlace(store) {
  const words = new URLSearchParams({ user: findUser(store, store.userId)?.name ?? '' });
  if (store.view === 'home') words.set('view', 'home');
  else words.set('channel', findChannel(store, store.channelId)?.name ?? 'dm');
  if (store.threadTs !== '') words.set('thread', store.threadTs);
  history.replaceState(null, '', `#${words}`);
}

/** The named channel if this person is in it, else the first. @param {Store} store @param {string | null} name */
export function channelFrom(store, name) {
  const own = ownChannels(store);
  const named =
    name === 'dm' ? ownDirectMessages(store) : own.find((channel) => channel.name === name)?.id;
  return named ?? own[0]?.id ?? '';
}
