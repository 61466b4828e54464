// How the page reads mrkdwn and markdown, case by case, in the browser that will draw it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type PageFixture, startPageFixture } from './fixture.ts';

let fixture: PageFixture;
let page: Page;

beforeAll(async () => {
  fixture = await startPageFixture();
  page = await fixture.open('user=bob&channel=shop-ops');
});

afterAll(() => fixture.close());

/** Draws a text with one of the page's modules and gives back its tags, with their attributes left out. */
async function draw(kind: 'mrkdwn' | 'markdown', text: string): Promise<string> {
  const call = kind === 'mrkdwn' ? 'mrkdwn(store, text)' : 'markdown(text)';
  const html = await page.evaluate<string>(
    `Promise.all([import('/text/${kind}.js'), import('/store.js')]).then(([{ ${kind} }, { createStore }]) => {
      const store = createStore();
      const text = ${JSON.stringify(text)};
      return ${call}.innerHTML;
    })`,
  );
  return html
    .replaceAll(/<button[^>]*class="copy".*?<\/button>/g, '')
    .replaceAll(/<(\w+) [^>]*>/g, '<$1>');
}

describe('mrkdwn', () => {
  test.each([
    ['*bold* _italic_ ~strike~', '<p><strong>bold</strong> <em>italic</em> <s>strike</s></p>'],
    ['*_both_*', '<p><strong><em>both</em></strong></p>'],
    ['a*b*c 2 * 3 * 4 snake_case_name', '<p>a*b*c 2 * 3 * 4 snake_case_name</p>'],
    ['`a *b* &lt;c&gt;`', '<p><code>a *b* &lt;c&gt;</code></p>'],
    ['&lt;!channel&gt; &amp;lt;', '<p>&lt;!channel&gt; &amp;lt;</p>'],
    ['<!channel> <!here|here>', '<p><span>@channel</span> <span>@here</span></p>'],
    ['<https://example.com/a?b=1&amp;c=2|*a* link>', '<p><a>*a* link</a></p>'],
    ['<javascript:alert(1)|x>', '<p><span>x</span></p>'],
    ['<not a tag>', '<p>&lt;not a tag&gt;</p>'],
    ['&gt; one\n&gt; two\nthree', '<blockquote>one\ntwo</blockquote><p>three</p>'],
    ['a\n```\nb  *c*\n```\nd', '<p>a</p><div><pre><code>b  *c*</code></pre></div><p>d</p>'],
    ['an open ```fence', '<p>an open </p><p>```fence</p>'],
    ['<!date^0^{date_num} at {nothing}|then>', '<p><time>1 Jan 1970 at {nothing}</time></p>'],
    ['<!date^x^{date}|then>', '<p><time>then</time></p>'],
    ['12:30:45 :nosuch:', '<p>12:30:45 :nosuch:</p>'],
  ])('%j', async (text, html) => {
    expect(await draw('mrkdwn', text)).toBe(html);
  });
});

describe('markdown', () => {
  test.each([
    ['# Title\ntext', '<h4>Title</h4><p>text</p>'],
    [
      '**bold** *it* _it_ ~~no~~ `c*d*`',
      '<p><strong>bold</strong> <em>it</em> <em>it</em> <s>no</s> <code>c*d*</code></p>',
    ],
    ['[a](https://example.com) [b](javascript:x)', '<p><a>a</a> <span>b</span></p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['```yaml\na: <b>\n```', '<div><pre><code>a: &lt;b&gt;</code></pre></div>'],
    ['```\nnever closed', '<div><pre><code>never closed</code></pre></div>'],
    [
      '|a|b|\n|-|-|\n|1|2|',
      '<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>',
    ],
    ['> quoted\n---\n<b>', '<blockquote>quoted</blockquote><hr><p>&lt;b&gt;</p>'],
  ])('%j', async (text, html) => {
    expect(await draw('markdown', text)).toBe(html);
  });

  test('a long line of marks is read in no time', async () => {
    const text = `${'*_~`['.repeat(20_000)}\n${'<'.repeat(50_000)}`;
    expect((await draw('mrkdwn', text)).length).toBeGreaterThan(100_000);
    expect((await draw('markdown', text)).length).toBeGreaterThan(100_000);
  });
});
