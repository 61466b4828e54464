// The same year lived by the product: notices are taken, people say their words, and the loop looks when something is due; over the real store.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../../../bot/adapters/store.ts';
import { alerts as alertSchema } from '../../../../bot/config/alerts.ts';
import { onCall as onCallSchema } from '../../../../bot/config/on-call.ts';
import { OperatorError } from '../../../../bot/errors.ts';
import { createDesk } from '../../../../bot/notify/desk.ts';
import { createTake } from '../../../../bot/notify/take.ts';
import { createTender } from '../../../../bot/notify/tend.ts';
import { createOnCallDesk } from '../../../../bot/on-call/desk.ts';
import type { Store } from '../../../../bot/ports.ts';
import type { Notice } from '../../../../bot/sources/source.ts';
import { by, DIRECTORY, NO_SERIES } from '../../notify/fixtures.ts';
import { calledText, type YearTrace } from './call-model.ts';
import {
  MINUTE_MS,
  type PersonWish,
  type SourceWish,
  type SwapWish,
  YEAR_MINUTES,
  type YearCase,
} from './year-case.ts';

const SECOND_MS = 1_000;
const EVER_MS = 8e15;

/** @param change of the store's answers, where a mistake is planted */
export async function playYear(
  given: YearCase,
  change: (store: Store) => Store = (store) => store,
): Promise<YearTrace> {
  const dataDirectory = await mkdtemp(path.join(folder(), 'quartermaster-year-'));
  const store = await openStore({ dataDirectory });
  try {
    return await live(given, change(store));
  } finally {
    await store.close();
    await rm(dataDirectory, { recursive: true });
  }
}

/** In memory where there is such a place: thousands of commits are made durable for nobody here. */
function folder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

async function live(given: YearCase, store: Store): Promise<YearTrace> {
  const { fromMs, wishes } = given;
  let nowMs = fromMs;
  let ids = 0;
  const clock = {
    nowMs: () => nowMs,
    sleep: async () => {},
    // Different in the first six characters, of which swaps have theirs.
    id: () => {
      ids += 1;
      return `${ids.toString(36).padStart(6, '0')}-of-the-year`;
    },
  };
  const settings = settingsOf(given);
  const parts = {
    ...{ store, clock, settings: () => settings, outbound: { wake: () => {} } },
    ...{ redact: (text: string) => ({ text }), nameOf: async () => undefined },
  };
  const take = createTake(parts);
  const desk = createDesk({ ...parts, ...NO_SERIES, directory: DIRECTORY });
  const rota = createOnCallDesk(parts);
  let tender = createTender({ ...parts, guard: async () => {} });

  const rings = new Set<string>();
  const post = async () => {
    for (const { seq, outgoing } of await store.queued(10_000)) {
      await store.delivered(seq, outgoing.key, `ts of ${outgoing.key}`);
      const { channelId, teamId } = outgoing.address;
      if (channelId.startsWith('U')) rings.add(`${minuteOf(nowMs, fromMs)} ${teamId}/${channelId}`);
    }
  };
  const tend = async () => {
    await tender.tend();
    await post();
  };
  /** The loop looks each second; where nothing is due by then it does nothing. */
  const passUntil = async (untilMs: number) => {
    for (;;) {
      const dueMs = Math.ceil((await nextDueMs(store)) / SECOND_MS) * SECOND_MS;
      if (dueMs >= untilMs) break;
      nowMs = Math.max(nowMs + SECOND_MS, dueMs);
      if (nowMs >= untilMs) break;
      await tend();
    }
    nowMs = untilMs;
  };

  const events: string[] = [];
  const swapIds: string[] = [];
  const sources = new Map<number, Notice>();
  for (const [index, wish] of wishes.entries()) {
    const wishMs = fromMs + wish.minute * MINUTE_MS;
    if (wishMs > nowMs) {
      await passUntil(wishMs);
      // Whoever leads next remembers nothing.
      if (index % 10 === 0) tender = createTender({ ...parts, guard: async () => {} });
    }
    try {
      if (wish.kind === 'swap' || wish.kind === 'unswap') {
        await saySwap(wish, { rota, swapIds, nowMs, fromMs });
      } else if ('by' in wish) {
        await sayOf(wish, await numberOf(wish.matter, store), desk);
      } else {
        const notice = noticeOf(wish, sources.get(wish.matter), nowMs + (index % 1_000));
        if (notice === undefined) continue;
        sources.set(wish.matter, notice);
        await take({ source: 'year', notices: [notice], received: 1, ignored: 0 });
        await post();
      }
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      events.push(`${wish.minute} refused: ${wish.kind}`);
    }
    if (wishes[index + 1]?.minute !== wish.minute) await tend();
  }
  await passUntil(fromMs + YEAR_MINUTES * MINUTE_MS);
  events.push(...(await eventsOf(store, fromMs)));
  return { events: events.toSorted(), rings: [...rings].toSorted() };
}

async function nextDueMs(store: Store): Promise<number> {
  const [waking] = await store.wakingAlertGroups(EVER_MS, 1);
  const held = await store.heldAlertGroups(EVER_MS);
  return Math.min(
    waking?.wakeAtMs ?? EVER_MS,
    ...held.map(({ telling }) => (telling.kind === 'held' ? telling.untilMs : EVER_MS)),
  );
}

/** @returns undefined where a source that has ended has nothing more to say. */
function noticeOf(
  wish: SourceWish,
  last: Notice | undefined,
  startedAtMs: number,
): Notice | undefined {
  const name = `matter${wish.matter}`;
  if (wish.kind === 'fire') {
    return {
      ...{ key: name, group: name, groupTitle: name, title: name, lines: [], count: 1 },
      ...{ state: 'firing', severity: wish.severity, startedAtMs, labels: { matter: name } },
    };
  }
  if (last?.state !== 'firing') return undefined;
  switch (wish.kind) {
    case 'severity':
      return { ...last, severity: wish.severity };
    case 'repeat':
      return last;
    case 'seen again':
      return { ...last, count: last.count + 1 };
    case 'end':
      return { ...last, state: 'resolved' };
  }
}

async function numberOf(matter: number, store: Store): Promise<number> {
  const [group] = await store.alertGroups([`year matter${matter}`]);
  return group?.number ?? 0;
}

async function sayOf(
  wish: PersonWish,
  number: number,
  desk: ReturnType<typeof createDesk>,
): Promise<void> {
  const request = by(wish.by);
  switch (wish.kind) {
    case 'ack':
      return void (await desk.acknowledge(request, number, wish.minutes * MINUTE_MS));
    case 'unack':
      return void (await desk.release(request, number));
    case 'silence':
      return void (await desk.silence(request, number, wish.minutes * MINUTE_MS));
    case 'unsilence':
      return void (await desk.unsilence(request, number));
    case 'escalate':
      return void (await desk.escalate(request, number));
    case 'close':
      return void (await desk.close(request, number));
    case 'reopen':
      return void (await desk.reopen(request, number));
  }
}

async function saySwap(
  wish: SwapWish,
  {
    rota,
    swapIds,
    nowMs,
    fromMs,
  }: {
    readonly rota: ReturnType<typeof createOnCallDesk>;
    readonly swapIds: string[];
    readonly nowMs: number;
    readonly fromMs: number;
  },
): Promise<void> {
  if (wish.kind === 'unswap') return void (await rota.endSwap(swapIds[wish.which] ?? ''));
  const { rotation, person, fromMinute, minutes } = wish;
  const beginMs = fromMs + fromMinute * MINUTE_MS;
  const said = await rota.swap(by('U9'), {
    ...{ rotation, userId: person.split('/')[1] ?? '', forMs: minutes * MINUTE_MS },
    fromMs: beginMs === nowMs ? undefined : beginMs,
  });
  swapIds.push(/unswap (\w+)/u.exec(said)?.[1] ?? '');
}

/** What the record of each alert has of calls and of what ran out. */
async function eventsOf(store: Store, fromMs: number): Promise<readonly string[]> {
  const groups = await store.liveAlertGroups(0, 1_000_000);
  const events: string[] = [];
  for (const { id, number, key } of groups) {
    const title = `alert ${number} of ${key.slice('year '.length)}`;
    for (const { atMs, text } of await store.alertLines(id, 1_000_000)) {
      const what = eventOf(text);
      if (what !== undefined) events.push(`${minuteOf(atMs, fromMs)} ${title}: ${what}`);
    }
  }
  return events;
}

function eventOf(text: string): string | undefined {
  const plain = text.replaceAll(/<@(U\d+)>/gu, '$1');
  const called = /^Called: (?<who>.*)$/u.exec(plain)?.groups?.who?.split(', ');
  if (called !== undefined) {
    const [people, empty] = [/^U\d+$/u, /^nobody of /u].map((kind) =>
      called.filter((each) => kind.test(each)),
    );
    return calledText(
      (people ?? []).map((id) => `T1/${id}`),
      (empty ?? []).map((each) => each.slice('nobody of '.length)),
    );
  }
  const over = /^What (?<who>U\d+) said has run out$/u.exec(plain)?.groups?.who;
  if (over !== undefined) return `what ${over} said has run out`;
  if (plain === 'Its silence is over') return 'silence over';
  return /^U\d+ is reminded$/u.test(plain) ? plain : undefined;
}

function settingsOf({ rotations, escalations, routes, timeZone }: YearCase) {
  return {
    timeZone,
    alerts: alertSchema.parse({
      routes: routes.map((route, matter) => ({
        ...{ name: `route${matter}`, channel: 'C1', match: { matter: `matter${matter}` } },
        ...route,
      })),
    }),
    onCall: onCallSchema.parse({
      rotations,
      escalations: Object.fromEntries(
        Object.entries(escalations).map(([name, { steps, repeat }]) => [
          name,
          {
            repeat,
            steps: steps.map(({ afterMinutes, ...step }) => ({
              ...step,
              after: `${afterMinutes}m`,
            })),
          },
        ]),
      ),
    }),
  };
}

function minuteOf(atMs: number, fromMs: number): number {
  return Math.floor((atMs - fromMs) / MINUTE_MS);
}
