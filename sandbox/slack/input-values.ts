// The value an input element carries in Slack's state: what it starts with, and what a person's choice becomes.
import { isObject, type Json, toObjects, toText, toTexts } from './json.ts';

/** The untouched value of an element; undefined when the element holds none (a button). */
export function initialValue(element: Json): Json | undefined {
  const type = toText(element.type);
  const field = VALUE_FIELDS[type];
  if (field === undefined || type === 'overflow') return undefined;
  const initial = element[field.initial];
  return { type, [field.name]: initial ?? (field.isList ? [] : null) };
}

/**
 * What a person's choice becomes: `value` is an option's value, a user, a date, a text, or a list of them.
 * @returns undefined when the element offers no such option.
 */
export function chosenValue(element: Json, value: unknown, suggested: Json[]): Json | undefined {
  const type = toText(element.type);
  const field = VALUE_FIELDS[type];
  if (field === undefined) return undefined;
  if (value === null) return { type, [field.name]: field.isList ? [] : null };
  if (!field.name.startsWith('selected_option'))
    return { type, [field.name]: field.isList ? toTexts(value) : plainValue(type, value) };
  const options = [...optionsOf(element), ...suggested];
  const pick = (wanted: string) => options.find((option) => toText(option.value) === wanted);
  if (!field.isList) {
    const option = pick(isObject(value) ? toText(value.value) : toText(value));
    return option === undefined ? undefined : { type, [field.name]: option };
  }
  const wanted = Array.isArray(value)
    ? value.map((one) => (isObject(one) ? toText(one.value) : toText(one)))
    : toTexts(value);
  const picked = wanted.map(pick);
  if (picked.includes(undefined)) return undefined;
  return { type, [field.name]: picked };
}

export function optionsOf(element: Json): Json[] {
  const groups = toObjects(element.option_groups);
  return [...toObjects(element.options), ...groups.flatMap((group) => toObjects(group.options))];
}

/** True when an untouched or emptied value counts as nothing. */
export function isEmptyValue(value: Json): boolean {
  return Object.entries(value).every(
    ([name, inner]) =>
      name === 'type' ||
      inner === null ||
      inner === undefined ||
      inner === '' ||
      (Array.isArray(inner) && inner.length === 0),
  );
}

function plainValue(type: string, value: unknown): unknown {
  if (type === 'datetimepicker') return Number(value);
  if (type === 'rich_text_input') return value;
  return toText(value);
}

const VALUE_FIELDS: Readonly<
  Record<string, { name: string; initial: string; isList: boolean } | undefined>
> = {
  plain_text_input: { name: 'value', initial: 'initial_value', isList: false },
  email_text_input: { name: 'value', initial: 'initial_value', isList: false },
  url_text_input: { name: 'value', initial: 'initial_value', isList: false },
  number_input: { name: 'value', initial: 'initial_value', isList: false },
  rich_text_input: { name: 'rich_text_value', initial: 'initial_value', isList: false },
  static_select: { name: 'selected_option', initial: 'initial_option', isList: false },
  external_select: { name: 'selected_option', initial: 'initial_option', isList: false },
  radio_buttons: { name: 'selected_option', initial: 'initial_option', isList: false },
  overflow: { name: 'selected_option', initial: 'initial_option', isList: false },
  users_select: { name: 'selected_user', initial: 'initial_user', isList: false },
  conversations_select: {
    name: 'selected_conversation',
    initial: 'initial_conversation',
    isList: false,
  },
  channels_select: { name: 'selected_channel', initial: 'initial_channel', isList: false },
  datepicker: { name: 'selected_date', initial: 'initial_date', isList: false },
  timepicker: { name: 'selected_time', initial: 'initial_time', isList: false },
  datetimepicker: { name: 'selected_date_time', initial: 'initial_date_time', isList: false },
  checkboxes: { name: 'selected_options', initial: 'initial_options', isList: true },
  multi_static_select: { name: 'selected_options', initial: 'initial_options', isList: true },
  multi_external_select: { name: 'selected_options', initial: 'initial_options', isList: true },
  multi_users_select: { name: 'selected_users', initial: 'initial_users', isList: true },
  multi_conversations_select: {
    name: 'selected_conversations',
    initial: 'initial_conversations',
    isList: true,
  },
  multi_channels_select: { name: 'selected_channels', initial: 'initial_channels', isList: true },
};
