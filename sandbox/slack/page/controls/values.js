// What an input holds, in the shape Slack keeps it in `state.values`: which field, and what it starts with.

/** @typedef {{ name: string, initial: string, isList: boolean }} Field */

/** @type {{ [type: string]: Field }} */
const FIELDS = {
  ...fields(
    ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'],
    'value',
    'initial_value',
  ),
  ...fields(['rich_text_input'], 'rich_text_value', 'initial_value'),
  ...fields(
    ['static_select', 'external_select', 'radio_buttons'],
    'selected_option',
    'initial_option',
  ),
  ...fields(['users_select'], 'selected_user', 'initial_user'),
  ...fields(['conversations_select'], 'selected_conversation', 'initial_conversation'),
  ...fields(['channels_select'], 'selected_channel', 'initial_channel'),
  ...fields(['datepicker'], 'selected_date', 'initial_date'),
  ...fields(['timepicker'], 'selected_time', 'initial_time'),
  ...fields(['datetimepicker'], 'selected_date_time', 'initial_date_time'),
  ...fields(
    ['checkboxes', 'multi_static_select', 'multi_external_select'],
    'selected_options',
    'initial_options',
    true,
  ),
  ...fields(['multi_users_select'], 'selected_users', 'initial_users', true),
  ...fields(
    ['multi_conversations_select'],
    'selected_conversations',
    'initial_conversations',
    true,
  ),
  ...fields(['multi_channels_select'], 'selected_channels', 'initial_channels', true),
};

/** @param {string[]} types @param {string} name @param {string} initial @param {boolean} [isList] */
function fields(types, name, initial, isList = false) {
  return Object.fromEntries(types.map((type) => [type, { name, initial, isList }]));
}

/** What an element starts with: a text, an option, a list, or null. @param {any} element */
export function initialOf(element) {
  const field = FIELDS[element.type];
  return field === undefined ? null : (element[field.initial] ?? (field.isList ? [] : null));
}

/** The entry of `state.values`. @param {any} element @param {unknown} value */
export function entryOf(element, value) {
  const field = FIELDS[element.type];
  return field === undefined ? undefined : { type: element.type, [field.name]: value };
}

/** What an entry holds. @param {any} element @param {any} entry */
export function valueIn(element, entry) {
  const field = FIELDS[element.type];
  return field === undefined || entry === undefined ? undefined : entry[field.name];
}

/** The short form that a click carries: an option's value, or a list of them. @param {any} value @returns {any} */
export function shortValue(value) {
  if (Array.isArray(value)) return value.map(shortValue);
  return value !== null && typeof value === 'object' && 'value' in value ? value.value : value;
}
