// The left column: workspace, who is looking, channels with unread marks, the app, and whether it is connected.
import { openMenu } from '../controls/menu.js';
import { button, element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import { findUser, ownChannels, ownDirectMessages, roleWord } from '../store.js';
import { exactText } from '../text/plain.js';
import { avatar } from './avatar.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {object} SidebarActions
 * @property {(userId: string) => void} switchUser
 * @property {(channelId: string) => void} showChannel
 * @property {() => void} showHome
 * @property {() => void} toggleTraffic
 * @property {(channelId: string) => number} unread
 */

/** @param {Store} store @param {HTMLElement} place @param {SidebarActions} actions */
export function createSidebar(store, place, actions) {
  const people = element('div', { class: 'sidebar-top' });
  const channels = element('div', { class: 'sidebar-channels' });
  const foot = element('div', { class: 'sidebar-foot' });
  replaceContent(place, people, channels, foot);
  const draw = () => {
    keepFocus(place, () => {
      replaceContent(people, workspaceName(store), userSwitcher(store, actions));
      replaceContent(channels, channelList(store, actions), appList(store, actions));
      replaceContent(foot, connection(store), trafficButton(actions));
    });
  };
  for (const topic of /** @type {const} */ (['workspace', 'place', 'messages', 'connection']))
    store.on(topic, draw);
  return { draw };
}

/** @param {Store} store */
function workspaceName(store) {
  return element(
    'div',
    { class: 'workspace' },
    element('strong', {}, store.workspace.team?.name ?? ''),
    element('span', {}, 'sandbox'),
  );
}

/** @param {Store} store @param {SidebarActions} actions */
function userSwitcher(store, actions) {
  const user = findUser(store, store.userId);
  const people = store.workspace.users.filter((/** @type {any} */ one) => !one.is_bot);
  const open = () =>
    openMenu(
      control,
      'Act as',
      people.map((/** @type {any} */ one) => ({
        label: [avatar(one, 'is-small'), one.real_name],
        detail: roleWord(store, one),
        isChecked: one.id === store.userId,
        choose: () => actions.switchUser(one.id),
      })),
    );
  const role = user === undefined ? '' : roleWord(store, user);
  const control = button(
    {
      class: 'user-switcher',
      'data-key': 'user',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': `Acting as ${user?.name ?? ''}, ${role}. Switch person`,
      on: { click: open },
    },
    avatar(user),
    element(
      'span',
      { class: 'user-names' },
      element('strong', {}, ...exactText(user?.real_name ?? '')),
      element('span', { class: 'role' }, role),
    ),
    icon('down'),
  );
  return control;
}

/** @param {Store} store @param {SidebarActions} actions */
function channelList(store, actions) {
  const items = ownChannels(store).map((channel) => {
    const unread = actions.unread(channel.id);
    const isCurrent = store.view === 'channel' && channel.id === store.channelId;
    return element(
      'li',
      {},
      button(
        {
          class: unread > 0 && !isCurrent ? 'channel is-unread' : 'channel',
          'data-key': channel.id,
          'aria-current': isCurrent ? 'page' : null,
          on: { click: () => actions.showChannel(channel.id) },
        },
        icon('hash', 16),
        element('span', { class: 'channel-name' }, ...exactText(channel.name)),
        channel.is_ext_shared
          ? element(
              'span',
              { class: 'shared', title: 'Shared with another team' },
              icon('link', 13),
            )
          : null,
        unread > 0 && !isCurrent ? unreadMark(unread) : null,
      ),
    );
  });
  return section('Channels', items);
}

/** @param {Store} store @param {SidebarActions} actions */
function appList(store, actions) {
  const dm = ownDirectMessages(store);
  if (dm === undefined) return null;
  const unread = actions.unread(dm);
  const isCurrent = store.view === 'home' || store.channelId === dm;
  const app = findUser(store, store.workspace.app.bot_user_id);
  const control = button(
    {
      class: unread > 0 && !isCurrent ? 'channel is-unread' : 'channel',
      'data-key': 'app',
      'aria-current': isCurrent ? 'page' : null,
      on: { click: actions.showHome },
    },
    avatar(app, 'is-small'),
    element('span', { class: 'channel-name' }, app?.real_name ?? store.workspace.app.name),
    unread > 0 && !isCurrent ? unreadMark(unread) : null,
  );
  return section('Apps', [element('li', {}, control)]);
}

/** @param {number} count */
function unreadMark(count) {
  return element(
    'span',
    { class: 'unread' },
    String(count),
    element('span', { class: 'hidden-words' }, ' unread'),
  );
}

/** @param {string} title @param {HTMLElement[]} items */
function section(title, items) {
  return element(
    'section',
    { class: 'sidebar-section', 'aria-label': title },
    element('h2', {}, title),
    element('ul', {}, ...items),
  );
}

/** @param {Store} store */
function connection(store) {
  const count = Number(store.workspace.connected ?? 0);
  const words = !store.isStreaming
    ? 'Sandbox is not reachable'
    : count > 0
      ? `App connected (${store.workspace.mode})`
      : 'App is not connected';
  const state = store.isStreaming && count > 0 ? 'is-on' : 'is-off';
  return element(
    'div',
    { class: `connection ${state}`, role: 'status' },
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    words,
  );
}

/** @param {SidebarActions} actions */
function trafficButton(actions) {
  return button(
    { class: 'traffic-button', 'data-key': 'traffic', on: { click: actions.toggleTraffic } },
    icon('pulse'),
    'Traffic',
  );
}

/** Redrawing must not take the focus away. @param {HTMLElement} place @param {() => void} redraw */
function keepFocus(place, redraw) {
  const key = place.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-key')
    : null;
  redraw();
  if (key === null || key === undefined) return;
  /** @type {HTMLElement | null} */ (
    place.querySelector(`[data-key="${CSS.escape(key)}"]`)
  )?.focus();
}
