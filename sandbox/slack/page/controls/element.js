// Chooses the control for a Block Kit element, and what a change means: kept for the submit, or sent at once.

import { jsonBox } from '../blocks/json-box.js';
import { element } from '../dom.js';
import { wordsOf } from '../text/text-object.js';
import { blockButton, overflowMenu } from './buttons.js';
import { choiceField, textField } from './fields.js';
import { press } from './press.js';
import { selectMenu } from './selects.js';

/** @typedef {import('./surface.js').Surface} Surface */

const TEXTS = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
];
const PICKERS = ['datepicker', 'timepicker', 'datetimepicker'];

/**
 * @param {Surface} surface
 * @param {any} block the block it stands in
 * @param {any} source the element
 * @param {{ label?: string, labelledBy?: string }} [naming]
 * @returns {HTMLElement}
 */
export function blockElement(surface, block, source, naming = {}) {
  if (source.type === 'button') return blockButton(surface, block, source);
  if (source.type === 'overflow') return overflowMenu(surface, block, source);
  const label = naming.label ?? (wordsOf(source.placeholder) || source.action_id || source.type);
  const labelledBy = naming.labelledBy === undefined ? {} : { labelledBy: naming.labelledBy };
  const onChange = (/** @type {any} */ value, isFinal = true) => {
    surface.keep(block, source, value);
    if (isFinal && isSent(block)) void press(surface, control, { block, element: source, value });
    else if (!isFinal && sendsEachLetter(block, source)) void surface.click(block, source, value);
  };
  const options = { label, ...labelledBy, onChange };
  const control = choose();
  return control;

  function choose() {
    if (TEXTS.includes(source.type) || PICKERS.includes(source.type))
      return textField(surface, block, source, options);
    if (source.type === 'checkboxes' || source.type === 'radio_buttons')
      return choiceField(surface, block, source, options);
    if (/_select$/.test(source.type)) return selectMenu(surface, block, source, options);
    return element(
      'div',
      {},
      jsonBox(source, `Element "${source.type}" is not drawn by the sandbox`),
    );
  }
}

/** In an input block a choice waits for the submit, unless the block asks for it at once. @param {any} block */
function isSent(block) {
  return block.type !== 'input' || block.dispatch_action === true;
}

/** @param {any} block @param {any} source */
function sendsEachLetter(block, source) {
  const when = source.dispatch_action_config?.trigger_actions_on ?? [];
  return isSent(block) && when.includes('on_character_entered');
}
