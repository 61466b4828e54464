// Takes a picture of the chat page as a person sees it, at the width of a desk and of a phone.

import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage } from '../test/sandbox/page/browser.ts';
import { words } from '../test/system/sandbox.ts';
import { type Said, until, type World } from '../test/world/world.ts';

const SIZES = { desktop: { width: 1180, height: 900 }, phone: { width: 390, height: 844 } };

export type Width = keyof typeof SIZES;

export interface Place {
  readonly browser: Browser;
  /** Of the stand-in's page. */
  readonly url: string;
  /** Where the pictures go. */
  readonly folder: string;
  /** For tables that are wide, in CSS pixels. */
  readonly deskWidth?: number;
}

export interface View {
  readonly user: string;
  /** Without its `#`. */
  readonly channel: string;
  /** What has to be seen on it, the last of them: a text, or what this finds. */
  readonly shows: string | ((page: Page) => Locator);
  /** Done once that is seen. */
  readonly settle?: (page: Page) => Promise<void>;
  /** Both unless one is said. */
  readonly width?: Width;
}

/** Writes `NAME-desktop.png` and `NAME-phone.png`. */
export async function takePicture(place: Place, name: string, view: View): Promise<void> {
  const { user, channel, shows, settle } = view;
  const widths = view.width === undefined ? (['desktop', 'phone'] as const) : [view.width];
  for (const width of widths) {
    const address = `${place.url}/#user=${user}&channel=${channel}`;
    const own = width === 'desktop' && place.deskWidth ? { width: place.deskWidth } : {};
    const { page, close } = await openPage(place.browser, address, { ...SIZES[width], ...own });
    const wanted = typeof shows === 'string' ? page.getByText(shows) : shows(page);
    await wanted.last().waitFor();
    await settle?.(page);
    await page.screenshot({ path: path.join(place.folder, `${name}-${width}.png`) });
    await close();
  }
}

/** Waits for a message, and gives the last that there is. */
export async function lastSaid(world: World, matches: RegExp, patienceMs: number): Promise<Said> {
  let found: Said | undefined;
  await until(async () => {
    found = (await world.said()).findLast((message) => matches.test(words(message)));
    return found === undefined ? String(matches) : undefined;
  }, patienceMs);
  if (found === undefined) throw new Error('It came and went.');
  return found;
}
