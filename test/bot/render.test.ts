// Whatever a reply holds, the message fits Slack, cannot ping and says what happened.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { builderView, filterView } from '../../bot/builder.ts';
import { homeView } from '../../bot/home.ts';
import { readPageValue, writePageValue } from '../../bot/render/page-value.ts';
import { render } from '../../bot/render.ts';
import type { OutputPage, Reply, Verdict } from '../../bot/reply.ts';
import { countText } from '../../sandbox/slack/validate-blocks.ts';
import { assertMessageBlocks } from '../../sandbox/slack/validate-message.ts';
import { assertView } from '../../sandbox/slack/validate-view.ts';

const VERDICTS: Verdict[] = [
  'running',
  'waiting for confirmation',
  'succeeded',
  'failed',
  'refused',
  'not understood',
  'timed out',
  'cancelled',
  'expired',
  'outcome unknown',
  'interrupted, outcome unknown',
];

const REPLY: Reply = {
  verdict: 'succeeded',
  command: 'kubectl get pods -n shop',
  cluster: 'staging',
  namespace: 'shop',
  userId: 'U0ALICE',
  durationMs: 1234,
  notes: [],
};

const PAGE: OutputPage = {
  outputId: 'out1',
  text: 'NAME READY\nweb 1/1',
  page: 1,
  pages: 1,
  firstLine: 1,
  lastLine: 2,
  lines: 2,
  filter: '',
  errorText: '',
  asRows: false,
};

const TRICKS = [
  '<!channel>',
  '<!here|x>',
  '<@U0BOB>',
  '<!subteam^S0ADMINS>',
  '```',
  '`',
  '&lt;!channel&gt;',
  '\0',
  '\u202e',
  '\ud83d',
  '<http://evil|ok>',
  '*_~',
];
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...TRICKS), { maxLength: 12 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('&', '<', 'é', '😀', '`', 'x\n'), fc.integer({ min: 1, max: 20_000 }))
    .map(([unit, count]) => unit.repeat(count)),
);
const number = fc.oneof(fc.nat(), fc.double());
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const page = fc.record(
  {
    outputId: fc.oneof(fc.constant('abc_DEF-1'), hostile),
    text: hostile,
    page: fc.integer({ min: 1, max: 100_000 }),
    pages: fc.integer({ min: 1, max: 100_000 }),
    firstLine: fc.nat(),
    lastLine: fc.nat(),
    lines: fc.nat(),
    rows: fc.array(
      fc.record({ title: hostile, cells: fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }) }),
      { minLength: 1, maxLength: 40 },
    ),
    asRows: fc.boolean(),
    filter: fc.oneof(fc.constant(''), hostile),
    errorText: hostile,
  },
  {
    requiredKeys: [
      'text',
      'page',
      'pages',
      'firstLine',
      'lastLine',
      'lines',
      'filter',
      'errorText',
      'asRows',
    ],
  },
);

const reply = fc
  .record({
    verdict: fc.constantFrom(...VERDICTS),
    command: hostile,
    cluster: hostile,
    namespace: optional(hostile),
    userId: hostile,
    durationMs: optional(number),
    output: optional(page),
    problem: optional(fc.record({ what: hostile, why: hostile, fix: hostile, usage: hostile })),
    preview: optional(
      fc.record({
        summary: hostile,
        diff: hostile,
        warnings: fc.array(hostile, { maxLength: 30 }),
        substance: fc.constant(''),
      }),
    ),
    proposal: optional(fc.record({ id: hostile, expiresAtMs: number })),
    runId: optional(hostile),
    notes: fc.array(hostile, { maxLength: 30 }),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as Reply);

interface Node {
  readonly [field: string]: unknown;
}

/** Every text that Slack reads as mrkdwn. */
function marked(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(marked);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  if (node.type === 'mrkdwn') return [String(node.text)];
  return Object.values(node).flatMap(marked);
}

function elements(blocks: readonly unknown[], actionId: string): Node[] {
  return (blocks as Node[])
    .filter(({ type }) => type === 'actions')
    .flatMap((block) => block.elements as Node[])
    .filter(({ action_id }) => action_id === actionId);
}

function preformatted(blocks: readonly unknown[]): string[] {
  return (blocks as Node[])
    .filter(({ type }) => type === 'rich_text')
    .flatMap((block) => block.elements as Node[])
    .filter(({ type }) => type === 'rich_text_preformatted')
    .map((element) => String((element.elements as Node[])[0]?.text));
}

describe('a message', () => {
  test('fits Slack for hostile and huge replies', () => {
    fc.assert(
      fc.property(reply, (value) => {
        const { text, blocks } = render(value);
        assertMessageBlocks(blocks);
        expect(countText(blocks as never)).toBeLessThanOrEqual(12_000);
        expect(text.length).toBeLessThanOrEqual(300);
        expect(text).not.toBe('');
      }),
      { numRuns: 1500 },
    );
  });

  test('pings nobody but who asked, whatever a cluster or a person wrote', () => {
    fc.assert(
      fc.property(reply, (value) => {
        const { text, blocks } = render({ ...value, verdict: 'failed', userId: 'U0ALICE' });
        expect(text).not.toMatch(/[<>]/u);
        for (const each of marked(blocks)) {
          expect(each.replaceAll('<@U0ALICE>', '')).not.toMatch(/[<>]/u);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is largest within the limit when every part is at its worst', () => {
    const huge = '&'.repeat(50_000);
    const { blocks } = render({
      ...REPLY,
      verdict: 'waiting for confirmation',
      command: huge,
      cluster: huge,
      namespace: huge,
      userId: huge,
      output: { ...PAGE, text: huge, errorText: huge, filter: 'x'.repeat(150), page: 2, pages: 9 },
      problem: { what: huge, why: huge, fix: huge, usage: huge },
      preview: { summary: huge, diff: huge, warnings: Array(50).fill(huge), substance: '' },
      proposal: { id: 'p1', expiresAtMs: 1_800_000_000_000 },
      notes: [huge],
    });
    expect(() => assertMessageBlocks(blocks)).not.toThrow();
    expect(countText(blocks as never)).toBeLessThanOrEqual(12_000);
  });

  test.each(VERDICTS)('says "%s" in words, in the blocks and in the notification', (verdict) => {
    const { text, blocks } = render({ ...REPLY, verdict });
    expect(text.toLowerCase()).toContain(verdict);
    expect(JSON.stringify(blocks[0]).toLowerCase()).toContain(verdict);
  });

  test('shows what was printed exactly as it was printed', () => {
    const text = 'NAME   <READY> & `x`\n```\nweb    1/1  <!channel>';
    const { blocks } = render({ ...REPLY, output: { ...PAGE, text } });
    expect(preformatted(blocks)).toEqual([text]);
  });

  test('keeps stderr apart and labelled', () => {
    const { blocks } = render({ ...REPLY, output: { ...PAGE, errorText: 'Warning: old' } });
    expect(preformatted(blocks)).toEqual([PAGE.text, 'Warning: old']);
    expect(JSON.stringify(blocks)).toContain('"text":"stderr"');
  });

  test.each([
    ['kubectl get pods', 'failed', 'stderr'],
    ['kafka delete group reports', 'succeeded', 'Remarks'],
    ['cluster off shop-nights', 'running', 'Remarks'],
    ['cluster off shop-nights', 'failed', 'What went wrong'],
  ] as const)('beside the output of %s, %s, stands "%s"', (command, verdict, heading) => {
    const output = { ...PAGE, errorText: 'some words' };
    const { blocks } = render({ ...REPLY, command, verdict, output });
    expect(JSON.stringify(blocks)).toContain(`"text":"${heading}"`);
  });

  test('says in words that nothing was printed', () => {
    const { blocks } = render({ ...REPLY, output: { ...PAGE, text: '' } });
    expect(JSON.stringify(blocks)).toContain('(no output)');
    const problem = { what: 'It is not there.', why: 'It is gone.', fix: 'Name another.' };
    const failed = render({ ...REPLY, verdict: 'failed', problem, output: { ...PAGE, text: '' } });
    expect(JSON.stringify(failed.blocks)).not.toContain('(no output)');
  });

  test('offers only the pages that there are', () => {
    const at = (number: number) =>
      render({ ...REPLY, output: { ...PAGE, page: number, pages: 3, lines: 100, filter: 'wéb' } })
        .blocks;
    expect(elements(at(1), 'output_prev')).toHaveLength(0);
    expect(elements(at(3), 'output_next')).toHaveLength(0);
    const [next] = elements(at(2), 'output_next');
    expect(readPageValue(String(next?.value))).toEqual({
      outputId: 'out1',
      page: 3,
      filter: 'wéb',
    });
    expect(JSON.stringify(at(1))).toContain('lines 1-2 of 100');
  });

  test('says on every page which lines it shows', () => {
    const output = { ...PAGE, page: 2, pages: 3, firstLine: 41, lastLine: 80, lines: 100 };
    const { blocks } = render({ ...REPLY, output });
    expect(JSON.stringify(blocks)).toContain('lines 41-80 of 100  ·  page 2 of 3');
  });

  test('shows a table row by row to whoever asks for it, and keeps it so from page to page', () => {
    const rows = [
      { title: 'web-1', cells: [['READY', '1/1'] as const, ['STATUS', '<!channel>'] as const] },
    ];
    const output = { ...PAGE, rows, page: 1, pages: 2, lines: 60 };
    const asText = render({ ...REPLY, output }).blocks;
    expect(preformatted(asText)).toEqual([PAGE.text]);
    const [toRows] = elements(asText, 'output_layout');
    expect(readPageValue(String(toRows?.value))).toMatchObject({ page: 1, asRows: true });
    const inRows = render({ ...REPLY, output: { ...output, asRows: true } }).blocks;
    expect(preformatted(inRows)).toEqual([]);
    expect(JSON.stringify(inRows)).toContain('"\\nREADY\u00a01/1 · STATUS\u00a0<!channel>"');
    const targetOf = (id: string) => readPageValue(String(elements(inRows, id)[0]?.value));
    expect(targetOf('output_next')).toMatchObject({ page: 2, asRows: true });
    expect(targetOf('output_filter')).toMatchObject({ asRows: true });
    expect(targetOf('output_layout')).toEqual({ outputId: 'out1', page: 1, filter: '' });
  });

  test('shows row by row what stands beside a table as it is', () => {
    const rows = [{ prose: 'nights is <off>.' }, { title: 'web', cells: [['NOW', '0'] as const] }];
    const { blocks } = render({ ...REPLY, output: { ...PAGE, rows, asRows: true } });
    expect(JSON.stringify(blocks)).toContain('{"type":"text","text":"nights is <off>.\\n"}');
  });

  test('offers no file of what is seen whole at a glance', () => {
    const files = (output: Partial<OutputPage>) =>
      elements(render({ ...REPLY, output: { ...PAGE, ...output } }).blocks, 'output_file');
    expect(files({ text: 'deployment.apps/web scaled' })).toHaveLength(0);
    expect(files({ text: '', errorText: 'No resources found' })).toHaveLength(0);
    expect(files({ text: 'a\nb\nc\nd' })).toHaveLength(1);
    expect(files({ text: 'x'.repeat(301) })).toHaveLength(1);
    expect(files({ text: 'one', filter: 'one' })).toHaveLength(1);
    expect(files({ text: 'one', page: 2, pages: 2 })).toHaveLength(1);
  });

  test('puts nothing but the proposal’s id on the buttons of a change', () => {
    const { blocks } = render({
      ...REPLY,
      verdict: 'waiting for confirmation',
      command: 'kubectl delete pod web',
      preview: { summary: 'Delete pod web.', diff: '-web', warnings: ['old'], substance: '' },
      proposal: { id: 'p1', expiresAtMs: 1_800_000_000_000 },
    });
    expect(elements(blocks, 'confirm')).toMatchObject([{ value: 'p1', style: 'danger' }]);
    expect(elements(blocks, 'cancel')).toMatchObject([{ value: 'p1' }]);
    expect(JSON.stringify(blocks)).toContain('UTC');
  });

  test('has a stop button while it runs and none afterwards', () => {
    const stops = (verdict: Verdict) =>
      elements(render({ ...REPLY, verdict, runId: 'r1' }).blocks, 'stop');
    expect(stops('running')).toMatchObject([{ value: 'r1' }]);
    expect(stops('succeeded')).toHaveLength(0);
  });

  test('shows direction marks in a command instead of obeying them', () => {
    const [first] = render({ ...REPLY, command: 'kubectl get \u202epods' }).blocks;
    expect(JSON.stringify(first)).not.toContain('\u202e');
  });
});

describe('the value of a page button', () => {
  test('comes back as it went, for every filter that it can carry', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.integer({ min: 1, max: 999_999 }),
        (filter, number) => {
          const value = { outputId: 'abc-1', page: number, filter };
          expect(readPageValue(writePageValue(value))).toEqual(value);
        },
      ),
    );
  });

  test('is read only in its own form', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const read = readPageValue(text);
        expect(read === undefined || read.page > 0).toBe(true);
      }),
    );
    expect(readPageValue('a:0:')).toBeUndefined();
    expect(readPageValue('a:1:$')).toBeUndefined();
    expect(readPageValue('a b:1:')).toBeUndefined();
  });
});

describe('a view', () => {
  test('fits Slack for hostile and huge values', () => {
    const word = fc.record({
      name: hostile,
      summary: hostile,
      environment: hostile,
      command: hostile,
    });
    const several = fc.array(word, { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(several, hostile, (words, text) => {
        const home = homeView({
          person: { userId: 'U0ALICE', name: text },
          allowed: words,
          recent: words.map((each) => ({ ...each, verdict: 'failed', atMs: 1 })),
          clusters: words,
          kafkas: words,
          pipelines: words,
          freezes: words.map(({ summary }) => summary),
          version: text,
        });
        assertView(home, 'home');
        const verbs = words.map((each, index) => ({ ...each, name: `kubectl verb${index}` }));
        assertView(
          builderView({
            root: 'kubectl',
            verbs,
            values: { verb: text, flags: text },
            metadata: '{}',
          }),
          'modal',
        );
        assertView(filterView('{}'), 'modal');
      }),
      { numRuns: 150 },
    );
  });
});
