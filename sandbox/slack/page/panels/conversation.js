// The middle column: a channel's messages and composer, or the app's Home and Messages tabs.
import { button, element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import {
  channelMessages,
  channelName,
  findChannel,
  findUser,
  ownDirectMessages,
} from '../store.js';
import { exactText } from '../text/plain.js';
import { avatar } from './avatar.js';
import { createComposer } from './composer.js';
import { hints } from './hints.js';
import { homeTab } from './home.js';
import { messageList } from './message-list.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {{ openSidebar: () => void, openThread: (ts: string) => void, showHome: () => void, showMessages: () => void }} ConversationActions
 */

/** @param {Store} store @param {HTMLElement} place @param {ConversationActions} actions */
export function createConversation(store, place, actions) {
  let shown = '';
  /** @type {{ draw: () => void, focus: () => void, showDelivery: () => void }} */
  let current = { draw() {}, focus() {}, showDelivery() {} };
  store.on('place', show);
  store.on('messages', () => current.draw());
  store.on('home', () => current.draw());
  store.on('delivery', () => current.showDelivery());
  return { focus: () => current.focus(), rebuild };

  function show() {
    const wanted = `${store.userId} ${store.view} ${store.channelId}`;
    if (wanted === shown) return;
    shown = wanted;
    rebuild();
  }

  function rebuild() {
    current = store.view === 'home' ? showHomeTab() : showChannel();
    current.draw();
  }

  function showHomeTab() {
    const home = homeTab(store);
    replaceContent(place, appHeader(), home.box);
    return { draw: home.draw, focus() {}, showDelivery: home.showDelivery };
  }

  function showChannel() {
    const { channelId } = store;
    const name = channelName(store, channelId);
    const composer = createComposer(store, { channelId });
    const list = messageList({
      label: `Messages in ${name}`,
      setting: { store, channelId, openThread: actions.openThread },
      messages: () => channelMessages(store, channelId),
      whenEmpty: () => hints(store, composer.fill),
    });
    const isApp = channelId === ownDirectMessages(store);
    replaceContent(place, isApp ? appHeader() : channelHeader(name), list.box, composer.box);
    return { draw: list.draw, focus: composer.focus, showDelivery: composer.showDelivery };
  }

  /** @param {string} name */
  function channelHeader(name) {
    const channel = findChannel(store, store.channelId);
    return element(
      'header',
      { class: 'conversation-header' },
      sidebarButton(),
      element('h1', { dir: 'auto' }, ...exactText(name)),
      element('span', { class: 'topic' }, ...exactText(channel?.topic ?? '')),
      channel?.is_archived ? element('span', { class: 'badge' }, 'ARCHIVED') : null,
      marks(channel),
      element('span', { class: 'members' }, `${channel?.members.length ?? 0} members`),
    );
  }

  /**
   * What is pinned there and what is bookmarked.
   * @param {{ pins?: string[], bookmarks?: { title: string, link: string }[] } | undefined} channel
   */
  function marks(channel) {
    const { pins = [], bookmarks = [] } = channel ?? {};
    if (pins.length + bookmarks.length === 0) return null;
    return element(
      'nav',
      { class: 'marks', 'aria-label': 'Pins and bookmarks' },
      pins.length === 0 ? null : element('span', {}, `${pins.length} pinned`),
      ...bookmarks.map(({ title, link }) =>
        element('a', { href: link, target: '_blank', rel: 'noopener' }, ...exactText(title)),
      ),
    );
  }

  function appHeader() {
    const app = findUser(store, store.workspace.app.bot_user_id);
    const tab = (
      /** @type {string} */ words,
      /** @type {boolean} */ isOn,
      /** @type {() => void} */ go,
    ) => button({ class: 'tab', 'aria-current': isOn ? 'page' : null, on: { click: go } }, words);
    return element(
      'header',
      { class: 'conversation-header is-app' },
      sidebarButton(),
      avatar(app, 'is-small'),
      element('h1', {}, app?.real_name ?? store.workspace.app.name),
      element(
        'nav',
        { class: 'tabs', 'aria-label': 'App tabs' },
        tab('Home', store.view === 'home', actions.showHome),
        tab('Messages', store.view === 'channel', actions.showMessages),
      ),
    );
  }

  function sidebarButton() {
    return button(
      {
        class: 'tool open-sidebar',
        'aria-label': 'Channels and people',
        on: { click: actions.openSidebar },
      },
      icon('menu', 20),
    );
  }
}
