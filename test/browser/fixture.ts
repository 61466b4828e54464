// The product as `npm start` brings it up, and pages of it in one browser. It asserts nothing.

import type { Browser, Page } from 'playwright-core';
import {
  launchBrowser,
  type OpenPage,
  openPage,
  type PageOptions,
} from '../sandbox/page/browser.ts';
import { type Sandbox, startSandbox } from '../system/sandbox.ts';

export interface ProductFixture {
  readonly sandbox: Sandbox;
  /** Opens the page as a person: `user=bob&channel=shop-ops`. */
  open(place: string, options?: PageOptions): Promise<Page>;
  /** Everything that went wrong on the pages since the last call, and every load from elsewhere; closes them. */
  closePages(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Shorter than a test may take, so that what was missing is named. */
const PATIENCE_MS = 60_000;

export async function startProduct(): Promise<ProductFixture> {
  const sandbox = await startSandbox();
  const browser: Browser = await launchBrowser();
  let opened: OpenPage[] = [];
  return {
    sandbox,
    open: async (place, options) => {
      const one = await openPage(browser, `${sandbox.url}/#${place}`, options);
      opened.push(one);
      one.page.setDefaultTimeout(PATIENCE_MS);
      return one.page;
    },
    closePages: async () => {
      const troubles = opened.flatMap((one) => [...one.problems, ...one.elsewhere]);
      await Promise.all(opened.map((one) => one.close()));
      opened = [];
      return troubles;
    },
    close: async () => {
      await browser.close();
      await sandbox.stop();
    },
  };
}

/** The newest message of the app in the open channel that speaks of it. */
export function answer(page: Page, about: string | RegExp) {
  return page
    .getByRole('log')
    .getByRole('article', { name: /^quartermaster/u })
    .filter({ hasText: about })
    .last();
}
