// Slack's rules for rich_text blocks and the elements in them.
import {
  byType,
  flag,
  integer,
  list,
  number,
  oneOf,
  type Rule,
  shape,
  string,
} from './validate-rules.ts';

/** Nobody documents a number of elements; this one only keeps the stand-in safe. */
const MOST_ELEMENTS = 3000;

const style = shape(
  {},
  {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const text = shape({ text: string(Number.MAX_SAFE_INTEGER, 1) }, { style });
const link = shape(
  { url: string(3000, 1) },
  { text: string(Number.MAX_SAFE_INTEGER), unsafe: flag, style },
);
const inline = byType({
  text,
  link,
  user: shape({ user_id: string(255, 1) }, { style }),
  usergroup: shape({ usergroup_id: string(255, 1) }, { style }),
  channel: shape({ channel_id: string(255, 1) }, { style }),
  team: shape({ team_id: string(255, 1) }, { style }),
  broadcast: shape({ range: oneOf('here', 'channel', 'everyone') }, { style }),
  emoji: shape({ name: string(255, 1) }, { unicode: string(255), url: string(3000), style }),
  color: shape({ value: string(20) }, { style }),
  date: shape(
    { timestamp: number, format: string(255, 1) },
    { url: string(3000), fallback: string(3000), style },
  ),
});
const border = oneOf(0, 1);
const inlines = list(0, MOST_ELEMENTS, inline);
const section = shape({ elements: inlines });

const richTextElement = byType({
  rich_text_section: section,
  rich_text_list: shape(
    {
      style: oneOf('bullet', 'ordered'),
      elements: list(0, MOST_ELEMENTS, byType({ rich_text_section: section })),
    },
    { indent: integer(0, 8), offset: integer(0, 100_000), border },
  ),
  rich_text_quote: shape({ elements: inlines }, { border }),
  rich_text_preformatted: shape(
    { elements: list(0, MOST_ELEMENTS, byType({ text, link })) },
    { border, language: string(50) },
  ),
});

export const richText: Rule = shape(
  { elements: list(0, MOST_ELEMENTS, richTextElement) },
  { block_id: string(255) },
);
