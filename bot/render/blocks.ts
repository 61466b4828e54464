// The few kinds of block that messages and views are made of, as plain values. It decides nothing about their content.

export type Block = Readonly<Record<string, unknown>>;

/** @param text mrkdwn, escaped by the caller, at most 3,000 characters. */
export function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, expand: true };
}

export function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** Monospace, as printed: nothing in it is markup to Slack, so nothing needs escaping. */
export function preformatted(text: string, label?: string): Block {
  const heading = {
    type: 'rich_text_section',
    elements: [{ type: 'text', text: label, style: { bold: true } }],
  };
  const body = {
    type: 'rich_text_preformatted',
    elements: [{ type: 'text', text: text === '' ? ' ' : text }],
  };
  return { type: 'rich_text', elements: label === undefined ? [body] : [heading, body] };
}

interface ButtonOptions {
  readonly style?: 'primary' | 'danger';
  readonly label?: string;
}

/** @returns undefined for a value that Slack would not carry back. */
export function button(
  id: string,
  text: string,
  value: string,
  { style, label }: ButtonOptions = {},
): Block | undefined {
  if (value === '' || value.length > LONGEST_VALUE) return undefined;
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text, emoji: true },
    value,
    ...(style === undefined ? {} : { style }),
    ...(label === undefined ? {} : { accessibility_label: label }),
  };
}

/** A menu behind three dots. @param options what each says, and what it carries; two to five */
export function overflow(id: string, options: readonly (readonly [string, string])[]): Block {
  return {
    type: 'overflow',
    action_id: id,
    options: options.map(([text, value]) => ({
      text: { type: 'plain_text', text, emoji: true },
      value,
    })),
  };
}

/** A menu with words on it. @param options what each says, and what it carries; one to a hundred */
export function select(
  id: string,
  placeholder: string,
  options: readonly (readonly [string, string])[],
): Block {
  return {
    ...overflow(id, options),
    ...{
      type: 'static_select',
      placeholder: { type: 'plain_text', text: placeholder, emoji: true },
    },
  };
}

export function actions(buttons: readonly (Block | undefined)[]): Block[] {
  const elements = buttons.filter((each) => each !== undefined);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

const LONGEST_VALUE = 2000;
