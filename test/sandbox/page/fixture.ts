// What each test of the page needs: a stand-in Slack, the sample app connected to it, and pages in one browser. It asserts nothing.
import type { Browser, Page } from 'playwright-core';
import type { SlackOptions } from '../../../sandbox/slack/server.ts';
import { PATIENT } from '../slack/patient.ts';
import { startWorkspace, type Workspace } from '../slack/workspace.ts';
import { launchBrowser, type OpenPage, openPage, type PageOptions } from './browser.ts';
import { type SampleApp, startSampleApp } from './sample-app.ts';

export interface PageFixture {
  workspace: Workspace;
  sample: SampleApp;
  /** Opens the page as a person: `user=bob&channel=shop-ops`. */
  open(place: string, options?: PageOptions): Promise<Page>;
  /** Everything that went wrong on any page, and every load from elsewhere. */
  troubles(): string[];
  /** Back to the seed, with all pages closed. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startPageFixture(options: Partial<SlackOptions> = {}): Promise<PageFixture> {
  const settings = { ...PATIENT, ...options.settings };
  const workspace = await startWorkspace({ ...options, settings });
  const sample = await startSampleApp(workspace);
  const browser: Browser = await launchBrowser();
  let opened: OpenPage[] = [];
  const reset = async () => {
    await Promise.all(opened.map((one) => one.close()));
    opened = [];
    await workspace.act('reset');
    sample.clicks.length = 0;
    sample.submits.length = 0;
  };
  return {
    workspace,
    sample,
    async open(place, pageOptions) {
      const one = await openPage(browser, `${workspace.slack.url}/#${place}`, pageOptions);
      opened.push(one);
      return one.page;
    },
    troubles: () => opened.flatMap((one) => [...one.problems, ...one.elsewhere]),
    reset,
    async close() {
      await browser.close();
      await sample.stop();
      await workspace.close();
    },
  };
}

/** Types a line into the open channel and sends it. */
export async function send(page: Page, text: string): Promise<void> {
  await page.locator('#composer').fill(text);
  await page.locator('#composer').press('Escape');
  await page.locator('#composer').press('Enter');
}
