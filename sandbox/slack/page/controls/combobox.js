// A field that offers options while one types: for all select menus, single and multiple, fixed and external.
// It knows nothing of Slack; what is chosen goes to `onChange`.
import { button, element, replaceContent, uniqueId } from '../dom.js';
import { icon } from '../icons.js';
import { exactText } from '../text/plain.js';
import { float } from './floating.js';

/**
 * @typedef {{ value: string, label: string, detail?: string, group?: string, source: any }} Option
 * @typedef {{ options: Option[], note?: string }} Offer `note` says why there is nothing, or that more letters are needed
 */

/**
 * @typedef {object} ComboboxOptions
 * @property {string} label
 * @property {string} [labelledBy] id of the visible label
 * @property {string} placeholder
 * @property {boolean} isMultiple
 * @property {number} [most] how many may be chosen
 * @property {Option[]} chosen
 * @property {(query: string) => Promise<Offer>} offer
 * @property {(chosen: Option[]) => void} onChange
 */

/** @param {ComboboxOptions} options @returns {HTMLElement} */
export function combobox(options) {
  const listId = uniqueId('options');
  let chosen = options.chosen;
  /** @type {Option[]} */
  let offered = [];
  let active = -1;
  let asked = 0;
  /** @type {(() => void) | undefined} */
  let unfloat;

  const list = element('div', {
    class: 'listbox',
    role: 'listbox',
    id: listId,
    'aria-label': options.label,
  });
  const input = /** @type {HTMLInputElement} */ (
    element('input', {
      type: 'text',
      role: 'combobox',
      class: 'combobox-input',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: options.placeholder,
      'aria-label': options.labelledBy === undefined ? options.label : null,
      'aria-labelledby': options.labelledBy,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': listId,
      on: { input: () => void open(), click: () => void open(), keydown: onKey, blur: onBlur },
    })
  );
  const chips = element('span', { class: 'chips' });
  const box = element('div', { class: 'combobox' }, chips, input, icon('down', 16));
  showChosen();
  return box;

  async function open() {
    asked += 1;
    const turn = asked;
    const query = isShowingChosen() ? '' : input.value;
    if (unfloat === undefined) {
      unfloat = float(box, list, { onClose: close, isWide: true });
      input.setAttribute('aria-expanded', 'true');
      showNote('Loading…');
    }
    const offer = await options.offer(query);
    if (turn !== asked || unfloat === undefined) return;
    offered = offer.options;
    active = offered.length > 0 && query !== '' ? 0 : -1;
    if (offered.length === 0) showNote(offer.note ?? 'Nothing matches.');
    else showOffered();
    dispatchEvent(new Event('resize'));
  }

  function close() {
    asked += 1;
    unfloat?.();
    unfloat = undefined;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    showChosen();
  }

  /** @param {string} words */
  function showNote(words) {
    replaceContent(list, element('div', { class: 'listbox-note', role: 'status' }, words));
  }

  function showOffered() {
    let group = '';
    /** @type {Node[]} */
    const nodes = [];
    for (const [index, option] of offered.entries()) {
      if (option.group !== undefined && option.group !== group)
        nodes.push(element('div', { class: 'listbox-group', role: 'presentation' }, option.group));
      group = option.group ?? '';
      nodes.push(optionNode(option, index));
    }
    replaceContent(list, ...nodes);
    markActive();
  }

  /** @param {Option} option @param {number} index */
  function optionNode(option, index) {
    const isChosen = chosen.some((one) => one.value === option.value);
    return element(
      'div',
      {
        class: 'listbox-option',
        role: 'option',
        id: `${listId}-${index}`,
        'aria-selected': String(isChosen),
        on: {
          pointerdown: (/** @type {Event} */ event) => event.preventDefault(),
          click: () => choose(index),
        },
      },
      element('span', { class: 'option-label' }, ...exactText(option.label)),
      option.detail === undefined
        ? null
        : element('span', { class: 'option-detail' }, ...exactText(option.detail)),
      isChosen ? icon('check', 16) : null,
    );
  }

  function markActive() {
    for (const [index] of offered.entries()) {
      const node = list.querySelector(`#${listId}-${index}`);
      node?.classList.toggle('is-active', index === active);
      if (index === active) node?.scrollIntoView({ block: 'nearest' });
    }
    if (active < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${listId}-${active}`);
  }

  /** @param {number} index */
  function choose(index) {
    const option = offered[index];
    if (option === undefined) return;
    const isChosen = chosen.some((one) => one.value === option.value);
    if (!options.isMultiple) chosen = [option];
    else if (isChosen) chosen = chosen.filter((one) => one.value !== option.value);
    else if (chosen.length < (options.most ?? 100)) chosen = [...chosen, option];
    input.value = '';
    close();
    options.onChange(chosen);
  }

  /** @param {Option} option */
  function drop(option) {
    chosen = chosen.filter((one) => one !== option);
    showChosen();
    input.focus();
    options.onChange(chosen);
  }

  function showChosen() {
    if (!options.isMultiple) {
      input.value = chosen[0]?.label ?? '';
      return;
    }
    input.value = '';
    input.placeholder = chosen.length > 0 ? '' : options.placeholder;
    const nodes = chosen.map((option) =>
      button(
        {
          class: 'chip',
          'aria-label': `Remove ${option.label}`,
          on: { click: () => drop(option) },
        },
        ...exactText(option.label),
        icon('close', 12),
      ),
    );
    replaceContent(chips, ...nodes);
  }

  function isShowingChosen() {
    return !options.isMultiple && input.value === (chosen[0]?.label ?? '');
  }

  /** @param {any} event */
  function onKey(event) {
    const isOpen = unfloat !== undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) return void open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      active = offered.length === 0 ? -1 : (active + step + offered.length) % offered.length;
      markActive();
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (active >= 0) choose(active);
    } else if (event.key === 'Backspace' && input.value === '' && chosen.length > 0) {
      const last = chosen.at(-1);
      if (last !== undefined) drop(last);
    } else if (event.key === 'Tab' && isOpen) close();
  }

  function onBlur() {
    if (unfloat !== undefined && !list.matches(':hover')) close();
    if (input.value === '' && !options.isMultiple && chosen.length > 0) {
      chosen = [];
      options.onChange(chosen);
    } else showChosen();
  }
}
