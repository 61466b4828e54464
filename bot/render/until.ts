// Until when something waits, in words. Pure.

/** In the reader's own time zone, with the plain words for where that cannot be shown. */
export function until(expiresAtMs: number): string {
  const at = new Date(expiresAtMs);
  if (Number.isNaN(at.getTime()) || expiresAtMs < 0) return 'soon';
  const words = `${at.toISOString().slice(11, 16)} UTC`;
  return `before <!date^${Math.floor(expiresAtMs / 1000)}^{time_secs}|${words}>`;
}
