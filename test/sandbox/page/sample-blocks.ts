// One message with every kind of block, and one with text that tries to be more than text.
export const HOSTILE = [
  '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 2">',
  '<!channel> <!here> <@U0ALICE> <https://evil.example.com|click>',
  '\u202egnp.exe \u001b[31mred\u001b[0m \u0000\u0007 end',
].join('\n');

const plain = (text: string) => ({ type: 'plain_text' as const, text });

export function hostile(): unknown[] {
  const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    { type: 'section', text: { type: 'mrkdwn', text: escaped } },
    { type: 'section', text: { type: 'plain_text', text: HOSTILE } },
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: HOSTILE }] }],
    },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '<javascript:window.hurt=3|press> <data:text/html,x|data>' },
    },
    { type: 'markdown', text: `${HOSTILE}\n[press](javascript:window.hurt=4)` },
  ];
}

export function everyBlock(): unknown[] {
  const richSection = (elements: unknown[]) => ({ type: 'rich_text_section', elements });
  return [
    { type: 'header', text: plain('Every kind of block') },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: '*bold* _italic_ ~strike~ `code` <https://example.com|a link> <@U0ALICE> <#C0GENERAL> <!subteam^S0ADMINS>\n> a quote\n```fenced   output```',
      },
    },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Cluster*\nstaging' },
        { type: 'mrkdwn', text: '*Namespace*\nshop' },
      ],
      accessory: {
        type: 'static_select',
        action_id: 'pick',
        placeholder: plain('Pick one'),
        options: [
          { text: plain('One'), value: '1' },
          { text: plain('Two'), value: '2' },
        ],
      },
    },
    { type: 'divider' },
    {
      type: 'rich_text',
      elements: [
        richSection([
          { type: 'text', text: 'bold', style: { bold: true } },
          { type: 'text', text: ' and ' },
          { type: 'text', text: 'code', style: { code: true } },
          { type: 'emoji', name: 'hourglass_flowing_sand' },
        ]),
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            richSection([{ type: 'text', text: 'first' }]),
            richSection([{ type: 'text', text: 'second' }]),
          ],
        },
        { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
      ],
    },
    {
      type: 'markdown',
      text: '## Heading\n- one\n- **two**\n\n| Topic | Lag |\n| --- | --- |\n| clicks | 12 |',
    },
    {
      type: 'table',
      column_settings: [{}, { align: 'right' }],
      rows: [
        [
          { type: 'raw_text', text: 'Pod' },
          { type: 'raw_text', text: 'Restarts' },
        ],
        [
          { type: 'raw_text', text: 'web' },
          { type: 'raw_text', text: '1' },
        ],
      ],
    },
    {
      type: 'data_table',
      caption: 'Lag by group',
      page_size: 2,
      row_header_column_index: 0,
      rows: [
        ['Group', 'Lag'],
        ['a', 30],
        ['b', 9],
        ['c', 120],
      ].map((row) =>
        row.map((cell) =>
          typeof cell === 'number'
            ? { type: 'raw_number', value: cell }
            : { type: 'raw_text', text: cell },
        ),
      ),
    },
    { type: 'image', image_url: 'https://images.example.com/cat.png', alt_text: 'A cat' },
    {
      type: 'container',
      title: plain('Details'),
      is_collapsible: true,
      child_blocks: [{ type: 'section', text: plain('inside') }],
    },
    { type: 'card', title: { type: 'mrkdwn', text: 'A card' } },
  ];
}
