// Says how the newest thing this person sent is doing: under way against Slack's deadline, acknowledged, or unanswered.
import { element, replaceContent } from '../dom.js';
import { icon } from '../icons.js';
import { exactText } from '../text/plain.js';

/** @typedef {import('../store.js').Store} Store */

const USUAL_DEADLINE_MS = 3000;
const SHOWN_AFTER_ACK_MS = 6000;

/** @param {Store} store */
export function deliveryStatus(store) {
  const box = element('div', { class: 'delivery', role: 'status' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return { box, show, refuse };

  function show() {
    const { delivery } = store;
    if (delivery === null) return;
    clearTimeout(timer);
    const label = exactText(`“${cut(delivery.label)}”`);
    if (delivery.status === 'waiting') put('is-waiting', 'Waiting for the app to connect: ', label);
    else if (delivery.status === 'sent') put('is-sent', 'Delivering ', label, deadline());
    else if (delivery.status === 'no_ack')
      put('is-failed', `No acknowledgement in ${seconds(delivery.ack_ms)} s: `, label);
    else {
      put('is-acked', `Acknowledged in ${delivery.ack_ms} ms: `, label);
      timer = setTimeout(() => replaceContent(box), SHOWN_AFTER_ACK_MS);
    }
  }

  /** @param {string} words */
  function refuse(words) {
    clearTimeout(timer);
    put('is-failed', words, []);
  }

  /** @param {string} state @param {string} words @param {(Node | string)[]} label @param {Node} [more] */
  function put(state, words, label, more) {
    box.className = `delivery ${state}`;
    const sign = {
      'is-acked': /** @type {const} */ ('check'),
      'is-failed': /** @type {const} */ ('warning'),
    }[state];
    replaceContent(
      box,
      sign === undefined ? null : icon(sign, 14),
      element('span', {}, words, ...label),
      more,
    );
  }

  /** A bar that runs out when Slack would give up. */
  function deadline() {
    const bar = element('span', { class: 'deadline', 'aria-hidden': 'true' }, element('span', {}));
    const inner = /** @type {HTMLElement} */ (bar.firstElementChild);
    inner.style.animationDuration = `${store.workspace.settings?.ack_ms ?? USUAL_DEADLINE_MS}ms`;
    return bar;
  }
}

/** @param {number} ms */
function seconds(ms) {
  return (Number(ms) / 1000).toFixed(1);
}

/** @param {string} label */
function cut(label) {
  const characters = [...String(label)];
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}
