// What pagers are told of groups: who is to be woken is a step of the escalation, the rest follows from how a group stands. Pure but for the queue.

import type { Page, PageEvent } from '../pager.ts';
import type { Clock, Store } from '../ports.ts';
import type { AlertGroup } from './alert.ts';
import { flaps } from './flapping.ts';

/** What a pager was told last of a group. */
export interface Paged {
  readonly pager: string;
  readonly dedupKey: string;
  readonly said: PageEvent;
}

/** A page as it waits. */
export interface QueuedPage {
  /** Of this state of it: a newer one has another. */
  readonly id: string;
  readonly page: Page;
  /** How often it was sent and not taken. */
  readonly attempts: number;
  /** When this state came to wait. */
  readonly atMs: number;
}

export interface PageStore {
  /** In the place of what waits for the same pager with the same key: only the newest has to come there. @param id unique */
  enqueuePage(id: string, page: Page, atMs: number): Promise<void>;
  /** Those that may be sent, the oldest first. */
  duePages(nowMs: number, limit: number): Promise<readonly QueuedPage[]>;
  postponePage(id: string, notBeforeMs: number): Promise<void>;
  /** It waits no more, unless a newer one has taken its place. */
  endPage(id: string): Promise<void>;
}

interface PageParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly nowMs: number;
}

/** Of a storm all that has no message of its own is one page; what moved to another channel stays the page that it was. */
export function dedupKeyOf({ id, telling, paged }: AlertGroup, pager: string): string {
  if (telling.kind === 'bundled') return `quartermaster-${telling.bundleId}`;
  return paged?.find((each) => each.pager === pager)?.dedupKey ?? `quartermaster-${id}`;
}

/** @returns the group with what the pager is told of it. */
export async function pageFor(
  group: AlertGroup,
  pager: string,
  { store, clock, nowMs }: PageParts,
): Promise<AlertGroup> {
  const paged: Paged = { pager, dedupKey: dedupKeyOf(group, pager), said: 'trigger' };
  await store.enqueuePage(clock.id(), pageOf(group, paged), nowMs);
  return withPaged(group, paged);
}

/** The group with a page that stands for it. */
export function withPaged(group: AlertGroup, paged: Paged): AlertGroup {
  const others = (group.paged ?? []).filter((each) => !isSame(each, paged));
  return { ...group, paged: [...others, paged] };
}

/**
 * Tells pagers what has changed since they were told of these groups: of one, or of all that a message tells of.
 * @returns the groups that are not what they were.
 */
export async function tellPagers(
  groups: readonly AlertGroup[],
  { store, clock, nowMs }: PageParts,
): Promise<readonly AlertGroup[]> {
  const changed = new Map<string, AlertGroup>();
  for (const page of pagesOf(groups)) {
    const among = groups.filter(({ paged = [] }) => paged.some((each) => isSame(each, page)));
    const event = pageEventOf(among);
    const told = among.filter((group) => isNews(event, saidOf(group, page), group, nowMs));
    const [first] = told;
    if (first === undefined) continue;
    const now: Paged = { ...page, said: event };
    await store.enqueuePage(clock.id(), pageOf(first, now), nowMs);
    for (const group of told) {
      changed.set(group.id, withPaged(changed.get(group.id) ?? group, now));
    }
  }
  return [...changed.values()];
}

function pagesOf(groups: readonly AlertGroup[]): Iterable<Paged> {
  const all = groups.flatMap(({ paged = [] }) => paged);
  return new Map(all.map((each) => [`${each.pager} ${each.dedupKey}`, each])).values();
}

/** How all of it stands. */
export function pageEventOf(groups: readonly Pick<AlertGroup, 'state' | 'handling'>[]): PageEvent {
  const open = groups.filter(({ state }) => state === 'firing');
  if (open.length === 0) return 'resolve';
  const isOwned = open.every(({ handling }) => handling.acknowledged !== undefined);
  return isOwned ? 'acknowledge' : 'trigger';
}

function isSame(one: Paged, other: Paged): boolean {
  return one.pager === other.pager && one.dedupKey === other.dedupKey;
}

/** What its pager was told last of it. */
export function saidOf({ paged = [] }: AlertGroup, page: Paged): PageEvent | undefined {
  return paged.find((each) => isSame(each, page))?.said;
}

/** What is to wake somebody again is a step of the escalation, which begins anew; but what flaps is no new beginning. */
function isNews(
  event: PageEvent,
  said: PageEvent | undefined,
  group: AlertGroup,
  nowMs: number,
): boolean {
  if (event === 'trigger') return said === 'resolve' && flaps(group, nowMs) > 0;
  if (event === 'acknowledge') return said === 'trigger';
  return said !== 'resolve';
}

function pageOf(
  { number, title, severity, source, labels, openedAtMs }: AlertGroup,
  { pager, dedupKey, said }: Paged,
): Page {
  const alert = { number, title, severity, source, labels, openedAtMs };
  return { pager, dedupKey, event: said, alert };
}
