// One message: who, when, to whom it is visible, its blocks, files, reactions and thread.
import { act } from '../api.js';
import { renderBlocks } from '../blocks/blocks.js';
import { openMenu } from '../controls/menu.js';
import { createSurface } from '../controls/surface.js';
import { button, element } from '../dom.js';
import { icon } from '../icons.js';
import { findUser } from '../store.js';
import { clockOf, fullTimeOf } from '../text/dates.js';
import { emojiFor } from '../text/emoji.js';
import { mrkdwn } from '../text/mrkdwn.js';
import { exactText } from '../text/plain.js';
import { avatar } from './avatar.js';
import { fileCard } from './files.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {{ store: Store, channelId: string, openThread?: (ts: string) => void }} Setting
 */

/** @param {Setting} setting @param {any} message @returns {HTMLElement} */
export function messageArticle(setting, message) {
  const { store } = setting;
  const author = authorOf(store, message);
  const name = String(author.name);
  const isPrivate = message.is_ephemeral === true;
  const words = `${name}, ${clockOf(message.ts)}${isPrivate ? ', only visible to you' : ''}`;
  return element(
    'article',
    {
      class: isPrivate ? 'message is-ephemeral' : 'message',
      'aria-label': words,
      'data-ts': message.ts,
    },
    element(
      'div',
      { class: 'message-side' },
      avatar(author),
      element('time', { class: 'side-time' }, clockOf(message.ts)),
    ),
    element('div', { class: 'message-main' }, top(author, message), ...content(setting, message)),
    tools(setting, message),
  );
}

/** @param {Store} store @param {any} message */
export function authorOf(store, message) {
  const known = findUser(store, message.user ?? '');
  return (
    known ?? {
      name: message.username ?? message.bot_profile?.name ?? 'unknown',
      is_bot: message.bot_id !== undefined,
    }
  );
}

/** @param {any} author @param {any} message */
function top(author, message) {
  return element(
    'div',
    { class: 'message-top' },
    element('strong', { class: 'author' }, ...exactText(author.name)),
    author.is_bot ? element('span', { class: 'badge' }, 'APP') : null,
    element('time', { class: 'time', title: fullTimeOf(message.ts) }, clockOf(message.ts)),
    message.is_ephemeral === true
      ? element('span', { class: 'only-you' }, icon('eye', 14), 'Only visible to you')
      : null,
  );
}

/** @param {Setting} setting @param {any} message @returns {(HTMLElement | null)[]} */
function content({ store, channelId, openThread }, message) {
  const surface = createSurface(store, {
    kind: 'message',
    where: () => ({ channel: channelId, ts: message.ts }),
  });
  const hasBlocks = Array.isArray(message.blocks) && message.blocks.length > 0;
  const body = hasBlocks
    ? renderBlocks(surface, message.blocks)
    : message.text
      ? [mrkdwn(store, message.text)]
      : [];
  const isEdited = message.edited !== undefined && !hasBlocks;
  return [
    element(
      'div',
      { class: 'message-body' },
      ...body,
      isEdited ? element('span', { class: 'edited' }, '(edited)') : null,
    ),
    ...(message.attachments ?? []).map((/** @type {any} */ attachment) =>
      attached(surface, attachment),
    ),
    ...(message.files ?? []).map(fileCard),
    reactions(store, channelId, message),
    openThread === undefined ? null : threadLink(store, message, openThread),
  ];
}

/** @param {import('../controls/surface.js').Surface} surface @param {any} attachment */
function attached(surface, attachment) {
  const words =
    [attachment.pretext, attachment.title, attachment.text].filter(Boolean).join('\n') ||
    attachment.fallback ||
    '';
  return element(
    'div',
    { class: 'attachment' },
    words === '' ? null : mrkdwn(surface.store, words),
    ...renderBlocks(surface, attachment.blocks),
  );
}

/** @param {Store} store @param {string} channelId @param {any} message */
function reactions(store, channelId, message) {
  if (!Array.isArray(message.reactions) || message.reactions.length === 0) return null;
  const chips = message.reactions.map((/** @type {any} */ reaction) => {
    const isOwn = reaction.users.includes(store.userId);
    const toggle = () =>
      void act('react', {
        user: store.userId,
        channel: channelId,
        ts: message.ts,
        name: reaction.name,
        remove: isOwn,
      });
    return button(
      {
        class: 'reaction',
        'aria-pressed': String(isOwn),
        'aria-label': `${reaction.name}: ${reaction.count}`,
        on: { click: toggle },
      },
      emojiFor(reaction.name) ?? `:${reaction.name}:`,
      String(reaction.count),
    );
  });
  return element('div', { class: 'reactions' }, ...chips);
}

/** @param {Store} store @param {any} message @param {(ts: string) => void} openThread */
function threadLink(store, message, openThread) {
  if (!message.reply_count) return null;
  const faces = (message.reply_users ?? [])
    .slice(0, 4)
    .map((/** @type {string} */ id) => avatar(findUser(store, id), 'is-small'));
  return button(
    { class: 'thread-link', on: { click: () => openThread(message.ts) } },
    element('span', { class: 'faces' }, ...faces),
    `${message.reply_count} ${message.reply_count === 1 ? 'reply' : 'replies'}`,
    message.latest_reply
      ? element('span', { class: 'thread-when' }, `last at ${clockOf(message.latest_reply)}`)
      : null,
  );
}

/** @param {Setting} setting @param {any} message */
function tools({ store, channelId, openThread }, message) {
  const shortcuts = store.workspace.shortcuts.filter(
    (/** @type {any} */ shortcut) => shortcut.type === 'message',
  );
  if (message.is_ephemeral === true || (openThread === undefined && shortcuts.length === 0))
    return null;
  const run = (/** @type {string} */ id) =>
    void act('shortcut', {
      user: store.userId,
      callback_id: id,
      channel: channelId,
      ts: message.ts,
    });
  const more = button(
    {
      class: 'tool',
      'aria-label': 'Shortcuts',
      'aria-haspopup': 'menu',
      on: {
        click: () =>
          openMenu(
            more,
            'Shortcuts',
            shortcuts.map((/** @type {any} */ shortcut) => ({
              label: exactText(shortcut.name),
              choose: () => run(shortcut.callback_id),
            })),
          ),
      },
    },
    icon('more', 16),
  );
  return element(
    'div',
    { class: 'message-tools' },
    openThread === undefined
      ? null
      : button(
          {
            class: 'tool',
            'aria-label': 'Reply in thread',
            title: 'Reply in thread',
            on: { click: () => openThread(message.ts) },
          },
          icon('thread', 16),
        ),
    shortcuts.length === 0 ? null : more,
  );
}
