// Times as a person reads them: Slack's own timestamps, and the tokens of its date format.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const CLOCK_SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const LONG_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const AGO = new Intl.RelativeTimeFormat(undefined);

/** @param {string} ts seconds with six digits @returns {Date} */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

/** @param {string} ts */
export function clockOf(ts) {
  return CLOCK.format(dateOf(ts));
}

/** @param {string} ts */
export function fullTimeOf(ts) {
  return FULL.format(dateOf(ts));
}

/** @param {string} ts */
export function dayOf(ts) {
  const date = dateOf(ts);
  return date.toDateString() === new Date().toDateString() ? 'Today' : DAY.format(date);
}

/**
 * @param {number} seconds
 * @param {string} format text with `{date_short}`, `{time}` and their kin
 * @param {string} fallback shown when the time makes no sense
 */
export function formatDate(seconds, format, fallback) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replaceAll(/\{(\w+)\}/g, (token, name) => {
    if (name === 'time') return CLOCK.format(date);
    if (name === 'time_secs') return CLOCK_SECONDS.format(date);
    if (name === 'ago') return agoOf(date);
    if (name.startsWith('date_long') || name === 'date_full') return LONG_DAY.format(date);
    if (name.startsWith('date')) return SHORT_DAY.format(date);
    return token;
  });
}

/** @param {Date} date */
function agoOf(date) {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  if (Math.abs(minutes) < 60) return AGO.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48
    ? AGO.format(hours, 'hour')
    : AGO.format(Math.round(hours / 24), 'day');
}

/** @param {number} bytes */
export function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
