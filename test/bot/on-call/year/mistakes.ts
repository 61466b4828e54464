// Mistakes of whoever is on call and whoever is called, planted: each gives the product something else than the model has, or has its store
// answer as if the mistake were made.

import type { Store } from '../../../../bot/ports.ts';
import type { Wish, YearCase, YearLayer } from './year-case.ts';

export interface Mistake {
  /** What the product is given in place of what was played. */
  readonly given?: (played: YearCase) => YearCase;
  /** How its store answers. */
  readonly store?: (store: Store) => Store;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'clocks are never moved': {
    given: (played) => ({
      ...withRotations(played, (rotation) => ({
        ...rotation,
        timeZone: standard(rotation.timeZone),
      })),
      timeZone: standard(played.timeZone),
    }),
  },
  'the first layer counts': {
    given: (played) =>
      withRotations(played, ({ timeZone, layers }) => ({ timeZone, layers: layers.toReversed() })),
  },
  'turns are a day late': {
    given: (played) =>
      withLayers(played, (layer) => ({
        ...layer,
        from: new Date(Date.parse(layer.from) + DAY_MS).toISOString().slice(0, 10),
      })),
  },
  'hours over midnight end with the day': {
    given: (played) =>
      withLayers(played, ({ hours, ...layer }) => {
        if (hours === undefined) return layer;
        const isOver = hours.from > hours.to && hours.from !== '00:00';
        return { ...layer, hours: isOver ? { ...hours, to: '00:00' } : hours };
      }),
  },
  'the swap that was made first counts': {
    store: (store) => ({
      ...store,
      transaction: (work) => store.transaction((inner) => work(firstSwapCounts(inner))),
    }),
  },
  'a swap that was ended goes on': { store: (store) => ({ ...store, endSwap: async () => true }) },
  'an acknowledgement runs out a minute late': {
    given: (played) =>
      withWishes(played, (wish) =>
        wish.kind === 'ack' ? { ...wish, minutes: wish.minutes + 1 } : wish,
      ),
  },
  'that nobody looks after it any more is not heard': {
    given: (played) => ({
      ...played,
      wishes: played.wishes.filter(({ kind }) => kind !== 'unack'),
    }),
  },
  'a silence is an acknowledgement': {
    given: (played) =>
      withWishes(played, (wish) => (wish.kind === 'silence' ? { ...wish, kind: 'ack' } : wish)),
  },
  'nobody is called a second time': {
    given: (played) => ({
      ...played,
      escalations: Object.fromEntries(
        Object.entries(played.escalations).map(([name, each]) => [name, { ...each, repeat: 0 }]),
      ),
    }),
  },
  'what is due is seen a minute late': {
    store: (store) => ({
      ...store,
      wakingAlertGroups: (nowMs, limit) => store.wakingAlertGroups(nowMs - MINUTE_MS, limit),
    }),
  },
  'quiet hours are by another clock': {
    given: (played) => ({
      ...played,
      timeZone: played.timeZone === 'UTC' ? 'Asia/Seoul' : 'UTC',
    }),
  },
};

function firstSwapCounts<T extends Pick<Store, 'swaps'>>(store: T): T {
  return {
    ...store,
    swaps: async (rotation: string, nowMs: number) =>
      (await store.swaps(rotation, nowMs)).map((swap) => ({ ...swap, madeAtMs: -swap.madeAtMs })),
  };
}

/** The same zones without summer time. */
const STANDARD: Readonly<Record<string, string>> = {
  'Asia/Seoul': 'Asia/Seoul',
  'America/New_York': 'Etc/GMT+5',
  'Europe/London': 'UTC',
  'Australia/Lord_Howe': '+10:30',
  'Antarctica/Troll': 'UTC',
  'America/Sao_Paulo': 'Etc/GMT+3',
  'Pacific/Apia': 'Etc/GMT-13',
  'Asia/Beirut': 'Etc/GMT-2',
  'Africa/Casablanca': 'Etc/GMT-1',
};

function standard(timeZone: string): string {
  return STANDARD[timeZone] ?? 'UTC';
}

function withRotations(
  played: YearCase,
  change: (rotation: YearCase['rotations'][string]) => YearCase['rotations'][string],
): YearCase {
  const changed = Object.entries(played.rotations).map(([name, each]) => [name, change(each)]);
  return { ...played, rotations: Object.fromEntries(changed) };
}

function withLayers(played: YearCase, change: (layer: YearLayer) => YearLayer): YearCase {
  return withRotations(played, ({ timeZone, layers }) => ({
    timeZone,
    layers: layers.map(change),
  }));
}

function withWishes(played: YearCase, change: (wish: Wish) => Wish): YearCase {
  return { ...played, wishes: played.wishes.map(change) };
}
