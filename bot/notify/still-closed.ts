// What a person has said to be over stays over however long ago that was, while its source says no more of it than it had said by then.

import type { Notice } from '../sources/source.ts';
import type { Alert, AlertGroup, AlertStore } from './alert.ts';

export interface StillClosed {
  /** Alerts of the group that are closed, of which the notices say nothing new. */
  readonly closed: readonly Alert[];
  /** All other notices. */
  readonly news: readonly Notice[];
}

/** @param group one that is over; undefined: there was none */
export async function stillClosed(
  group: AlertGroup | undefined,
  notices: readonly Notice[],
  store: Pick<AlertStore, 'alerts'>,
): Promise<StillClosed> {
  if (group?.handling.closedBy === undefined) return { closed: [], news: notices };
  const keys = [...new Set(notices.map(({ key }) => key))];
  const known = (await store.alerts(group.id, keys)).filter(({ isClosed }) => isClosed === true);
  const byKey = new Map(known.map((alert) => [alert.key, alert]));
  const news = notices.filter((notice) => isNews(notice, byKey.get(notice.key)));
  const renewed = new Set(news.map(({ key }) => key));
  return { closed: known.filter(({ key }) => !renewed.has(key)), news };
}

function isNews({ startedAtMs, count }: Notice, alert: Alert | undefined): boolean {
  return alert === undefined || startedAtMs > alert.startedAtMs || count > alert.count;
}
