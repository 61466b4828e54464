// Publishes the chain's head once a day in a channel, so that what was rewritten later, even all of it, can be shown not to be what
// was there. Durable: a day that was missed is published late, none twice.

import type { Clock, Message, Store } from '../ports.ts';
import { context, section } from '../render/blocks.ts';
import { lastTimeOfDay, localTimeOf, writeLocalTime } from '../zoned-time.ts';
import type { AuditVerdict, Witness } from './row.ts';
import { writeWitness } from './witness.ts';

export interface PublishWish {
  readonly channel: string;
  /** HH:MM */
  readonly at: string;
  readonly timeZone: string;
}

const CLAIM = 'audit-head';
const DAY_MS = 86_400_000;
const LATE_MS = 10 * 60_000;

/** @returns whether a head was published now. */
export async function publishHead(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'nowMs'> },
  wish: PublishWish,
): Promise<boolean> {
  const nowMs = clock.nowMs();
  const due = dueOf(wish, nowMs);
  const before = await store.lastClaim(CLAIM);
  if (before >= due.day) return false;
  const verdict = await store.verifyAudit();
  return await store.transaction(async (inside) => {
    if (!(await inside.claimOnce(CLAIM, due.day))) return false;
    const { head } = await inside.auditEnds();
    const { channel } = wish;
    const missed = before === 0 ? 0 : due.day - before - 1;
    await inside.appendAudit(
      {
        ...{ kind: 'event', requestId: '', teamId: '', userId: '', channelId: channel },
        ...{ surface: 'bot', cluster: '', command: 'publish audit head', verdict: 'succeeded' },
        detail: { rows: head.rows, hash: head.hash, day: due.date },
      } as Parameters<Store['appendAudit']>[0],
      nowMs,
    );
    const message = messageOf(head, { verdict, due, missed, nowMs, wish });
    await inside.enqueue(
      {
        key: keyOf(due.day),
        address: { teamId: '', channelId: channel, userId: '' },
        kind: 'message',
        message,
        final: true,
      },
      nowMs,
    );
    return true;
  });
}

/** Whether the newest head that was to be published has arrived; undefined while there was none, or it is on its way. */
export async function isHeadPublished(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'nowMs'> },
  wish: PublishWish,
): Promise<boolean | undefined> {
  const due = dueOf(wish, clock.nowMs());
  const isLate = clock.nowMs() > due.atMs + LATE_MS;
  const claimed = await store.lastClaim(CLAIM);
  if (claimed > 0 && (await store.postedTs(keyOf(claimed))) !== undefined) {
    return claimed >= due.day || !isLate;
  }
  return isLate ? false : undefined;
}

interface Due {
  readonly atMs: number;
  /** Counts local days, so that another time of day does not make a second of one. */
  readonly day: number;
  readonly date: string;
}

function dueOf({ at, timeZone }: PublishWish, nowMs: number): Due {
  const atMs = lastTimeOfDay(at, nowMs, timeZone);
  const { year, month, day } = localTimeOf(atMs, timeZone);
  const date = writeLocalTime(atMs, timeZone).slice(0, 10);
  return { atMs, day: Date.UTC(year, month - 1, day) / DAY_MS, date };
}

function keyOf(day: number): string {
  return `audit-head:${day}`;
}

function messageOf(
  head: Witness,
  about: {
    readonly verdict: AuditVerdict;
    readonly due: Due;
    readonly missed: number;
    readonly nowMs: number;
    readonly wish: PublishWish;
  },
): Message {
  const { due, missed, nowMs, wish, verdict } = about;
  const time = writeLocalTime(nowMs, wish.timeZone);
  const words = [
    `${head.rows} rows were written until ${time} ${wish.timeZone}`,
    ...(nowMs > due.atMs + LATE_MS ? [`late: it was due at ${wish.at}`] : []),
    ...(missed > 0 ? [`${missed} day${missed === 1 ? ' was' : 's were'} missed before it`] : []),
  ];
  const { broken } = verdict;
  const state =
    broken === undefined
      ? 'The chain is whole.'
      : `:rotating_light: *The chain is BROKEN at row ${broken.seq}.* Keep a copy of the store as it is; \`/qm audit verify\` says more.`;
  const code = writeWitness(head);
  return {
    text: `Audit head of ${due.date}: ${code}${broken === undefined ? '' : ', BROKEN'}`,
    blocks: [
      section(`*Audit head of ${due.date}*\n\`${code}\``),
      section(state),
      context(`${words.join('  ·  ')}  ·  Compare at any time: \`/qm audit verify ROWS:HASH\``),
    ],
  };
}
