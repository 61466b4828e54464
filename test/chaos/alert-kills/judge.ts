// Holds what the store has and what can be read in Slack to what was sent: each group is kept once and as it is, and told in one message that says so,
// or in the count of one storm; nothing stands anywhere twice.

import { openStore } from '../../../bot/adapters/store.ts';
import { type AlertGroup, alertsOf, firingOf, type Tally } from '../../../bot/notify/alert.ts';
import { flaps } from '../../../bot/notify/flapping.ts';
import { ALERT_LIMITS } from '../../../bot/notify/limits.ts';
import type { World } from '../../world/world.ts';
import type { Expected } from './sender.ts';

export interface Judgement {
  /** What is not as it should be, in words; empty: all is well. */
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

type Said = Awaited<ReturnType<World['said']>>;

/** Of a bot that has ended. */
export async function judge(
  { dataDirectory }: Pick<World, 'dataDirectory'>,
  expected: readonly Expected[],
  said: Said,
): Promise<Judgement> {
  const store = await openStore({ dataDirectory, readOnly: true });
  const kept = await store.liveAlertGroups(0, 100_000);
  const tallies = Object.values(await store.tallies(0));
  const waiting = await store.dirtyAlertGroups(100_000);
  await store.close();
  const byKey = Map.groupBy(said, keyOf);
  const own = kept.filter(({ telling }) => telling.kind === 'own');
  // What comes and goes is shown every few minutes alone; that it still is to be shown is written down.
  const later = new Set(
    waiting.filter((group) => flaps(group, Date.now()) > 0).map(({ id }) => id),
  );
  const bundles = Map.groupBy(kept, ({ telling }) =>
    telling.kind === 'bundled' ? telling.bundleId : undefined,
  );
  bundles.delete(undefined);
  return {
    problems: [
      ...expected.flatMap((each) => keptProblems(each, kept)),
      ...own.flatMap((group) => {
        const messages = byKey.get(`alert:${group.id}`) ?? [];
        return messages.length > 0 && later.has(group.id) ? [] : messageProblems(group, messages);
      }),
      ...kept
        .filter(({ telling, id }) => telling.kind !== 'own' && byKey.has(`alert:${id}`))
        .map(({ title }) => `${title} has a message beside that of its storm`),
      ...[...bundles].flatMap(([id, groups]) =>
        bundleProblems(groups, byKey.get(`bundle:${id}`) ?? []),
      ),
      ...[...byKey].flatMap(([key, messages]) =>
        key === undefined || messages.length === 1
          ? []
          : [`${key} stands there ${messages.length} times`],
      ),
      ...tallies.flatMap((tally) =>
        isEven(tally) ? [] : [`not all is accounted for: ${JSON.stringify(tally)}`],
      ),
    ],
    counts: {
      ...{ kept: kept.length, own: own.length, bundled: kept.length - own.length },
      ...{ storms: bundles.size, messages: said.length, shownLater: later.size },
      received: tallies.reduce((all, { received }) => all + received, 0),
    },
  };
}

function keptProblems({ key, firing, all }: Expected, kept: readonly AlertGroup[]): string[] {
  const of = kept
    .filter((group) => group.key.endsWith(key))
    .toSorted((one, other) => one.openedAtMs - other.openedAtMs);
  const found = of.at(-1);
  // What came and went while nobody could look needs not be known.
  if (found === undefined && all === undefined && firing === 0) return [];
  const isAnew = of.slice(1).every((each, index) => beganAnew(of[index], each));
  if (found === undefined || !isAnew) return [`${key} is kept ${of.length} times`];
  const wanted = of.length === 1 ? (all ?? alertsOf(found)) : alertsOf(found);
  if (firingOf(found) === firing && alertsOf(found) === wanted) return [];
  return [`${key}: ${firingOf(found)} of ${alertsOf(found)} fire, not ${firing} of ${wanted}`];
}

/** Long after its end it is told in a message of its own. */
function beganAnew(before: AlertGroup | undefined, after: AlertGroup): boolean {
  if (before?.state !== 'resolved') return false;
  return after.openedAtMs - before.changedAtMs >= ALERT_LIMITS.reopenMs;
}

/** That there are not two is asked of all messages. */
function messageProblems(group: AlertGroup, messages: Said): string[] {
  const [message] = messages;
  if (message === undefined) return [`${group.title} was not told`];
  const [firing, all] = [firingOf(group), alertsOf(group)];
  const counts = group.resolved === 0 ? `${firing} fire` : `${firing} of ${all} fire`;
  const shown = group.state === 'resolved' ? 'resolved after' : all === 1 ? '' : counts;
  const text = JSON.stringify(message.blocks ?? []);
  if (!text.includes(shown)) return [`${group.title} is not shown as "${shown}"`];
  const saysItIsOver = text.includes('resolved after');
  return saysItIsOver === (group.state === 'resolved') ? [] : [`${group.title} is shown as over`];
}

function bundleProblems(groups: readonly AlertGroup[], messages: Said): string[] {
  const text = JSON.stringify(messages.map(({ blocks }) => blocks ?? []));
  const [, counted, shown] = [undefined, /Storm: (\d+) group/u, /(\d+) of \d+ still fire/u].map(
    (pattern) => Number(pattern?.exec(text)?.[1] ?? 0),
  );
  const firing = groups.filter(({ state }) => state === 'firing').length;
  if (counted === groups.length && shown === firing) return [];
  return [`a storm says ${shown} of ${counted} groups fire, it is ${firing} of ${groups.length}`];
}

function isEven({ received, told, merged, suppressed, ignored }: Tally): boolean {
  return told + merged + suppressed + ignored === received;
}

function keyOf(message: Said[number]): string | undefined {
  const { metadata } = message as {
    readonly metadata?: { readonly event_payload?: { readonly key?: string } };
  };
  return metadata?.event_payload?.key;
}
