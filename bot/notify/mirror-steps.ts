// Which silences an Alertmanager is to have for a person's silence of an alert: one for each alert of it that fires there, by exactly its labels. Pure.

import type { ActiveAlert, Silence, SilenceMatcher, SilenceWish } from '../alertmanager.ts';
import type { AlertGroup } from './alert.ts';

export const CREATED_BY = 'quartermaster';
const MINUTE_MS = 60_000;

export type MirrorStep =
  | { readonly kind: 'set'; readonly wish: SilenceWish }
  | { readonly kind: 'expire'; readonly id: string };

interface Situation {
  readonly group: AlertGroup;
  /** Undefined: it is not silenced. */
  readonly silenced: { readonly by: string; readonly untilMs: number } | undefined;
  /** Those of the group that the Alertmanager knows. */
  readonly alerts: readonly ActiveAlert[];
  /** All that stand there. */
  readonly silences: readonly Silence[];
  readonly nowMs: number;
}

/** What was lost, or done without an answer, is seen in what stands there: the same look twice asks for nothing a second time. */
export function mirrorSteps(situation: Situation): readonly MirrorStep[] {
  const { group, silenced, alerts, silences, nowMs } = situation;
  const own = silences.filter((each) => isOf(each, group) && each.state !== 'expired');
  if (silenced === undefined) return own.map(({ id }) => ({ kind: 'expire', id }));
  const wanted = alerts.map(({ labels }) => matchersOf(labels));
  const kept = new Set<string>();
  const steps = wanted.flatMap((matchers): readonly MirrorStep[] => {
    const found = own.find(
      (each) => !kept.has(each.id) && written(each.matchers) === written(matchers),
    );
    if (found !== undefined) kept.add(found.id);
    if (found !== undefined && Math.abs(found.endsAtMs - silenced.untilMs) < MINUTE_MS) return [];
    const wish: SilenceWish = {
      ...(found === undefined ? {} : { id: found.id }),
      ...{ matchers, createdBy: CREATED_BY },
      comment: `${markOf(group)} silenced in Slack by ${silenced.by}`,
      ...{ startsAtMs: found?.startsAtMs ?? nowMs, endsAtMs: silenced.untilMs },
    };
    return [{ kind: 'set', wish }];
  });
  // One of an alert that has ended stays till its end: it may come back until then.
  return steps;
}

/** `{alertname="KubePodCrashLooping", namespace="shop"}` */
export function writeMatchers(matchers: readonly SilenceMatcher[]): string {
  return `{${matchers.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

function matchersOf(labels: Readonly<Record<string, string>>): readonly SilenceMatcher[] {
  return Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
}

function written(matchers: readonly SilenceMatcher[]): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual]))
    .sort()
    .join();
}

/** Its number alone may be that of another Quartermaster's alert. */
function markOf({ number, openedAtMs }: AlertGroup): string {
  return `alert ${number} of ${new Date(openedAtMs).toISOString()}`;
}

function isOf({ createdBy, comment }: Silence, group: AlertGroup): boolean {
  return createdBy === CREATED_BY && comment.startsWith(`${markOf(group)} `);
}
