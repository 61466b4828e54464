// A live list of messages: draws only what changed, keeps the reader's place, groups what one author says in a row.
import { button, element, replaceContent } from '../dom.js';
import { dayOf } from '../text/dates.js';
import { messageArticle } from './message.js';

/** How many messages are drawn at first, and how many more at each request for older ones. */
const PAGE = 150;
const GROUP_SECONDS = 300;
const NEAR_END_PX = 120;

/**
 * @typedef {import('./message.js').Setting} Setting
 * @param {{ label: string, setting: Setting, messages: () => any[], whenEmpty?: () => Node }} options
 */
export function messageList({ label, setting, messages, whenEmpty }) {
  /** @type {Map<string, { message: any, node: HTMLElement }>} */
  const drawn = new Map();
  /** @type {Map<string, HTMLElement>} */
  const days = new Map();
  let shown = PAGE;
  const log = element('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': label,
    tabindex: '0',
  });
  const toEnd = button({ class: 'to-end', hidden: true, on: { click: goToEnd } }, 'New messages ↓');
  const box = element('div', { class: 'log-box' }, log, toEnd);
  log.addEventListener('scroll', () => {
    if (isNearEnd()) toEnd.hidden = true;
  });
  const watcher = new ResizeObserver(() => {
    if (wasNearEnd) goToEnd();
  });
  watcher.observe(log);
  let wasNearEnd = true;
  log.addEventListener('scroll', () => {
    wasNearEnd = isNearEnd();
  });
  return { box, draw, goToEnd };

  function draw() {
    const all = messages();
    const list = all.slice(-shown);
    const isAtEnd = isNearEnd() || drawn.size === 0;
    const hasNew = list.some((message) => !drawn.has(message.ts));
    const nodes = list.map((message) => nodeOf(message));
    forget(new Set(list.map((message) => message.ts)));
    arrange([...olderButton(all.length), ...withDays(days, list, nodes)]);
    if (all.length === 0 && whenEmpty !== undefined) replaceContent(log, whenEmpty());
    if (isAtEnd) goToEnd();
    else if (hasNew) toEnd.hidden = false;
  }

  /** The message's node, drawn afresh only when the message changed. @param {any} message */
  function nodeOf(message) {
    const known = drawn.get(message.ts);
    if (known !== undefined && known.message === message) return known.node;
    const node = messageArticle(setting, message);
    if (known !== undefined) swap(known.node, node);
    drawn.set(message.ts, { message, node });
    return node;
  }

  /** @param {Set<string>} kept */
  function forget(kept) {
    for (const ts of drawn.keys()) if (!kept.has(ts)) drawn.delete(ts);
  }

  /** Puts nodes in order and touches only those that are out of place, so that the focus and a selection stay. @param {HTMLElement[]} nodes */
  function arrange(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...log.children])
      if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
    for (const [index, node] of nodes.entries())
      if (log.children[index] !== node) log.insertBefore(node, log.children[index] ?? null);
  }

  /** @param {number} count */
  function olderButton(count) {
    if (count <= shown) return [];
    const more = () => {
      const height = log.scrollHeight;
      shown += PAGE;
      draw();
      log.scrollTop += log.scrollHeight - height;
    };
    return [
      button(
        { class: 'link-button older', on: { click: more } },
        `Show older messages (${count - shown} more)`,
      ),
    ];
  }

  function isNearEnd() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
  }

  function goToEnd() {
    log.scrollTop = log.scrollHeight;
    toEnd.hidden = true;
  }
}

/** Puts the new node in the old one's place; the control that had the focus has it again. @param {HTMLElement} old @param {HTMLElement} fresh */
function swap(old, fresh) {
  const active = document.activeElement;
  const actionId = old.contains(active) ? active?.getAttribute('data-action-id') : null;
  old.replaceWith(fresh);
  if (actionId === null || actionId === undefined) return;
  const same = [...fresh.querySelectorAll('[data-action-id]')].find(
    (node) => node.getAttribute('data-action-id') === actionId,
  );
  /** @type {HTMLElement | undefined} */ (same)?.focus();
}

/** Adds a line where a new day begins and marks what continues the message before. @param {Map<string, HTMLElement>} days @param {any[]} list @param {HTMLElement[]} nodes */
function withDays(days, list, nodes) {
  /** @type {HTMLElement[]} */
  const out = [];
  let day = '';
  for (const [index, node] of nodes.entries()) {
    const [message, before] = [list[index], list[index - 1]];
    const isNewDay = dayOf(message.ts) !== day;
    day = dayOf(message.ts);
    if (isNewDay) out.push(dayLine(days, day));
    node.classList.toggle('is-grouped', !isNewDay && continues(before, message));
    out.push(node);
  }
  return out;
}

/** @param {Map<string, HTMLElement>} days @param {string} day */
function dayLine(days, day) {
  const known = days.get(day);
  if (known !== undefined) return known;
  const line = element('div', { class: 'day', role: 'separator' }, element('span', {}, day));
  days.set(day, line);
  return line;
}

/** @param {any} before @param {any} message */
function continues(before, message) {
  if (before === undefined || before.user !== message.user) return false;
  if (message.bot_id !== undefined && message.blocks !== undefined) return false;
  if ((before.is_ephemeral ?? false) !== (message.is_ephemeral ?? false)) return false;
  return Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}
