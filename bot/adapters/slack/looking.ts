// What bounds a look for something of our own whose making nobody knows the end of.

/** The clocks of Slack and of this machine may differ by so much. */
export const CLOCKS_MS = 5 * 60_000;
/** Slack recommends no more a page. */
export const PAGE_ENTRIES = 200;
