// Links and mentions out of untrusted text. Only web and mail addresses become links; all else stays text.
import { element } from '../dom.js';
import { channelName, findUser, ownChannels } from '../store.js';
import { exactText } from './plain.js';

/** @typedef {import('../store.js').Store} Store */

/** @param {string} url @param {(Node | string)[]} [content] the address itself by default */
export function linkTo(url, content) {
  const shown = content === undefined || content.length === 0 ? exactText(url) : content;
  if (!isSafeAddress(url)) return element('span', { class: 'not-a-link', title: url }, ...shown);
  return element(
    'a',
    { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' },
    ...shown,
  );
}

/** @param {string} url */
export function isSafeAddress(url) {
  if (!URL.canParse(url)) return false;
  return ['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(url).protocol);
}

/** @param {Store} store @param {string} id @param {string} [name] what the message itself says */
export function userMention(store, id, name) {
  const shown = findUser(store, id)?.name ?? name ?? id;
  const isOwn = id === store.userId;
  return element(
    'span',
    { class: isOwn ? 'mention is-own' : 'mention' },
    ...exactText(`@${shown}`),
  );
}

/** @param {Store} store @param {string} id @param {string} [name] */
export function channelMention(store, id, name) {
  const known = channelName(store, id);
  const shown = known.startsWith('#') ? known : `#${name ?? id}`;
  if (!ownChannels(store).some((channel) => channel.id === id))
    return element('span', { class: 'mention' }, ...exactText(shown));
  const show = () => {
    store.view = 'channel';
    store.channelId = id;
    store.threadTs = '';
    store.tell('place');
  };
  return element(
    'button',
    { type: 'button', class: 'mention is-button', on: { click: show } },
    shown,
  );
}

/** @param {Store} store @param {string} id @param {string} [name] */
export function groupMention(store, id, name) {
  const group = store.workspace.usergroups.find((/** @type {any} */ g) => g.id === id);
  const shown = group === undefined ? (name ?? id).replace(/^@/, '') : group.handle;
  return element('span', { class: 'mention' }, ...exactText(`@${shown}`));
}

/** A mention that notifies everyone: it must stand out, because it would ring. @param {string} range */
export function broadcastMention(range) {
  return element('span', { class: 'mention is-broadcast' }, ...exactText(`@${range}`));
}
