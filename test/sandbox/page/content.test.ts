// What the page makes of content: every block, files, hostile text; and that it works on a phone and for a screen reader.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type PageFixture, send, startPageFixture } from './fixture.ts';

let fixture: PageFixture;

beforeAll(async () => {
  fixture = await startPageFixture();
});

afterEach(async () => {
  expect(fixture.troubles()).toEqual([]);
  await fixture.reset();
});

afterAll(() => fixture.close());

describe('blocks', () => {
  test('of every kind are drawn; an unknown one shows as JSON', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl every');
    const message = page.getByRole('article', { name: /^quartermaster/ });
    await message.getByRole('heading', { name: 'Every kind of block' }).waitFor();
    expect(await message.locator('.block-section').first().textContent()).toContain(
      'bold italic strike code a link @alice #general @admins',
    );
    expect(await message.getByRole('link', { name: 'a link' }).getAttribute('rel')).toContain(
      'noopener',
    );
    expect(await message.locator('.block-section pre').first().textContent()).toBe(
      'fenced   output',
    );
    expect(await message.getByRole('listitem').allTextContents()).toEqual([
      'first',
      'second',
      'one',
      'two',
    ]);
    expect(await message.getByRole('img', { name: 'hourglass flowing sand' }).count()).toBe(1);
    await message.getByText('A cat (not loaded').waitFor();
    await message.getByText('Block "card" is not drawn by the sandbox').waitFor();
    expect(await message.locator('.block-unknown pre').textContent()).toContain('"type": "card"');
  });

  test('a data table is sorted, filtered and paged by the page', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl every');
    const table = page.getByRole('region', { name: 'Lag by group' });
    const first = table.getByRole('rowheader').first();
    await page.getByRole('button', { name: 'Lag', exact: true }).click();
    expect(await first.textContent()).toBe('b');
    await page.getByRole('button', { name: /^Lag/ }).click();
    expect(await first.textContent()).toBe('c');
    await page.locator('.data-table').getByRole('button', { name: 'Next' }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['b']);
    await page.getByRole('searchbox', { name: 'Filter Lag by group' }).fill('30');
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['a']);
  });

  test('a menu in a message sends the choice', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl every');
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: 'Two' }).click();
    await page.getByText(/Acknowledged in .*click pick/).waitFor();
    const [line] = await fixture.workspace.journal('delivery').then((lines) => lines.slice(-1));
    expect(JSON.stringify(line)).toContain(
      '"selected_option":{"text":{"type":"plain_text","text":"Two"',
    );
  });
});

describe('a file', () => {
  test('is previewed, shown whole on request, and downloaded', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl file');
    const file = page.getByRole('region', { name: 'File web.log' });
    expect(await file.locator('pre').textContent()).toContain('line 5 of the log');
    expect(await file.getByText('line 40 of the log').count()).toBe(0);
    await file.getByRole('button', { name: 'Show the whole file' }).click();
    await file.getByText('line 40 of the log').waitFor();
    const download = page.waitForEvent('download');
    await file.getByRole('link', { name: 'Download web.log' }).click();
    const taken = await download;
    expect(taken.suggestedFilename()).toBe('web.log');
    const chunks: Buffer[] = [];
    for await (const chunk of await taken.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(
      /^line 1 of the log\n[\s\S]*line 40 of the log$/,
    );
  });
});

describe('hostile text', () => {
  test('stays text: no script, no mention, no strange link, no hidden direction', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl hostile');
    const message = page.getByRole('article', { name: /^quartermaster/ });
    await message.getByText('<script>window.hurt = 1</script>').first().waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await message.locator('script, img, iframe').count()).toBe(0);
    expect(await message.locator('.mention').count()).toBe(0);
    expect(await message.getByRole('link').count()).toBe(0);
    const words = await message.locator('.message-body').textContent();
    expect(words).toContain('<!channel> <!here> <@U0ALICE>');
    expect(words).toMatch(/RLOgnp\.exe ESC\[31mredESC\[0m NULBEL end/);
    expect(words).not.toMatch(/[\u0000\u0007\u001b\u202e]/);
  });
});

describe('on a phone', () => {
  test('nothing scrolls sideways but tables; monospace blocks wrap, as in Slack', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops', { width: 390 });
    for (const words of [
      'get pods -n shop',
      'rollout restart deployment/web',
      'every',
      'file',
      'hostile',
    ])
      await send(page, `/kubectl ${words}`);
    await page.getByText('RLO').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('.log').evaluate(overflowOf)).toBe(0);
    const output = page.locator('pre', { hasText: 'CrashLoopBackOff' });
    expect(await output.evaluate(overflowOf)).toBe(0);
    expect(await output.locator('code').evaluate(styleOf, 'whiteSpace')).toBe('pre-wrap');
    expect(parseFloat(await output.evaluate(styleOf, 'fontSize'))).toBeGreaterThanOrEqual(12);
  });

  test('channels are a drawer that is out of the way when closed; a thread covers the channel', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops', { width: 390 });
    expect(await page.getByRole('button', { name: 'incidents' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Channels and people' }).click();
    await page.locator('.user-switcher:focus').waitFor();
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { name: '#general' }).waitFor();
    await page.getByRole('button', { name: 'incidents' }).waitFor({ state: 'hidden' });
    await send(page, '@quartermaster hello');
    await page.getByRole('button', { name: /1 reply/ }).click();
    const box = await page.getByRole('complementary', { name: 'Thread' }).boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await page.getByRole('button', { name: 'Close thread' }).click();
    await page.locator('#composer').waitFor();
  });
});

describe('for a screen reader', () => {
  test('landmarks, roles and names are there', async () => {
    const page = await fixture.open('user=bob&channel=shop-ops');
    await send(page, '/kubectl get pods -n shop');
    await page.getByText('CrashLoopBackOff').waitFor();
    const tree = await page.locator('body').ariaSnapshot();
    for (const line of [
      '- navigation "Channels and people":',
      '- main "Conversation":',
      '- button "Whole file"',
      '- button "Traffic"',
    ])
      expect(tree).toContain(line);
    expect(tree).toMatch(/- '?log "Messages in #shop-ops"/);
    expect(tree).toMatch(/- '?textbox "Message #shop-ops"/);
    expect(tree).toMatch(/- '?heading "#shop-ops" \[level=1\]/);
    expect(tree).toMatch(/- article "quartermaster, \d\d:\d\d"/);
    expect(tree).toMatch(/- region "Output":/);
    expect(await page.getByRole('log').getAttribute('aria-live')).toBe('polite');
    const nameless = await page.evaluate<number>(
      "[...document.querySelectorAll('button, a[href], input, textarea, select')].filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.getAttribute('aria-labelledby'))).length",
    );
    expect(nameless).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'text stands out from its ground in %s mode',
    async (colorScheme) => {
      const page = await fixture.open('user=bob&channel=shop-ops', { colorScheme });
      const colours = await page.evaluate<Record<string, string>>(
        "Object.fromEntries([...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).flatMap((rule) => rule.selectorText === ':root' ? [...rule.style] : []).filter((name) => name.startsWith('--')).map((name) => [name.slice(2), getComputedStyle(document.documentElement).getPropertyValue(name).trim()]))",
      );
      const weak = PAIRS.map(([text, ground]) => ({
        text,
        ground,
        ratio: contrast(colours[text], colours[ground]),
      })).filter(({ ratio }) => !(ratio >= 4.5));
      expect(weak).toEqual([]);
    },
  );
});

const PAIRS = [
  ...['ground', 'ground-soft', 'ground-raised', 'ground-hover', 'ground-private'].flatMap(
    (ground) => [
      ['text', ground],
      ['text-soft', ground],
      ['link', ground],
      ['red', ground],
    ],
  ),
  ['text', 'ground-code'],
  ['code', 'ground-code'],
  ['text', 'accent-soft'],
  ['text-soft', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['mention', 'mention-ground'],
  ['own', 'own-ground'],
  ['green', 'green-soft'],
  ['red', 'red-soft'],
  ['amber', 'amber-soft'],
  ['side-text', 'side'],
  ['side-soft', 'side'],
  ['side-soft', 'side-raised'],
] as [string, string][];

/** The contrast ratio of WCAG 2.2 between two colours written #rrggbb. */
function contrast(one = '', other = ''): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function overflowOf(node: unknown): number {
  const { scrollWidth, clientWidth } = node as { scrollWidth: number; clientWidth: number };
  return scrollWidth - clientWidth;
}

function styleOf(node: unknown, name: string): string {
  const view = globalThis as unknown as { getComputedStyle(of: unknown): Record<string, string> };
  return view.getComputedStyle(node)[name] ?? '';
}
