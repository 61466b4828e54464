// Which messages a person has not seen, by channel; kept in the tab's storage, for each person apart.
import { channelMessages } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** @param {Store} store */
export function createUnread(store) {
  const seen = restore();
  return {
    /** @param {string} channelId */
    count(channelId) {
      const last = seen[`${store.userId} ${channelId}`] ?? '';
      return channelMessages(store, channelId).filter(
        (message) => message.ts > last && message.user !== store.userId,
      ).length;
    },
    /** @param {string} channelId */
    markSeen(channelId) {
      const last = channelMessages(store, channelId).at(-1)?.ts;
      if (last === undefined) return;
      seen[`${store.userId} ${channelId}`] = last;
      save(seen);
    },
  };
}

/** @returns {{ [place: string]: string }} */
function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem('seen') ?? '{}');
    return kept !== null && typeof kept === 'object' ? kept : {};
  } catch {
    return {};
  }
}

/** @param {{ [place: string]: string }} seen */
function save(seen) {
  try {
    sessionStorage.setItem('seen', JSON.stringify(seen));
  } catch {
    // A full or forbidden storage only costs the marks after a reload.
  }
}
