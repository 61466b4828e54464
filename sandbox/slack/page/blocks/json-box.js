// Shows what the page can't draw as what it is: JSON, with a word why. Nothing an app sends is swallowed.
import { element } from '../dom.js';
import { preformatted } from '../text/preformatted.js';

/** @param {unknown} value @param {string} words */
export function jsonBox(value, words) {
  return element(
    'div',
    { class: 'json-box' },
    element('p', { class: 'json-box-title' }, words),
    preformatted([JSON.stringify(value, null, 2)], words),
  );
}
