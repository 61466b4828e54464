// Calls whoever is on call when a timetable's wake has not come up by its deadline: one message that calls them, what changes after that in
// its thread, and its end in the message itself. It is looked at every minute, so a call is not lost with the process.

import { createHash } from 'node:crypto';
import type { Settings } from '../config.ts';
import { OperatorError } from '../errors.ts';
import { StatusError } from '../kubernetes/api.ts';
import type { Outgoing, Store } from '../ports.ts';
import { type NoticeText, noticeMessage } from '../render/notice.ts';
import { writeBecause, writeInstant, writeSpan } from '../timetable/words.ts';
import { isAlerted } from './alerted.ts';
import { eachSwitch } from './each-switch.ts';
import { namedLines } from './named-lines.ts';
import { notUp } from './not-up.ts';
import { TIMETABLE } from './of-itself.ts';
import type { NamedSwitch } from './of-settings.ts';
import { ownersOf } from './owners.ts';
import type { Decision, SwitchRun } from './switch-store.ts';
import { type Wanted, wantedAt } from './wanted.ts';
import type { WarningParts } from './warnings.ts';

const CALLED = 'on-call';
const OVER = 'on-call over';
const UNHEALTHY = 'DidNotComeUp';
const RUNS = 20;
const LISTED = 20;
/** Changes that are told in the thread of one call. */
const MOST_CHANGES = 10;

/** Looks at each switch once. @throws the first error, after all were looked at. */
export async function callOnCall(parts: WarningParts, signal: AbortSignal): Promise<void> {
  await eachSwitch(parts.settings(), (name, of) => look(name, of, parts, signal));
}

interface Wake {
  readonly name: string;
  readonly of: NamedSwitch;
  readonly wanted: Wanted;
  readonly decision: Decision;
  readonly channelId: string;
}

async function look(
  name: string,
  of: NamedSwitch,
  parts: WarningParts,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const channelId = channelOf(of, parts.settings());
  const wanted = wantedAt(of, await store.overrides(name), clock.nowMs());
  const decision = await store.decision(name);
  if (channelId === undefined || decision?.cause !== wanted.cause) return;
  if (decision.told.includes(OVER)) return;
  const trouble = { name, cluster: of.settings.cluster, state: 'on', reason: UNHEALTHY } as const;
  // One that was called for before the settings said that alerts tell it is told to its end.
  if (!decision.told.includes(CALLED) && isAlerted(trouble, parts.settings())) return;
  const missing = await missingOfWake({ name, of }, wanted, parts, signal);
  if (missing === undefined) return;
  const wake: Wake = { name, of, wanted, decision, channelId };
  if (!decision.told.includes(CALLED)) {
    // What came up a moment later calls nobody.
    if (missing.length > 0) await tell(wake, CALLED, callText(wake, missing), parts);
  } else if (missing.length === 0) await tellOver(wake, parts);
  else await tellChange(wake, missing, parts);
}

export interface WakeParts extends Pick<WarningParts, 'clusters' | 'pipelines' | 'clock'> {
  readonly store: Pick<Store, 'switchRuns'>;
}

/**
 * @returns what a timetable's wake has not brought up, as it is now, a line each; undefined: none has failed since it is wanted.
 * @throws what the store throws
 */
export async function missingOfWake(
  { name, of }: Pick<Wake, 'name' | 'of'>,
  wanted: Wanted,
  parts: WakeParts,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (wanted.state !== 'on') return undefined;
  const runs = await parts.store.switchRuns(name, RUNS);
  const failed = runs.filter((run) => isFailedWake(run, wanted));
  if (failed.length === 0) return undefined;
  const remarks = failed.flatMap((run) => run.remarks ?? []);
  return await missingOf({ of }, remarks, parts, signal);
}

function isFailedWake({ state, who, outcome, startedAtMs }: SwitchRun, { sinceMs }: Wanted) {
  return state === 'on' && who === TIMETABLE && outcome === 'failed' && startedAtMs >= sinceMs;
}

/** What the turn said where the cluster does not answer now. */
async function missingOf(
  { of }: Pick<Wake, 'of'>,
  remarks: readonly string[],
  { clusters, pipelines, clock }: WakeParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const named = new Set(remarks.map((line) => line.split(': ')[0] ?? ''));
  try {
    const places = { clusters: clusters(), pipelines: pipelines() };
    return await notUp({ of, named, ...places, clock, signal });
  } catch (error) {
    if (error instanceof OperatorError) return [...remarks, error.what];
    if (error instanceof StatusError) return [...remarks, error.message];
    throw error;
  }
}

function callText({ name, of, wanted }: Wake, missing: readonly string[]): NoticeText {
  const { timeZone } = of.timetable.timetable;
  return {
    sign: ':rotating_light:',
    title: `${name} did not come up`,
    lines: [
      `It was to be on since ${writeInstant(wanted.sinceMs, timeZone)} (${writeBecause(wanted.because, timeZone)}).`,
    ],
    call: of.settings.onCall?.mention ?? [],
    listing: missing.slice(0, LISTED).join('\n'),
    hint: `"/cluster status ${name}" shows it now. What changes is told in the thread.`,
  };
}

async function tellChange(wake: Wake, missing: readonly string[], parts: WarningParts) {
  const text = missing.slice(0, LISTED).join('\n');
  const about = `${CALLED} ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const changes = wake.decision.told.filter((each) => each.startsWith(`${CALLED} `));
  // The first is what the call itself said.
  if (changes.length === 0) return await note(wake, about, parts);
  if (changes.length > MOST_CHANGES) return;
  await tell(
    wake,
    about,
    {
      sign: ':arrows_counterclockwise:',
      title: `${wake.name} is not up yet`,
      lines: [],
      listing: text,
    },
    parts,
  );
}

async function tellOver(wake: Wake, parts: WarningParts): Promise<void> {
  const { name, of, wanted } = wake;
  const { timeZone } = of.timetable.timetable;
  const nowMs = parts.clock.nowMs();
  const lines = [
    `It was to be on since ${writeInstant(wanted.sinceMs, timeZone)}, and all of it was seen ready ${writeSpan(nowMs - wanted.sinceMs)} later.`,
  ];
  await tell(wake, OVER, { sign: ':white_check_mark:', title: `${name} is up`, lines }, parts);
}

async function note({ name, wanted }: Wake, about: string, { store }: WarningParts): Promise<void> {
  await store.transaction(async (inner) => void (await mark(inner, name, wanted, about)));
}

/** The call and its end are the message itself; changes, and the end once more, stand in its thread. */
async function tell(wake: Wake, about: string, text: NoticeText, parts: WarningParts) {
  const { name, wanted, channelId } = wake;
  const { store, clock, redact, outbound } = parts;
  const head = `switch:${name}:${wanted.cause}:${CALLED}`;
  const message = noticeMessage({
    ...text,
    lines: await namedLines(text.lines, parts),
    listing: redact(text.listing ?? '').text,
  });
  const address = { teamId: '', channelId, userId: '' };
  const isNew = await store.transaction(async (inner) => {
    const threadTs = await inner.postedTs(head);
    const isHead = about === CALLED || about === OVER;
    // Its thread is there once it is posted: what changed before that is told at a later look.
    if (!isHead && threadTs === undefined) return false;
    if (!(await mark(inner, name, wanted, about))) return false;
    const wishes: Outgoing[] = [
      ...(isHead
        ? [{ key: head, address, kind: 'message', message, final: about === OVER } as const]
        : []),
      ...(about === CALLED || threadTs === undefined
        ? []
        : [
            {
              ...{ key: `${head}:${about}`, address: { ...address, threadTs } },
              ...({ kind: 'message', message, final: true } as const),
            },
          ]),
    ];
    for (const wish of wishes) await inner.enqueue(wish, clock.nowMs());
    return true;
  });
  if (isNew) outbound.wake();
}

async function mark(store: Store, name: string, wanted: Wanted, about: string): Promise<boolean> {
  const decision = await store.decision(name);
  if (decision?.cause !== wanted.cause || decision.told.includes(about)) return false;
  await store.saveDecision({ ...decision, told: [...decision.told, about] });
  return true;
}

function channelOf(of: NamedSwitch, settings: Settings): string | undefined {
  return of.settings.onCall?.channel ?? ownersOf(of, settings);
}
