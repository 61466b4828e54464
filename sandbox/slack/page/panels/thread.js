// The right column: one thread, its parent first, with a composer of its own. On a phone it covers the channel.
import { button, element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import { channelName, threadMessages } from '../store.js';
import { exactText } from '../text/plain.js';
import { createComposer } from './composer.js';
import { messageList } from './message-list.js';

/** @typedef {import('../store.js').Store} Store */

/** @param {Store} store @param {HTMLElement} place @param {{ close: () => void }} actions */
export function createThread(store, place, { close }) {
  let shown = '';
  let draw = () => {};
  store.on('place', show);
  store.on('messages', () => draw());
  place.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  });
  return { rebuild };

  function show() {
    const { userId, channelId, threadTs } = store;
    const wanted =
      threadTs === '' || store.view === 'home' ? '' : `${userId} ${channelId} ${threadTs}`;
    if (wanted === shown) return;
    shown = wanted;
    rebuild();
  }

  function rebuild() {
    place.hidden = shown === '';
    draw = () => {};
    if (shown === '') return replaceContent(place);
    const { channelId, threadTs } = store;
    const composer = createComposer(store, { channelId, threadTs });
    const list = messageList({
      label: 'Thread',
      setting: { store, channelId },
      messages: () => threadMessages(store, channelId, threadTs),
    });
    replaceContent(place, header(channelId), list.box, composer.box);
    draw = list.draw;
    draw();
    composer.focus();
  }

  /** @param {string} channelId */
  function header(channelId) {
    return element(
      'header',
      { class: 'conversation-header' },
      button(
        { class: 'tool', 'aria-label': 'Close thread', on: { click: close } },
        icon('back', 20),
      ),
      element('h2', {}, 'Thread'),
      element('span', { class: 'topic' }, ...exactText(channelName(store, channelId))),
    );
  }
}
