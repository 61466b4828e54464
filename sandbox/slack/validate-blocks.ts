// Slack's rules for blocks, and which of them may stand where. The bot's builders have limits of their own:
// this table is written apart from them so that one mistake is not made twice.
import { isObject, type Json, toObjects, toText } from './json.ts';
import {
  accessory,
  actionElement,
  cardButton,
  contextActionElement,
  contextElement,
  imageElement,
  inputElement,
  repeatedActionId,
} from './validate-elements.ts';
import { richText } from './validate-rich-text.ts';
import {
  anyText,
  both,
  byType,
  check,
  flag,
  integer,
  list,
  markdownText,
  number,
  oneOf,
  type Problem,
  plainText,
  type Rule,
  report,
  shape,
  string,
} from './validate-rules.ts';

export type Surface = 'message' | 'modal' | 'home';

const id = { block_id: string(255) };
const uniqueActionIds = check((block) => {
  const repeated = repeatedActionId(toObjects(block.elements));
  return repeated === undefined ? undefined : `action_id "${repeated}" already exists`;
});

const section = both(
  shape(
    {},
    { ...id, text: anyText(3000), fields: list(1, 10, anyText(2000)), accessory, expand: flag },
  ),
  check((block) =>
    block.text === undefined && block.fields === undefined
      ? 'missing required field: text or fields'
      : undefined,
  ),
);
const actions = both(shape({ elements: list(1, 25, actionElement) }, id), uniqueActionIds);
const context = shape({ elements: list(1, 10, contextElement) }, id);
const divider = shape({}, id);
const header = shape({ text: plainText(150) }, { ...id, level: integer(1, 4) });
const image = both(
  shape(
    { alt_text: string(2000) },
    {
      ...id,
      title: plainText(2000),
      image_url: string(3000, 1),
      slack_file: shape({}, { id: string(255, 1), url: string(3000, 1) }),
    },
  ),
  check((block) =>
    (block.image_url === undefined) === (block.slack_file === undefined)
      ? 'must provide either image_url or slack_file'
      : undefined,
  ),
);
const input = shape(
  { label: plainText(2000), element: inputElement },
  { ...id, hint: plainText(2000), optional: flag, dispatch_action: flag },
);
const video = shape(
  {
    video_url: string(3000, 1),
    thumbnail_url: string(3000, 1),
    alt_text: string(2000),
    title: plainText(200),
  },
  {
    ...id,
    title_url: string(3000),
    author_name: string(50),
    provider_name: string(50),
    provider_icon_url: string(3000),
    description: plainText(200),
  },
);
const cell = byType({
  raw_text: shape({ text: string(Number.MAX_SAFE_INTEGER, 1) }),
  raw_number: shape({ value: number }, { text: string(255) }),
  rich_text: richText,
});
const table = shape(
  { rows: list(1, 100, list(1, 20, cell)) },
  {
    ...id,
    column_settings: list(
      0,
      20,
      shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: flag }),
    ),
  },
);
const dataTable = shape(
  { rows: list(1, 201, list(1, 20, cell)), caption: string(2000, 1) },
  { ...id, page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
);
const card = shape(
  {},
  {
    ...id,
    hero_image: imageElement,
    icon: imageElement,
    title: markdownText(150),
    subtitle: markdownText(150),
    body: markdownText(200),
    actions: list(1, 25, cardButton),
  },
);
const taskCard = shape(
  {
    task_id: string(255, 1),
    title: string(255, 1),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    ...id,
    details: byType({ rich_text: richText }),
    output: byType({ rich_text: richText }),
    sources: list(0, 100, byType({ url: shape({ url: string(3000, 1), text: string(255, 1) }) })),
  },
);

const everywhere = {
  section,
  actions,
  context,
  divider,
  header,
  image,
  input,
  video,
  rich_text: richText,
};
const container = shape(
  { child_blocks: list(1, 10, byType({ ...everywhere, table })) },
  {
    ...id,
    title: plainText(150),
    rich_text_title: byType({ rich_text: richText }),
    subtitle: anyText(150),
    width: oneOf('narrow', 'standard', 'wide', 'full'),
    icon: imageElement,
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
  },
);
/** The chart's own series and axes are not checked: nobody has documented them field by field. */
const chart = check((block) => {
  const title = block.title;
  const isFitting = title === undefined || (typeof title === 'string' && title.length <= 50);
  return isFitting ? undefined : 'title must be less than 51 characters';
});

const messageOnly = {
  /** Its length is limited over all markdown blocks together. */
  markdown: shape({ text: string(Number.MAX_SAFE_INTEGER, 1) }, id),
  table,
  data_table: dataTable,
  data_visualization: chart,
  card,
  carousel: shape({ elements: list(1, 10, byType({ card })) }, id),
  container,
  context_actions: shape({ elements: list(1, 5, contextActionElement) }, id),
  task_card: taskCard,
  plan: shape(
    { title: string(255, 1) },
    { ...id, tasks: list(0, 50, byType({ task_card: taskCard })) },
  ),
  file: shape({ source: oneOf('remote'), external_id: string(255, 1) }, id),
};
const alert = shape(
  { text: anyText(3000) },
  { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
);

const ALLOWED: Readonly<Record<Surface, Rule>> = {
  message: byType({ ...everywhere, ...messageOnly }),
  modal: byType({ ...everywhere, alert }),
  home: byType(everywhere),
};
const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/**
 * Checks a list of blocks against Slack's limits.
 * @param base the pointer of the list itself: `/blocks`, or `/view/blocks`
 */
export function validateBlocks(blocks: unknown, surface: Surface, base: string): Problem[] {
  const problems: Problem[] = [];
  list(0, MOST_BLOCKS[surface], ALLOWED[surface])(blocks, base, problems);
  const known = toObjects(blocks);
  checkBlockIds(known, base, problems);
  checkSums(known, base, problems);
  if (surface === 'message') refuseFileInputs(known, base, problems);
  return problems;
}

function checkBlockIds(blocks: readonly Json[], base: string, problems: Problem[]): void {
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const blockId = toText(block.block_id);
    if (blockId !== '' && seen.has(blockId))
      report(problems, `${base}/${index}/block_id`, `block_id "${blockId}" already exists`);
    seen.add(blockId);
  }
}

/** Limits that run over all blocks of one kind, and things of which one is enough. */
function checkSums(blocks: readonly Json[], base: string, problems: Problem[]): void {
  const of = (kind: string) => blocks.filter((block) => block.type === kind);
  const markdown = of('markdown').reduce((sum, block) => sum + toText(block.text).length, 0);
  if (markdown > 12_000) report(problems, base, 'markdown text must be less than 12001 characters');
  const cells = (kind: string) => of(kind).reduce((sum, block) => sum + countText(block.rows), 0);
  if (cells('table') > 10_000)
    report(problems, base, 'table text must be less than 10001 characters');
  if (cells('data_table') > 20_000)
    report(problems, base, 'data_table text must be less than 20001 characters');
  if (of('table').length > 1) report(problems, base, 'only one table allowed');
  if (of('data_table').length > 1) report(problems, base, 'only one data_table allowed');
  if (of('data_visualization').length > 2)
    report(problems, base, 'no more than 2 data_visualization blocks allowed');
  if (JSON.stringify(blocks).split('"focus_on_load":true').length > 2)
    report(problems, base, 'focus_on_load may be set once');
}

function refuseFileInputs(blocks: readonly Json[], base: string, problems: Problem[]): void {
  for (const [index, block] of blocks.entries()) {
    if (isObject(block.element) && block.element.type === 'file_input')
      report(problems, `${base}/${index}/element/type`, 'unsupported type: file_input');
  }
}

/** Characters of text anywhere inside a value. */
export function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + countText(one), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') sum += name === 'text' ? inner.length : 0;
    else sum += countText(inner);
  }
  return sum;
}
