// Posts the daily and the weekly digest of alerts at their times. Durable: one that was missed is posted late, none twice; one that is half a day late is
// left out.

import type { Settings } from '../config.ts';
import { INCIDENT_LIMITS } from '../incidents/limits.ts';
import { type GroupHistory, lagOf } from '../kafka/lag.ts';
import type { Clock, Store } from '../ports.ts';
import { dueNow, isPosted, postOnce } from '../post-at.ts';
import { alertDigestMessage } from '../render/alert-digest.ts';
import { type NamingParts, namedLines } from '../switch/named-lines.ts';
import { savingIn } from '../switch/saving-in.ts';
import { firstInstant, minuteOf } from '../zoned-time.ts';
import type { Tally } from './alert.ts';
import { type Digest, type DigestView, writeDigest } from './digest.ts';

export interface DigestParts extends NamingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly lagHistory: (kafka: string) => readonly GroupHistory[];
  readonly outbound: { readonly wake: () => void };
}

const HOUR_MS = 3_600_000;
const GROUPS = 5_000;
const REFUSALS = 2_000;
const DAYS_OF = { daily: 1, weekly: 7 } as const;

/** Looks once whether one is due. */
export async function postDigests(parts: DigestParts): Promise<void> {
  const { alerts } = parts.settings();
  const { daily, weekly } = alerts?.digests ?? {};
  if (daily !== undefined) await post('daily', daily, parts);
  if (weekly !== undefined) await post('weekly', weekly.at, parts, weekly.weekday);
}

async function post(
  kind: DigestView['kind'],
  at: string,
  parts: DigestParts,
  weekday?: number,
): Promise<void> {
  const { settings, clock } = parts;
  const { alerts, timeZone: usual } = settings();
  const { channel, timeZone = usual } = alerts?.digests ?? {};
  if (channel === undefined) return;
  const nowMs = clock.nowMs();
  const due = dueNow({ at, weekday, timeZone }, nowMs);
  if (due === undefined) return;
  const { day, dueMs } = due;
  const claim = `alert-digest-${kind}`;
  if (await isPosted({ claim, day }, parts)) return;
  const fromMs = firstInstant(day - DAYS_OF[kind], minuteOf(at), timeZone);
  const view = await viewOf({ kind, fromMs, dueMs, nowMs, timeZone }, day, parts);
  const message = alertDigestMessage(await named(writeDigest(view), parts));
  await postOnce({ claim, day, channelId: channel, message }, parts);
}

type Span = Pick<DigestView, 'kind' | 'fromMs' | 'dueMs' | 'nowMs' | 'timeZone'>;

async function viewOf(span: Span, today: number, parts: DigestParts): Promise<DigestView> {
  const { store, settings, lagHistory } = parts;
  const groups = await store.liveAlertGroups(span.fromMs, GROUPS);
  const tallies = Object.values(await store.tallies(Math.floor(span.fromMs / HOUR_MS)));
  const days = { from: today - DAYS_OF[span.kind], to: today - 1 };
  const cost = await savingIn(days, parts);
  const { alerts, kafkas } = settings();
  const { fromMs, nowMs } = span;
  const { figuresMs, figured } = INCIDENT_LIMITS;
  const refusals = await store.searchAudit({ kind: 'refusal', sinceMs: fromMs, limit: REFUSALS });
  return {
    incidents: await store.incidents(nowMs - figuresMs, figured),
    ...{ refusals, isRefusalsCut: refusals.length === REFUSALS },
    ...{ ...span, groups, isCut: groups.length === GROUPS, tally: sumOf(tallies) },
    lag: (alerts?.kafkas ?? [])
      .filter((kafka) => Object.hasOwn(kafkas, kafka))
      .flatMap((kafka) => lagsOf(kafka, lagHistory(kafka))),
    ...(cost === undefined ? {} : { cost }),
  };
}

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = { received: 0, told: 0, merged: 0, suppressed: 0, ignored: 0 };
  for (const tally of tallies) {
    for (const name of Object.keys(sum) as (keyof Tally)[]) sum[name] += tally[name];
  }
  return sum;
}

function lagsOf(kafka: string, history: readonly GroupHistory[]): DigestView['lag'] {
  return history
    .map(({ groupId, partitions }) => ({
      name: `${groupId} (${kafka})`,
      records: partitions.reduce((all, { samples }) => {
        const newest = samples.at(-1);
        return newest === undefined ? all : all + lagOf(newest);
      }, 0),
    }))
    .filter(({ records }) => records > 0);
}

/** People by their names: a digest calls nobody. */
async function named(digest: Digest, parts: NamingParts): Promise<Digest> {
  const sections = await Promise.all(
    digest.sections.map(async ({ head, lines }) => ({
      head,
      lines: await namedLines(lines, parts),
    })),
  );
  return { ...digest, sections };
}
