// A menu behind a button: arrow keys move, Enter chooses, Escape closes and gives the focus back.
import { button, element } from '../dom.js';
import { icon } from '../icons.js';
import { float } from './floating.js';

/** @typedef {{ label: (Node | string)[], detail?: string, isChecked?: boolean, choose: () => void }} MenuItem */

/**
 * Opens a menu at a button.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {MenuItem[]} items
 */
export function openMenu(anchor, label, items) {
  const hasChoice = items.some((item) => item.isChecked !== undefined);
  const nodes = items.map((item) => menuItem(item, hasChoice, () => close()));
  const panel = element(
    'div',
    {
      class: 'menu',
      role: 'menu',
      'aria-label': label,
      on: { keydown: (/** @type {any} */ event) => move(event, nodes) },
    },
    ...nodes,
  );
  const unfloat = float(anchor, panel, { onClose: () => close() });
  anchor.setAttribute('aria-expanded', 'true');
  const close = () => {
    unfloat();
    anchor.setAttribute('aria-expanded', 'false');
    anchor.focus();
  };
  (nodes.find((node) => node.getAttribute('aria-checked') === 'true') ?? nodes[0])?.focus();
}

/** @param {MenuItem} item @param {boolean} hasChoice @param {() => void} close */
function menuItem(item, hasChoice, close) {
  const choose = () => {
    close();
    item.choose();
  };
  return button(
    {
      class: 'menu-item',
      role: hasChoice ? 'menuitemradio' : 'menuitem',
      'aria-checked': hasChoice ? String(item.isChecked === true) : null,
      tabindex: '-1',
      on: { click: choose },
    },
    element('span', { class: 'menu-label' }, ...item.label),
    item.detail === undefined ? null : element('span', { class: 'menu-detail' }, item.detail),
    item.isChecked === true ? icon('check', 16) : null,
  );
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} nodes */
function move(event, nodes) {
  const at = nodes.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: nodes.length - 1, Tab: at }[
    event.key
  ];
  if (step === undefined) return;
  event.preventDefault();
  nodes.at(step % nodes.length)?.focus();
}
