// The input block: label, field, hint, and the error a submit brought back, tied together for screen readers.
import { blockElement } from '../controls/element.js';
import { element, uniqueId } from '../dom.js';
import { plainWords, wordsOf } from '../text/text-object.js';

/** @typedef {import('../controls/surface.js').Surface} Surface */

/** @param {Surface} surface @param {any} block */
export function inputBlock(surface, block) {
  const labelId = uniqueId('label');
  const label = element(
    'div',
    { class: 'input-label', id: labelId },
    ...plainWords(block.label),
    block.optional === true ? element('span', { class: 'optional' }, ' (optional)') : null,
  );
  const control = blockElement(surface, block, block.element, {
    label: wordsOf(block.label),
    labelledBy: labelId,
  });
  const field = focusable(control);
  const hint =
    block.hint === undefined
      ? null
      : element('div', { class: 'input-hint', id: uniqueId('hint') }, ...plainWords(block.hint));
  if (hint !== null) field.setAttribute('aria-describedby', hint.id);
  if (block.optional !== true && block.element.type !== 'checkboxes')
    field.setAttribute('aria-required', 'true');
  label.addEventListener('click', () => field.focus());
  return element('div', { class: 'input' }, label, control, hint);
}

/** Shows or clears the errors of a view at its fields, and goes to the first. @param {HTMLElement} view @param {{ [blockId: string]: string }} errors */
export function showInputErrors(view, errors) {
  for (const old of view.querySelectorAll('.input-error')) old.remove();
  for (const field of view.querySelectorAll('[aria-invalid]'))
    field.removeAttribute('aria-invalid');
  /** @type {HTMLElement | undefined} */
  let first;
  for (const [blockId, words] of Object.entries(errors)) {
    const block = [...view.querySelectorAll('[data-block-id]')].find(
      (node) => node.getAttribute('data-block-id') === blockId,
    );
    const error = element(
      'div',
      { class: 'input-error', role: 'alert', id: uniqueId('error') },
      ...plainWords(words),
    );
    if (block === undefined) view.prepend(error);
    else block.append(error);
    const field = block?.querySelector('.field, .combobox-input, .choices');
    field?.setAttribute('aria-invalid', 'true');
    field?.setAttribute('aria-errormessage', error.id);
    first ??= /** @type {HTMLElement | undefined} */ (field);
  }
  first?.focus();
}

/** @param {HTMLElement} control @returns {HTMLElement} */
function focusable(control) {
  return control.querySelector('.combobox-input') ?? control;
}
