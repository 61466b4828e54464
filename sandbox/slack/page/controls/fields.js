// Block Kit's other inputs: texts, numbers, dates, checkboxes and radio buttons, on the browser's own fields.
import { element, uniqueId } from '../dom.js';
import { textLine, wordsOf } from '../text/text-object.js';

/**
 * @typedef {import('./surface.js').Surface} Surface
 * @typedef {object} FieldOptions
 * @property {string} label
 * @property {string} [labelledBy]
 * @property {(value: any, isFinal: boolean) => void} onChange `isFinal`: Enter was pressed or the choice is made
 */

const INPUT_TYPES = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** @param {Surface} surface @param {any} block @param {any} source @param {FieldOptions} options */
export function textField(surface, block, source, options) {
  const isLong = source.multiline === true || source.type === 'rich_text_input';
  const field = /** @type {HTMLInputElement} */ (
    element(isLong ? 'textarea' : 'input', {
      ...naming(source, options),
      class: 'field',
      type: isLong ? null : INPUT_TYPES[/** @type {keyof typeof INPUT_TYPES} */ (source.type)],
      inputmode: source.type === 'number_input' ? 'decimal' : null,
      rows: isLong ? 4 : null,
      placeholder: wordsOf(source.placeholder) || null,
      maxlength: source.max_length ?? (source.type === 'plain_text_input' ? 3000 : null),
      autocomplete: 'off',
    })
  );
  field.value = toField(source.type, surface.valueOf(block, source));
  const value = () => fromField(source.type, field.value);
  field.addEventListener('input', () => options.onChange(value(), false));
  if (/picker$/.test(source.type))
    field.addEventListener('change', () => options.onChange(value(), true));
  else
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || isLong) return;
      event.preventDefault();
      options.onChange(value(), true);
    });
  return field;
}

/** Checkboxes or radio buttons. @param {Surface} surface @param {any} block @param {any} source @param {FieldOptions} options */
export function choiceField(surface, block, source, options) {
  const isMultiple = source.type === 'checkboxes';
  const held = surface.valueOf(block, source);
  const chosen = new Set(
    (isMultiple ? (held ?? []) : [held]).map((/** @type {any} */ one) => one?.value),
  );
  const name = uniqueId('choice');
  const rows = source.options.map((/** @type {any} */ option) => {
    const input = /** @type {HTMLInputElement} */ (
      element('input', {
        type: isMultiple ? 'checkbox' : 'radio',
        name,
        checked: chosen.has(option.value),
      })
    );
    input.addEventListener('change', () => {
      if (!isMultiple) return options.onChange(option, true);
      if (input.checked) chosen.add(option.value);
      else chosen.delete(option.value);
      options.onChange(
        source.options.filter((/** @type {any} */ one) => chosen.has(one.value)),
        true,
      );
    });
    const detail =
      option.description === undefined
        ? null
        : element('span', { class: 'choice-detail' }, textLine(surface.store, option.description));
    return element(
      'label',
      { class: 'choice' },
      input,
      element('span', {}, textLine(surface.store, option.text), detail),
    );
  });
  const role = isMultiple ? 'group' : 'radiogroup';
  return element('div', { class: 'choices', role, ...naming(source, options) }, ...rows);
}

/** @param {any} source @param {FieldOptions} options */
function naming(source, { label, labelledBy }) {
  return {
    'aria-label': labelledBy === undefined ? label : null,
    'aria-labelledby': labelledBy,
    'data-action-id': source.action_id,
  };
}

/** @param {string} type @param {any} value @returns {string} */
function toField(type, value) {
  if (value === null || value === undefined) return '';
  if (type === 'datetimepicker') return localTime(Number(value));
  if (type === 'rich_text_input') return richWords(value);
  return String(value);
}

/** @param {string} type @param {string} value */
function fromField(type, value) {
  if (value === '') return null;
  if (type === 'datetimepicker') return Math.floor(new Date(value).getTime() / 1000);
  if (type !== 'rich_text_input') return value;
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text: value }] };
  return { type: 'rich_text', elements: [section] };
}

/** "2026-11-24T03:14" of this machine's zone. @param {number} seconds */
function localTime(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {any} value a rich_text value @returns {string} */
function richWords(value) {
  const words = (value.elements ?? []).map((/** @type {any} */ part) =>
    (part.elements ?? []).map((/** @type {any} */ inner) => inner.text ?? '').join(''),
  );
  return words.join('\n');
}
