// Where a person types: commands with completion and usage, mentions, history; Enter sends, Shift+Enter breaks the line.
import { act, explain } from '../api.js';
import { button, element, replaceContent, uniqueId } from '../dom.js';
import { icon } from '../icons.js';
import { channelName } from '../store.js';
import { completionsAt, usageOf } from './completions.js';
import { deliveryStatus } from './delivery-status.js';
import { createHistory } from './history.js';

/**
 * @typedef {import('../store.js').Store} Store
 * @typedef {import('./completions.js').Offer} Offer
 */

/**
 * @param {Store} store
 * @param {{ channelId: string, threadTs?: string }} where
 * @returns {{ box: HTMLElement, focus: () => void, fill: (text: string) => void, showDelivery: () => void }}
 */
export function createComposer(store, { channelId, threadTs }) {
  const isThread = threadTs !== undefined;
  const listId = uniqueId('completions');
  const history = createHistory(`${store.userId} ${isThread ? 'thread' : 'channel'}`);
  const status = deliveryStatus(store);
  const name = channelName(store, channelId);
  /** @type {Offer} */
  let offer = { start: 0, completions: [] };
  let active = 0;

  const list = element('div', {
    class: 'completions',
    role: 'listbox',
    id: listId,
    'aria-label': 'Suggestions',
    hidden: true,
  });
  const usage = element('div', { class: 'usage', id: uniqueId('usage') });
  const field = /** @type {HTMLTextAreaElement} */ (
    element('textarea', {
      class: 'composer-field',
      id: isThread ? null : 'composer',
      rows: 1,
      placeholder: isThread ? 'Reply…' : `Message ${name}`,
      'aria-label': isThread ? 'Reply in thread' : `Message ${name}`,
      'aria-autocomplete': 'list',
      'aria-controls': listId,
      'aria-describedby': usage.id,
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      enterkeyhint: 'send',
      on: { input: onInput, keydown: onKey, blur: () => hide(), click: () => onInput() },
    })
  );
  const send = button(
    { class: 'send', 'aria-label': 'Send', disabled: true, on: { click: () => void submit() } },
    icon('send'),
  );
  const form = element(
    'div',
    { class: 'composer' },
    list,
    element('div', { class: 'composer-row' }, field, send),
  );
  const box = element(
    'div',
    { class: 'composer-area' },
    form,
    element('div', { class: 'composer-foot' }, status.box, usage),
  );
  onInput();
  return {
    box,
    focus: () => field.focus(),
    fill(text) {
      field.value = text;
      field.focus();
      onInput();
      hide();
    },
    showDelivery: status.show,
  };

  function onInput() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    /** @type {HTMLButtonElement} */ (send).disabled = field.value.trim() === '';
    usage.textContent =
      isThread && field.value.startsWith('/')
        ? 'Slash commands do not work in threads: mention @quartermaster instead.'
        : usageOf(store, field.value);
    offer = completionsAt(store, field.value, field.selectionStart, isThread);
    active = 0;
    const isExact =
      offer.completions.length === 1 &&
      offer.completions[0]?.insert.trim() === field.value.slice(offer.start);
    if (
      document.activeElement !== field ||
      offer.completions.length === 0 ||
      (isExact && offer.start > 0)
    )
      hide();
    else showOffer();
  }

  function showOffer() {
    const nodes = offer.completions.map((completion, index) =>
      element(
        'div',
        {
          class: index === active ? 'completion is-active' : 'completion',
          role: 'option',
          id: `${listId}-${index}`,
          'aria-selected': String(index === active),
          on: {
            pointerdown: (/** @type {Event} */ event) => event.preventDefault(),
            click: () => complete(index),
          },
        },
        element(
          'span',
          { class: 'completion-name' },
          completion.label,
          completion.hint === ''
            ? null
            : element('span', { class: 'completion-hint' }, ` ${completion.hint}`),
        ),
        element('span', { class: 'completion-detail' }, completion.detail),
      ),
    );
    replaceContent(list, ...nodes);
    list.hidden = false;
    field.setAttribute('aria-activedescendant', `${listId}-${active}`);
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  }

  function hide() {
    list.hidden = true;
    field.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  function complete(index) {
    const completion = offer.completions[index];
    if (completion === undefined) return;
    const rest = field.value.slice(field.selectionStart).replace(/^ /, '');
    const begin = field.value.slice(0, offer.start) + completion.insert;
    field.value = begin + rest;
    field.setSelectionRange(begin.length, begin.length);
    onInput();
    hide();
  }

  /** @param {any} event */
  function onKey(event) {
    if (event.isComposing) return;
    if (!list.hidden && onListKey(event)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    } else if (
      event.key === 'ArrowUp' &&
      field.value.lastIndexOf('\n', field.selectionStart - 1) < 0
    )
      recall(event, -1);
    else if (event.key === 'ArrowDown' && field.value.indexOf('\n', field.selectionStart) < 0)
      recall(event, 1);
  }

  /** @param {KeyboardEvent} event @returns {boolean} */
  function onListKey(event) {
    const count = offer.completions.length;
    const completion = offer.completions[active];
    const isTyped = completion !== undefined && completion.insert.trim() === field.value.trim();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + count) % count;
      showOffer();
    } else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey && !isTyped))
      complete(active);
    else if (event.key === 'Escape') hide();
    else return false;
    return true;
  }

  /** @param {KeyboardEvent} event @param {number} step */
  function recall(event, step) {
    const line = history.step(step);
    if (line === undefined) return;
    event.preventDefault();
    field.value = line;
    field.setSelectionRange(line.length, line.length);
    onInput();
    hide();
  }

  async function submit() {
    const text = field.value.trim();
    if (text === '') return;
    history.add(text);
    field.value = '';
    onInput();
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const answer = await act('command', {
      user: store.userId,
      channel: channelId,
      text,
      ...thread,
    });
    if (answer.ok || answer.acked !== undefined) return;
    status.refuse(explain(answer));
    if (field.value === '') {
      field.value = text;
      onInput();
      hide();
    }
  }
}
