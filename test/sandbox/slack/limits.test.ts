// Slack's limits at the edge: exactly the limit passes, one more fails with Slack's words and a pointer.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateBlocks } from '../../../sandbox/slack/validate-blocks.ts';
import { validateView } from '../../../sandbox/slack/validate-view.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_none, index) => make(index));
const button = (more: object = {}) => ({ type: 'button', text: plain(1), ...more });
const option = (length = 1) => ({ text: plain(length), value: 'x'.repeat(length) });
const menu = (more: object) => ({ type: 'static_select', options: [option()], ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const cell = (length: number) => ({ type: 'raw_text', text: 'x'.repeat(length) });
const divider = { type: 'divider' };
const input = (element: object) => ({ type: 'input', label: plain(1), element });

type Make = (count: number) => object[];
const BLOCK_LIMITS: [string, number, Make, string][] = [
  ['blocks of a message', 50, (n) => many(n, () => divider), ''],
  ['section text', 3000, (n) => [{ type: 'section', text: mrkdwn(n) }], '/0/text/text'],
  [
    'section fields',
    10,
    (n) => [{ type: 'section', fields: many(n, () => mrkdwn(1)) }],
    '/0/fields',
  ],
  ['section field', 2000, (n) => [{ type: 'section', fields: [mrkdwn(n)] }], '/0/fields/0/text'],
  ['header', 150, (n) => [{ type: 'header', text: plain(n) }], '/0/text/text'],
  [
    'context elements',
    10,
    (n) => [{ type: 'context', elements: many(n, () => mrkdwn(1)) }],
    '/0/elements',
  ],
  ['actions elements', 25, (n) => [actions(...many(n, () => button()))], '/0/elements'],
  ['button text', 75, (n) => [actions(button({ text: plain(n) }))], '/0/elements/0/text/text'],
  ['button value', 2000, (n) => [actions(button({ value: 'x'.repeat(n) }))], '/0/elements/0/value'],
  ['button url', 3000, (n) => [actions(button({ url: 'x'.repeat(n) }))], '/0/elements/0/url'],
  [
    'action_id',
    255,
    (n) => [actions(button({ action_id: 'x'.repeat(n) }))],
    '/0/elements/0/action_id',
  ],
  ['block_id', 255, (n) => [{ ...divider, block_id: 'x'.repeat(n) }], '/0/block_id'],
  [
    'menu options',
    100,
    (n) => [actions(menu({ options: many(n, () => option()) }))],
    '/0/elements/0/options',
  ],
  [
    'option text',
    75,
    (n) => [actions(menu({ options: [{ ...option(), text: plain(n) }] }))],
    '/0/elements/0/options/0/text/text',
  ],
  [
    'option value',
    75,
    (n) => [actions(menu({ options: [{ ...option(), value: 'x'.repeat(n) }] }))],
    '/0/elements/0/options/0/value',
  ],
  [
    'placeholder',
    150,
    (n) => [actions(menu({ placeholder: plain(n) }))],
    '/0/elements/0/placeholder/text',
  ],
  [
    'confirm title',
    100,
    (n) => [actions(button({ confirm: { text: plain(1), title: plain(n) } }))],
    '/0/elements/0/confirm/title/text',
  ],
  [
    'confirm text',
    300,
    (n) => [actions(button({ confirm: { text: plain(n) } }))],
    '/0/elements/0/confirm/text/text',
  ],
  [
    'confirm button',
    30,
    (n) => [actions(button({ confirm: { text: plain(1), deny: plain(n) } }))],
    '/0/elements/0/confirm/deny/text',
  ],
  [
    'overflow options',
    5,
    (n) => [actions({ type: 'overflow', options: many(n, () => option()) })],
    '/0/elements/0/options',
  ],
  [
    'checkboxes',
    10,
    (n) => [actions({ type: 'checkboxes', options: many(n, () => option()) })],
    '/0/elements/0/options',
  ],
  ['markdown', 12_000, (n) => [{ type: 'markdown', text: 'x'.repeat(n) }], ''],
  [
    'image alt text',
    2000,
    (n) => [{ type: 'image', image_url: 'x', alt_text: 'x'.repeat(n) }],
    '/0/alt_text',
  ],
  ['table rows', 100, (n) => [{ type: 'table', rows: many(n, () => [cell(1)]) }], '/0/rows'],
  ['table columns', 20, (n) => [{ type: 'table', rows: [many(n, () => cell(1))] }], '/0/rows/0'],
  ['table text', 10_000, (n) => [{ type: 'table', rows: [[cell(n)]] }], ''],
  [
    'data_table rows with header',
    201,
    (n) => [{ type: 'data_table', caption: 'x', rows: many(n, () => [cell(1)]) }],
    '/0/rows',
  ],
  ['data_table text', 20_000, (n) => [{ type: 'data_table', caption: 'x', rows: [[cell(n)]] }], ''],
  ['tables', 1, (n) => many(n, () => ({ type: 'table', rows: [[cell(1)]] })), ''],
  [
    'carousel cards',
    10,
    (n) => [{ type: 'carousel', elements: many(n, () => ({ type: 'card' })) }],
    '/0/elements',
  ],
  [
    'container blocks',
    10,
    (n) => [{ type: 'container', child_blocks: many(n, () => divider) }],
    '/0/child_blocks',
  ],
];

describe('a message', () => {
  test.each(BLOCK_LIMITS)('%s: %i pass and one more does not', (_name, limit, make, pointer) => {
    expect(validateBlocks(make(limit), 'message', '')).toEqual([]);
    expect(validateBlocks(make(limit + 1), 'message', '')).toMatchObject([{ pointer }]);
  });

  test('markdown is summed over all its blocks', () => {
    const half = { type: 'markdown', text: 'x'.repeat(6000) };
    expect(validateBlocks([half, half], 'message', '')).toEqual([]);
    const over = [half, { type: 'markdown', text: 'x'.repeat(6001) }];
    expect(validateBlocks(over, 'message', '')).toHaveLength(1);
  });

  test.each([
    ['an empty text', [{ type: 'section', text: mrkdwn(0) }], 'must be more than 0 characters'],
    ['an unknown block', [{ type: 'nonsense' }], 'unsupported type: nonsense'],
    ['an unknown field', [{ ...divider, colour: 'red' }], 'invalid additional property: colour'],
    ['a section of nothing', [{ type: 'section' }], 'missing required field: text or fields'],
    ['a missing field', [{ type: 'header' }], 'missing required field: text'],
    ['mrkdwn in a header', [{ type: 'header', text: mrkdwn(1) }], 'unsupported type: mrkdwn'],
    ['a modal’s alert', [{ type: 'alert', text: plain(1) }], 'unsupported type: alert'],
    ['a file input', [input({ type: 'file_input' })], 'unsupported type: file_input'],
    ['a strange style', [actions(button({ style: 'red' }))], 'must be one of: primary, danger'],
    [
      'an option not offered',
      [actions(menu({ initial_option: option(2) }))],
      'initial option is not among the options',
    ],
    [
      'the same block_id twice',
      [
        { ...divider, block_id: 'a' },
        { ...divider, block_id: 'a' },
      ],
      'block_id "a" already exists',
    ],
    [
      'the same action_id twice',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      'action_id "a" already exists',
    ],
  ])('refuses %s', (_name, blocks, message) => {
    expect(validateBlocks(blocks, 'message', '')).toMatchObject([{ message }]);
  });

  test.each(['markdown', 'table', 'data_table', 'data_visualization', 'container'])(
    '%s belongs in messages only',
    (type) => {
      for (const surface of ['modal', 'home'] as const)
        expect(validateBlocks([{ type }], surface, '')).toMatchObject([
          { message: `unsupported type: ${type}` },
        ]);
    },
  );

  test('any JSON at all gets an answer, not a crash', () => {
    const odd = [null, 1, 'x', [], {}, { type: 1 }, { type: 'actions', elements: [null, 1, {}] }];
    for (const value of [...odd, odd]) {
      expect(validateBlocks([value], 'message', '').length).toBeGreaterThan(0);
      expect(() => validateView({ type: 'modal', blocks: [value] }, 'modal')).not.toThrow();
    }
  });
});

const view = (more: object = {}) => ({ type: 'modal', title: plain(1), blocks: [], ...more });
const VIEW_LIMITS: [string, number, (count: number) => object, string][] = [
  ['blocks', 100, (n) => view({ blocks: many(n, () => divider) }), '/view/blocks'],
  ['title', 24, (n) => view({ title: plain(n) }), '/view/title/text'],
  ['submit', 24, (n) => view({ submit: plain(n) }), '/view/submit/text'],
  ['close', 24, (n) => view({ close: plain(n) }), '/view/close/text'],
  ['callback_id', 255, (n) => view({ callback_id: 'x'.repeat(n) }), '/view/callback_id'],
  [
    'private_metadata',
    3000,
    (n) => view({ private_metadata: 'x'.repeat(n) }),
    '/view/private_metadata',
  ],
];

describe('a modal', () => {
  test.each(VIEW_LIMITS)('%s: %i pass and one more does not', (_name, limit, make, pointer) => {
    expect(validateView({ ...make(limit) }, 'modal')).toEqual([]);
    expect(validateView({ ...make(limit + 1) }, 'modal')).toMatchObject([{ pointer }]);
  });

  test('with an input needs a submit button', () => {
    const blocks = [input({ type: 'plain_text_input', max_length: 3000 })];
    expect(validateView(view({ blocks, submit: plain(1) }), 'modal')).toEqual([]);
    expect(validateView(view({ blocks }), 'modal')).toMatchObject([
      { message: 'missing required field: submit' },
    ]);
  });
});

describe('through the API', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await startWorkspace({ settings: { event_retries: 0, reconnect_wait_ms: 0 } });
  });
  afterAll(() => workspace.close());

  test('broken blocks are answered with pointers in both of Slack’s places', async () => {
    const blocks = [divider, { type: 'section', text: mrkdwn(3001) }];
    const line = 'must be less than 3001 characters [json-pointer:/blocks/1/text/text]';
    expect(
      await workspace.call('chat.postMessage', { channel: 'C0SHOPOPS', text: 'x', blocks }),
    ).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: [line],
      response_metadata: { messages: [`[ERROR] ${line}`] },
    });
  });

  test('13,200 characters over all blocks pass and one more does not', async () => {
    const blocks = (last: number) => [
      ...many(4, () => ({ type: 'section', text: mrkdwn(3000) })),
      { type: 'section', text: mrkdwn(last) },
    ];
    const post = (last: number) =>
      workspace.call('chat.postMessage', { channel: 'C0SHOPOPS', text: 'x', blocks: blocks(last) });
    expect(await post(1200)).toMatchObject({ ok: true });
    expect(await post(1201)).toMatchObject({ error: 'msg_blocks_too_long' });
  });

  test('a view over 250 kB is too large', async () => {
    const text = 'x'.repeat(2900);
    const blocks = many(90, () => ({ type: 'section', text: { type: 'mrkdwn', text } }));
    const open = { trigger_id: '1.2.3', view: view({ blocks }) };
    expect(await workspace.call('views.open', open)).toMatchObject({ error: 'view_too_large' });
    expect(await workspace.call('views.open', { ...open, view: 'nonsense' })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test('blocks.validate spells the findings out', async () => {
    expect(await workspace.call('blocks.validate', { blocks: [divider] })).toMatchObject({
      ok: true,
    });
    expect(await workspace.call('blocks.validate', { blocks: [{ type: 'header' }] })).toMatchObject(
      {
        ok: false,
        error: 'invalid_blocks',
        errors: [{ pointer: '/0', code: 'missing_required_field', message: expect.any(String) }],
      },
    );
  });
});
