// What is wrong with a switch: a change of its timetable that was missed, refused or not brought about, something that does not come up, something
// that was left off. All troubles of one switch are one group, so they are one message. Pure.

import type { Settings } from '../../config.ts';
import { cutTo } from '../../cut-to.ts';
import {
  isAlerted,
  type SwitchTrouble,
  TROUBLES,
  type TroubledSwitch,
  troubleLabels,
} from '../../switch/alerted.ts';
import { wayBack } from '../../switch/left-off.ts';
import type { NamedSwitch } from '../../switch/of-settings.ts';
import { keyOf } from '../../switch/plan.ts';
import type { Stand } from '../../switch/stand.ts';
import type { Decision, StoredOriginal, SwitchRun } from '../../switch/switch-store.ts';
import type { Wanted } from '../../switch/wanted.ts';
import { writeBecause, writeInstant } from '../../timetable/words.ts';
import type { Finding } from '../polled.ts';

/** An API server that is restarted is no trouble of a switch. */
const UNSEEN_MS = 5 * 60_000;
const LISTED = 20;

export interface SwitchSeen {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly wanted: Wanted;
  readonly decision: Decision | undefined;
  /** The newest turn. */
  readonly last: SwitchRun | undefined;
  /** Undefined: this process has not looked yet. */
  readonly stand: Stand | undefined;
  /** What a timetable's wake has not brought up, as it is now; undefined: none has failed. */
  readonly missing: readonly string[] | undefined;
  readonly settings: Settings;
}

/** @returns those that an alert is to tell; of others the switch tells itself. */
export function switchFindings(seen: SwitchSeen): readonly Finding[] {
  return [missed(seen), refused(seen), failed(seen), notUp(seen), unseen(seen)].flatMap((each) =>
    each === undefined || !isAlerted(troubleOf(seen, each.reason), seen.settings)
      ? []
      : [findingOf(seen, each)],
  );
}

/** Of these nothing is known before the first look at their switch after a start, nor of what is wrong where nobody can look. */
const OF_STANDS: readonly SwitchTrouble[] = ['SwitchRefused', 'SwitchFailed', 'SwitchUnseen'];

/** @param key of a finding */
export function isOfUnknown(key: string, stands: ReadonlyMap<string, Stand>): boolean {
  const [reason, name = ''] = key.split('/');
  if (!OF_STANDS.some((each) => each === reason)) return false;
  const stand = stands.get(name);
  return stand === undefined || (stand.kind === 'unseen' && reason !== 'SwitchUnseen');
}

interface Trouble extends Pick<Finding, 'title' | 'lines' | 'listing' | 'graceMs'> {
  readonly reason: SwitchTrouble;
}

function missed({ name, of, wanted, decision }: SwitchSeen): Trouble | undefined {
  if (decision?.cause !== wanted.cause || decision.decision === 'run') return undefined;
  const { state } = wanted;
  const { timeZone } = of.timetable.timetable;
  const isAsked = decision.decision === 'ask';
  return {
    reason: 'SwitchMissed',
    title: `${name} was to be ${state} at ${writeInstant(wanted.sinceMs, timeZone)}, and nobody looked then`,
    lines: [
      isAsked
        ? 'Until somebody says so it is left as it is.'
        : 'It is too late for that now: it is left as it is until the next change.',
      `"/cluster ${state} ${name}" switches it ${state} now.`,
    ],
  };
}

function refused({ name, of, wanted, stand }: SwitchSeen): Trouble | undefined {
  if (stand?.kind !== 'refused' || stand.cause !== wanted.cause) return undefined;
  return {
    reason: 'SwitchRefused',
    title: `${name} is to be ${wanted.state}, and is not switched`,
    lines: [
      `${writeBecause(wanted.because, of.timetable.timetable.timeZone)}; ${stand.why}`,
      'It is done by itself as soon as nothing forbids it any longer.',
    ],
  };
}

function failed({ name, wanted, last, stand, missing }: SwitchSeen): Trouble | undefined {
  const isFailed =
    last?.outcome === 'failed' && last.state === wanted.state && last.startedAtMs >= wanted.sinceMs;
  // A wake that has failed is told by what is missing.
  if (!isFailed || stand?.kind !== 'unsettled' || missing !== undefined) return undefined;
  return {
    reason: 'SwitchFailed',
    title: `${name} is not all ${wanted.state}`,
    lines: ['It is tried again by itself.'],
    ...listed(last.remarks ?? []),
  };
}

function notUp({ name, of, wanted, missing }: SwitchSeen): Trouble | undefined {
  if (missing === undefined || missing.length === 0) return undefined;
  const since = writeInstant(wanted.sinceMs, of.timetable.timetable.timeZone);
  return {
    reason: 'DidNotComeUp',
    title: `${name} did not come up`,
    lines: [`It was to be on since ${since}.`],
    ...listed(missing),
  };
}

function unseen({ name, stand }: SwitchSeen): Trouble | undefined {
  if (stand?.kind !== 'unseen') return undefined;
  return {
    reason: 'SwitchUnseen',
    title: `nobody can look how ${name} stands`,
    lines: [stand.why],
    graceMs: UNSEEN_MS,
  };
}

interface Left {
  readonly name: string;
  readonly cluster: string;
  readonly rows: readonly StoredOriginal[];
}

/** What switches have left off where the settings no longer have them. */
export function leftOffFindings(left: readonly Left[], settings: Settings): readonly Finding[] {
  return left.flatMap(({ name, cluster, rows }) => {
    const trouble = { name, cluster, state: 'on', reason: 'SwitchLeftOff' } as const;
    if (rows.length === 0 || !isAlerted(trouble, settings)) return [];
    const known = {
      isKnown: Object.hasOwn(settings.clusters, cluster),
      isNamed: Object.hasOwn(settings.switches, name),
    };
    const count = rows.length === 1 ? '1 workload' : `${rows.length} workloads`;
    const title = `${name} is not in the settings any more, and has left ${count} off on ${cluster || 'an unknown cluster'}`;
    const lines = ['Nothing brings them back by itself.', wayBack(name, cluster, known)];
    return [dressed(trouble, { title, lines, ...listed(rows.map(keyOf)) }, settings)];
  });
}

function findingOf(seen: SwitchSeen, { reason, ...what }: Trouble): Finding {
  return dressed(troubleOf(seen, reason), what, seen.settings);
}

function troubleOf({ name, of, wanted }: SwitchSeen, reason: SwitchTrouble): TroubledSwitch {
  return { name, cluster: of.settings.cluster, state: wanted.state, reason };
}

function dressed(
  trouble: TroubledSwitch,
  what: Omit<Trouble, 'reason'>,
  settings: Settings,
): Finding {
  const { name, cluster, reason } = trouble;
  return {
    ...what,
    key: `${reason}/${name}/${cluster}`,
    ...{ group: `switch/${name}/${cluster}`, groupTitle: `switch ${name} (${cluster})` },
    ...{ severity: TROUBLES[reason], labels: troubleLabels(trouble, settings) },
  };
}

function listed(lines: readonly string[]): { readonly listing?: string } {
  if (lines.length === 0) return {};
  return { listing: cutTo(LISTED, lines, (line) => line).join('\n') };
}
