// What people are told of switches that nobody turned by hand: in the channel of the owners, each thing once.

import type { Settings } from '../config.ts';
import type { Clock, Outgoing, Store } from '../ports.ts';
import { type NoticeText, noticeMessage } from '../render/notice.ts';
import { next } from '../timetable/next.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import { isAlerted, type SwitchTrouble } from './alerted.ts';
import { isOwner } from './kinds.ts';
import { forSpan, writeMoney } from './money.ts';
import { type NamingParts, namedLines } from './named-lines.ts';
import type { NamedSwitch } from './of-settings.ts';
import { writeOriginal } from './original.ts';
import { ownersOf } from './owners.ts';
import { keyOf, type Target, wordOf, workloadsOf } from './plan.ts';
import { remarksOf } from './run-turn.ts';
import { savingsAnHour } from './saving.ts';
import type { Step } from './step.ts';
import { isAllDone, type TurnReport } from './turn.ts';
import type { Wanted } from './wanted.ts';

export interface Teller {
  /** A change was seen so late that it is left out, or asked about. */
  notMade(decision: 'skip' | 'ask'): Promise<void>;
  refused(why: string): Promise<void>;
  drift(target: Target, drift: Extract<Step, { kind: 'drift' }>): Promise<void>;
  unknownOriginal(target: Target, why: string): Promise<void>;
  turned(report: TurnReport): Promise<void>;
}

export interface TellParts extends NamingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly outbound: { readonly wake: () => void };
}

const ON_TIME_MS = 5 * 60_000;
const LISTED = 20;
const MOST_ABOUT = 300;

export function createTeller(
  { name, of }: { readonly name: string; readonly of: NamedSwitch },
  wanted: Wanted,
  parts: TellParts,
): Teller {
  const { timeZone } = of.timetable.timetable;
  const because = writeBecause(wanted.because, timeZone);
  const due = writeInstant(wanted.sinceMs, timeZone);
  const { state } = wanted;
  const once = async (about: string, channelId: string | undefined, text: NoticeText) =>
    await tellOnce({ name, wanted, about, channelId, text }, parts);
  const owners = ownersOf(of, parts.settings());
  const { cluster } = of.settings;
  /** Undefined where an alert tells it: nothing is told twice. */
  const channelOf = (reason: SwitchTrouble) =>
    isAlerted({ name, cluster, state, reason }, parts.settings()) ? undefined : owners;
  return {
    notMade: (decision) =>
      once('late', channelOf('SwitchMissed'), {
        sign: ':alarm_clock:',
        title: `${name} was to be ${state} at ${due}, and nobody looked then`,
        lines:
          decision === 'skip'
            ? [
                `It is too late for that now (${because}): it is left as it is until the next change.`,
              ]
            : [
                `Shall it be ${state} now (${because})? Until somebody says so it is left as it is.`,
              ],
        hint: `"/cluster ${state} ${name}" switches it ${state} now.`,
      }),
    refused: (why) =>
      once('refused', channelOf('SwitchRefused'), {
        sign: ':no_entry:',
        title: `${name} is to be ${state}, and is not switched`,
        lines: [`${because}; ${why}`],
        hint: 'It is done by itself as soon as nothing forbids it any longer.',
      }),
    drift: (target, { present, original, editor, isFought }) =>
      once(`drift ${keyOf(target)} ${writeOriginal(present)}`, owners, {
        sign: ':raised_hand:',
        title: `${keyOf(target)} was set to ${writeOriginal(present)} ${isFought ? 'again and again' : 'by hand'} while ${name} is off`,
        lines: [
          `${editor.kind === 'unknown' ? 'Somebody' : editor.manager} did it. It is left as it is.`,
          original === undefined
            ? 'When the switch is on again it stays as it is then.'
            : `When the switch is on again it is ${writeOriginal(original)} again, as it was.`,
        ],
        hint: hintOf(target, name),
      }),
    unknownOriginal: (target, why) =>
      once(`unknown ${keyOf(target)}`, owners, {
        sign: ':warning:',
        title: `${keyOf(target)} is not switched by ${name}`,
        lines: [why],
        hint:
          target.kind === 'Pipeline'
            ? `"/pipeline status ${target.name}" says more. It is switched when it answers.`
            : 'Set it as it should be and take the annotation away; then it is switched again.',
      }),
    turned: async (report) => {
      const { failures, ended } = report;
      if (ended === 'superseded' || ended === 'forbidden') return;
      const late = parts.clock.nowMs() - wanted.sinceMs;
      const isLate = wanted.because.kind === 'change' && late > ON_TIME_MS;
      const isDone = isAllDone(report);
      if (report.switched.length === 0 && isDone) return;
      // The same, seen every minute, is told once; what is remarkable is told whenever it happens.
      const about = isDone ? `turned ${remarksOf(report).join(' ')}` : 'not all';
      const channelId = isDone ? owners : channelOf('SwitchFailed');
      await once(about.slice(0, MOST_ABOUT), channelId, {
        sign: signOf(state, isDone),
        title: isDone ? `${name} is ${state}` : `${name} is not all ${state}`,
        lines: [
          `${countOf(report)} switched: ${because}.${isLate ? ` It was due at ${due}; it was made up for ${writeSpan(late)} later.` : ''}`,
          ...(ended === 'left on'
            ? ['What should end first has not ended in time, so the tiers beneath it were left on.']
            : []),
          ...moneyOf(report, { of, state, nowMs: parts.clock.nowMs() }),
          ...remarksOf(report).slice(0, LISTED),
        ],
        listing: failures.slice(0, LISTED).join('\n'),
        hint: `"/cluster status ${name}" shows it now.`,
      });
    },
  };
}

/** What can be done about what somebody has set. */
function hintOf(target: Target, name: string): string {
  const { kind } = target;
  if (isOwner(kind)) {
    return `What it owns is no longer switched off meanwhile. "/cluster off ${name}" suspends it again.`;
  }
  if (kind === 'Pipeline') return `"/cluster off ${name}" pauses it again.`;
  return `"/cluster off ${name}" switches it off again; "/cluster take ${name} ${wordOf(target)}" makes this what it comes back to.`;
}

function countOf({ switched }: TurnReport): string {
  const count = workloadsOf(switched.map(({ target }) => target)).length;
  return count === 1 ? '1 workload was' : `${count} workloads were`;
}

function signOf(state: Wanted['state'], isDone: boolean): string {
  if (!isDone) return ':warning:';
  return state === 'off' ? ':crescent_moon:' : ':sunny:';
}

/** Until the timetable's next turn. */
function moneyOf(
  { switched }: TurnReport,
  { of, state, nowMs }: { of: NamedSwitch; state: Wanted['state']; nowMs: number },
): readonly string[] {
  const { prices, timetable } = of;
  if (state === 'on' || prices === undefined) return [];
  const [turn] = next(timetable.timetable, [], timetable.holidays, { nowMs, count: 1 });
  const anHour = savingsAnHour(
    switched.map(({ target }) => target),
    prices,
  );
  if (turn === undefined || anHour === 0n) return [];
  const until = writeInstant(turn.atMs, timetable.timetable.timeZone);
  const money = writeMoney(forSpan(anHour, turn.atMs - nowMs), prices.currency);
  return [`Until it is ${turn.state} at ${until} that saves ${money}.`];
}

interface Telling {
  readonly name: string;
  readonly wanted: Pick<Wanted, 'cause'>;
  readonly about: string;
  readonly channelId: string | undefined;
  readonly text: NoticeText;
}

/** Once for each change of what is wanted, also when it is seen every minute. */
export async function tellOnce(
  { name, wanted, about, channelId, text }: Telling,
  parts: TellParts,
): Promise<void> {
  const { store, clock, redact, outbound } = parts;
  if (channelId === undefined) return;
  const known = await store.decision(name);
  if (known?.cause !== wanted.cause || known.told.includes(about)) return;
  const lines = await namedLines(text.lines, parts);
  const isNew = await store.transaction(async (inner) => {
    const decision = await inner.decision(name);
    if (decision?.cause !== wanted.cause || decision.told.includes(about)) return false;
    await inner.saveDecision({ ...decision, told: [...decision.told, about] });
    const outgoing: Outgoing = {
      key: `switch:${name}:${wanted.cause}:${about}`,
      address: { teamId: '', channelId, userId: '' },
      kind: 'message',
      message: noticeMessage({
        ...text,
        lines,
        listing: redact(text.listing ?? '').text,
      }),
      final: true,
    };
    await inner.enqueue(outgoing, clock.nowMs());
    return true;
  });
  if (isNew) outbound.wake();
}
