// Slack's rules for block elements: buttons, menus, pickers and inputs, each with its limits.

import { optionsOf } from './input-values.ts';
import { isObject, type Json, toObjects, toText } from './json.ts';
import {
  anyText,
  both,
  byType,
  check,
  flag,
  integer,
  list,
  number,
  oneOf,
  plainText,
  type Rule,
  shape,
  string,
} from './validate-rules.ts';

const actionId = string(255, 1);
const style = oneOf('primary', 'danger');
const confirm = shape(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style },
);
const common = { action_id: actionId, confirm };
const focus = { focus_on_load: flag };
const placeholder = { placeholder: plainText(150) };
const dispatch = {
  dispatch_action_config: shape(
    {},
    { trigger_actions_on: list(1, 2, oneOf('on_enter_pressed', 'on_character_entered')) },
  ),
};

const menuOption = shape(
  { text: plainText(75), value: string(75, 1) },
  { description: plainText(75) },
);
const richOption = shape({ text: anyText(75), value: string(75, 1) }, { description: anyText(75) });
const overflowOption = shape(
  { text: plainText(75), value: string(75, 1) },
  { description: plainText(75), url: string(3000) },
);
const optionGroup = shape({ label: plainText(75), options: list(1, 100, menuOption) });
const filter = shape(
  {},
  {
    include: list(1, 4, oneOf('im', 'mpim', 'private', 'public')),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);

const hasOptions = check((element) => {
  const count = [element.options, element.option_groups].filter((o) => o !== undefined).length;
  return count === 1 ? undefined : 'must provide either options or option_groups';
});

const initialIsOffered = check((element) => {
  const initial = isObject(element.initial_option)
    ? [element.initial_option]
    : toObjects(element.initial_options);
  const offered = optionsOf(element).map((option) => toText(option.value));
  const strange = initial.find((option) => !offered.includes(toText(option.value)));
  return strange === undefined ? undefined : 'initial option is not among the options';
});

function choice(rule: Rule): Rule {
  return both(rule, initialIsOffered);
}

const staticChoices = {
  options: list(1, 100, menuOption),
  option_groups: list(1, 100, optionGroup),
};
const maxSelected = { max_selected_items: integer(1, 100) };
const select = { ...common, ...focus, ...placeholder };

const button = shape(
  { text: plainText(75) },
  {
    ...common,
    value: string(2000),
    url: string(3000),
    style,
    accessibility_label: string(75),
  },
);
const image = both(
  shape(
    { alt_text: string(2000) },
    {
      image_url: string(3000, 1),
      slack_file: shape({}, { id: string(255, 1), url: string(3000, 1) }),
    },
  ),
  check((value) =>
    (value.image_url === undefined) === (value.slack_file === undefined)
      ? 'must provide either image_url or slack_file'
      : undefined,
  ),
);

const menus = {
  static_select: choice(
    both(shape({}, { ...select, ...staticChoices, initial_option: menuOption }), hasOptions),
  ),
  external_select: shape(
    {},
    { ...select, initial_option: menuOption, min_query_length: integer(0, 100) },
  ),
  users_select: shape({}, { ...select, initial_user: string(255) }),
  conversations_select: shape(
    {},
    {
      ...select,
      filter,
      initial_conversation: string(255),
      default_to_current_conversation: flag,
      response_url_enabled: flag,
    },
  ),
  channels_select: shape(
    {},
    { ...select, initial_channel: string(255), response_url_enabled: flag },
  ),
  multi_static_select: choice(
    both(
      shape(
        {},
        { ...select, ...staticChoices, ...maxSelected, initial_options: list(1, 100, menuOption) },
      ),
      hasOptions,
    ),
  ),
  multi_external_select: shape(
    {},
    {
      ...select,
      ...maxSelected,
      initial_options: list(1, 100, menuOption),
      min_query_length: integer(0, 100),
    },
  ),
  multi_users_select: shape(
    {},
    { ...select, ...maxSelected, initial_users: list(1, 100, string(255)) },
  ),
  multi_conversations_select: shape(
    {},
    {
      ...select,
      ...maxSelected,
      filter,
      initial_conversations: list(1, 100, string(255)),
      default_to_current_conversation: flag,
    },
  ),
  multi_channels_select: shape(
    {},
    { ...select, ...maxSelected, initial_channels: list(1, 100, string(255)) },
  ),
};

const pickers = {
  datepicker: shape({}, { ...select, initial_date: string(10) }),
  timepicker: shape({}, { ...select, initial_time: string(5), timezone: string(255) }),
  datetimepicker: shape({}, { ...common, ...focus, initial_date_time: number }),
  checkboxes: choice(
    shape(
      { options: list(1, 10, richOption) },
      { ...common, ...focus, initial_options: list(1, 10, richOption) },
    ),
  ),
  radio_buttons: choice(
    shape(
      { options: list(1, 10, richOption) },
      { ...common, ...focus, initial_option: richOption },
    ),
  ),
};

const input = { action_id: actionId, ...focus, ...placeholder, ...dispatch };
const inputs = {
  plain_text_input: both(
    shape(
      {},
      {
        ...input,
        initial_value: string(3000),
        multiline: flag,
        min_length: integer(0, 3000),
        max_length: integer(1, 3000),
      },
    ),
    check((value) =>
      Number(value.min_length ?? 0) > Number(value.max_length ?? 3000)
        ? 'min_length must be less than max_length'
        : undefined,
    ),
  ),
  email_text_input: shape({}, { ...input, initial_value: string(3000) }),
  url_text_input: shape({}, { ...input, initial_value: string(3000) }),
  number_input: shape(
    { is_decimal_allowed: flag },
    { ...input, initial_value: string(100), min_value: string(100), max_value: string(100) },
  ),
  rich_text_input: shape(
    {},
    {
      ...input,
      initial_value: shape({
        elements: list(
          0,
          1000,
          check(() => undefined),
        ),
      }),
      min_lines: integer(1, 100),
      max_lines: integer(1, 100),
    },
  ),
};

const fileInput = shape(
  {},
  { action_id: actionId, filetypes: list(0, 100, string(50)), max_files: integer(1, 10) },
);
const overflow = shape({ options: list(1, 5, overflowOption) }, common);
const feedbackButton = shape(
  { text: plainText(75), value: string(2000) },
  { accessibility_label: string(75) },
);

/** Elements an `actions` block may hold. */
export const actionElement = byType({ button, overflow, ...menus, ...pickers });
/** What may stand beside a section's text. */
export const accessory = byType({ button, overflow, image, ...menus, ...pickers });
/** What an `input` block may hold in a modal or Home tab. */
export const inputElement = byType({ ...inputs, ...menus, ...pickers, file_input: fileInput });
export const cardButton = byType({ button });
export const imageElement = byType({ image });
export const contextElement = byType({
  image,
  plain_text: shape({ text: string(3000, 1) }, { emoji: flag }),
  mrkdwn: shape({ text: string(3000, 1) }, { verbatim: flag }),
});
export const contextActionElement = byType({
  feedback_buttons: shape(
    { positive_button: feedbackButton, negative_button: feedbackButton },
    { action_id: actionId },
  ),
  icon_button: shape(
    { icon: string(100), text: plainText(75) },
    {
      ...common,
      value: string(2000),
      accessibility_label: string(75),
      visible_to_user_ids: list(0, 100, string(255)),
    },
  ),
});

/** Ids of the elements that must differ within one block. */
export function repeatedActionId(elements: readonly Json[]): string | undefined {
  const ids = elements.map((element) => toText(element.action_id)).filter((id) => id !== '');
  return ids.find((id, index) => ids.indexOf(id) !== index);
}
