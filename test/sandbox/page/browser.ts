// Opens a real Chromium on a page: for the tests of the chat page and for pictures of the product. It asserts nothing.
import { type Browser, chromium, type Page } from 'playwright-core';

export interface PageOptions {
  /** In CSS pixels; 1280 by default, 390 is a phone. */
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** Device pixels for each CSS pixel, for sharper pictures. */
  scale?: number;
}

export interface OpenPage {
  page: Page;
  /** What went wrong on the page so far: uncaught errors, refused loads, errors on the console. Refusals of the control API are none. */
  problems: string[];
  /** Addresses asked for that are not the page's own server's. */
  elsewhere: string[];
  close(): Promise<void>;
}

/** Chromium is CHROMIUM, or /usr/bin/chromium. It makes no connections of its own. @throws when there is none */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Opens an address in a fresh profile and waits until the chat page shows a person's channels.
 * @param url of the stand-in, with the place wanted: `${slack.url}/#user=bob&channel=shop-ops`
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<OpenPage> {
  const { width = 1280, height = width < 720 ? 844 : 800, colorScheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: options.scale ?? 1,
    acceptDownloads: true,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const elsewhere: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (line) => {
    const { url: source } = line.location();
    const isRefusal = new URL(source || url).pathname.startsWith('/sim/');
    if (line.type() === 'error' && !isRefusal) problems.push(`${line.text()} ${source}`);
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(new URL(url).origin) && !/^(data|blob):/.test(address))
      elsewhere.push(address);
  });
  await page.goto(url);
  await page.locator('.connection.is-on').waitFor({ state: 'attached' });
  return { page, problems, elsewhere, close: () => context.close() };
}
