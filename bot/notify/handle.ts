// What people do about a group: acknowledge it, silence it, say that it is over. Pure: what each makes of a group, or why it cannot be.

import { OperatorError } from '../errors.ts';
import { writeInstant, writeSpan } from '../timetable/words.ts';
import { type AlertGroup, allResolved, type Handling } from './alert.ts';
import { ALERT_LIMITS } from './limits.ts';
import type { Morning } from './morning.ts';
import { callsAnew, withoutSilence } from './wake.ts';
import { wordOfWorkload, workloadOf } from './workload-of.ts';

export interface Handled {
  readonly group: AlertGroup;
  /** For the thread's record, with the person's mention. */
  readonly line: string;
  /** For whoever did it. */
  readonly said: string;
}

interface By {
  /** Slack id of whoever does it. */
  readonly by: string;
  readonly nowMs: number;
}

export function acknowledge(group: AlertGroup, { by, nowMs }: By, forMs: number): Handled {
  assertFires(group, 'There is nothing to look after.');
  const acknowledged = { by, atMs: nowMs, untilMs: nowMs + forMs };
  return {
    group: {
      ...group,
      answeredAtMs: group.answeredAtMs ?? nowMs,
      handling: { ...group.handling, acknowledged },
    },
    line: `Acknowledged by ${mention(by)} for ${writeSpan(forMs)}`,
    said: `Alert ${group.number} is yours for ${writeSpan(forMs)}: nobody else is called for it. You are reminded before that is over.`,
  };
}

export function release(group: AlertGroup, { by, nowMs }: By): Handled {
  const { acknowledged, ...handling } = group.handling;
  if (acknowledged === undefined) throw nothing(group, 'It is not acknowledged by anybody.');
  return {
    group: {
      ...group,
      handling,
      ...callsAnew(group, nowMs),
    },
    line: `No longer acknowledged, says ${mention(by)}`,
    said: `Alert ${group.number} is nobody's any more. Whoever is on call is called for it again.`,
  };
}

export function silence(group: AlertGroup, { by, nowMs }: By, untilMs: number): Handled {
  const span = writeSpan(untilMs - nowMs);
  return silenced(group, { by, atMs: nowMs, untilMs }, `for ${span}`);
}

/** Till the next morning of those who are told of it, as the clock shows it there. */
export function silenceTillMorning(
  group: AlertGroup,
  { by, nowMs }: By,
  morning: Morning,
): Handled {
  const { atMs, timeZone } = morning;
  const until = `till ${writeInstant(atMs, timeZone)}`;
  return silenced(group, { by, atMs: nowMs, untilMs: atMs }, until);
}

/** Until the workload's rollout is complete or has failed. */
export function silenceOverRollout(group: AlertGroup, { by, nowMs }: By): Handled {
  const rollout = workloadOf(group.labels);
  if (rollout === undefined) throw noRollout(group);
  const { rolloutMs } = ALERT_LIMITS;
  const until = `until the rollout of ${wordOfWorkload(rollout)} is complete or has failed, for ${writeSpan(rolloutMs)} at most`;
  return silenced(group, { by, atMs: nowMs, untilMs: nowMs + rolloutMs, rollout }, until);
}

function silenced(
  group: AlertGroup,
  wish: NonNullable<Handling['silenced']>,
  until: string,
): Handled {
  assertFires(group, 'There is nothing to silence.');
  return {
    group: { ...group, handling: { ...group.handling, silenced: wish } },
    line: `Silenced by ${mention(wish.by)} ${until}`,
    said: `Alert ${group.number} is silenced ${until}: nobody is called, and nothing new of it is told but in its message. Others are not silenced.`,
  };
}

export function unsilence(group: AlertGroup, { by, nowMs }: By): Handled {
  if (group.handling.silenced === undefined) throw nothing(group, 'It is not silenced.');
  return {
    group: withoutSilence(group, nowMs),
    line: `No longer silenced, says ${mention(by)}`,
    said: `Alert ${group.number} is silenced no longer.`,
  };
}

export function assign(group: AlertGroup, { by }: By, assignedTo: string): Handled {
  assertFires(group, 'There is nothing to look after.');
  return {
    group: { ...group, handling: { ...group.handling, assignedTo } },
    line: `${mention(by)} asks ${mention(assignedTo)} to look after it`,
    said: `Alert ${group.number} is assigned. Until it is acknowledged others are called as usual.`,
  };
}

/** What its source says of the same time counts no longer; what begins later does. */
export function close(group: AlertGroup, { by, nowMs }: By): Handled {
  assertFires(group, 'There is nothing to resolve.');
  const handling: Handling = { ...group.handling, closedBy: by };
  return {
    group: { ...allResolved(group), handling, changedAtMs: nowMs },
    line: `Resolved by ${mention(by)}`,
    said: `Alert ${group.number} is resolved. When it is seen to begin anew it is told again.`,
  };
}

/**
 * The next step is called at once, or the first again where all were.
 * @param name of the escalation, where none has begun
 */
export function escalate(
  group: AlertGroup,
  { by }: By,
  { name, steps }: { readonly name: string; readonly steps: number },
): Handled {
  assertFires(group, 'There is nobody to be called for it.');
  const { acknowledged: _, silenced: __, ...handling } = group.handling;
  const done = group.calls?.done ?? 0;
  return {
    group: {
      ...group,
      handling,
      // So long ago that the next step is due, whatever it waits for, and however bad it is.
      calls: {
        ...{ escalation: group.calls?.escalation ?? name, callFor: EVERYTHING },
        ...{ sinceMs: 0, done: done >= steps ? 0 : done },
      },
      // What was held back is told at once.
      ...(group.telling.kind === 'held' ? { telling: { kind: 'held', untilMs: 0 } } : {}),
    },
    line: `Escalated by ${mention(by)}`,
    said: `Alert ${group.number} is escalated: the next of its escalation are called now.`,
  };
}

const EVERYTHING = ['critical', 'warning', 'info'] as const;

function mention(userId: string): string {
  return `<@${userId}>`;
}

function assertFires(group: AlertGroup, what: string): void {
  if (group.state === 'firing') return;
  throw new OperatorError({
    what,
    why: `Alert ${group.number} is resolved.`,
    fix: `"/incident alerts" shows what fires now; "/incident reopen ${group.number}" opens one again that somebody has resolved.`,
  });
}

function noRollout({ number }: AlertGroup): OperatorError {
  return new OperatorError({
    what: `Alert ${number} cannot be silenced until a rollout ends.`,
    why: 'Its labels name no Deployment, StatefulSet or DaemonSet with its cluster and namespace.',
    fix: `Silence it for some time, for example "/incident silence ${number} --for 1h".`,
  });
}

function nothing(group: AlertGroup, why: string): OperatorError {
  return new OperatorError({
    what: `Alert ${group.number} stays as it is.`,
    why,
    fix: `"/incident alert ${group.number}" shows how it stands.`,
  });
}
