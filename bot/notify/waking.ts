// Does what is due about groups though nothing of them has changed: calls the next, reminds, and says what has run out.

import type { Clock, Store } from '../ports.ts';
import { mentionOf, reminderMessage } from '../render/call.ts';
import { timeOf } from '../render/instant.ts';
import { writeSpan } from '../timetable/words.ts';
import type { AlertGroup } from './alert.ts';
import { callPeople, whomToCall } from './call.ts';
import { escalationOf, type NotifySettings } from './escalation.ts';
import { afterSilence } from './held-further.ts';
import { ALERT_LIMITS } from './limits.ts';
import { makeLouder } from './louder.ts';
import { dedupKeyOf, type Paged, pageFor, saidOf, withPaged } from './page.ts';
import { headOf, messageOf } from './show-group.ts';
import { type Due, wake } from './wake.ts';
import { type LabelledWorkload, wordOfWorkload } from './workload-of.ts';

interface WakingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: NotifySettings;
  readonly nowMs: number;
}

interface WakingRound extends WakingParts {
  /** Storms that this round has paged: of each there is one page. */
  readonly pagedStorms: Set<string>;
}

export async function wakeGroup(group: AlertGroup, parts: WakingRound): Promise<void> {
  const { store, settings, nowMs } = parts;
  const isYoung = nowMs < group.toldAtMs + ALERT_LIMITS.callWaitsMs;
  if (isYoung && (await store.postedTs(messageOf(group))) === undefined) {
    await store.saveAlertGroup({ ...group, wakeAtMs: nowMs + ALERT_LIMITS.tendMs }, true);
    return;
  }
  const escalation = escalationOf(group, settings);
  const { group: after, due } = wake(group, escalation, nowMs);
  const isLoudAgain = due.some(({ kind }) => kind === 'silence over');
  let woken = isLoudAgain ? afterSilence(after, settings, nowMs) : after;
  const lines: string[] = [];
  for (const each of due) {
    if (each.kind === 'call') {
      if (escalation === undefined) continue;
      const { rotations } = settings.onCall;
      const called = await whomToCall(escalation, each.step, { rotations, store, nowMs });
      await callPeople(woken, { called, escalation, step: each.step }, parts);
      for (const pager of called.pagers) woken = await page(woken, pager, parts);
      const whom = [
        ...called.people.map(mentionOf),
        ...called.pagers.map((name) => `the pager ${name}`),
        ...called.empty.map((name) => `nobody of ${name}`),
      ];
      lines.push(`Called: ${whom.join(', ')}`);
    } else {
      const { line, text } = wordsOf(each, group);
      lines.push(line);
      await remind(woken, text, parts);
    }
  }
  await store.saveAlertGroup(woken, true);
  if (isLoudAgain) await tellAfterSilence(woken, parts);
  const told = lines.map((text) => ({ groupId: group.id, atMs: nowMs, text }));
  // Each of them has an answer of its own already.
  await store.addAlertLines(told, true);
}

/** Of a storm whoever carries the pager is woken once. */
async function page(group: AlertGroup, pager: string, parts: WakingRound): Promise<AlertGroup> {
  const { telling } = group;
  if (telling.kind !== 'bundled') return await pageFor(group, pager, parts);
  const storm: Paged = { pager, dedupKey: dedupKeyOf(group, pager), said: 'trigger' };
  const name = `${pager} ${telling.bundleId}`;
  const isPaged =
    parts.pagedStorms.has(name) ||
    (await parts.store.bundled(telling.bundleId)).some(
      (each) =>
        each.id !== group.id && each.state === 'firing' && saidOf(each, storm) === 'trigger',
    );
  parts.pagedStorms.add(name);
  return isPaged ? withPaged(group, storm) : await pageFor(group, pager, parts);
}

/** What became critical while it was silenced is told as that now. */
export async function tellAfterSilence(
  group: AlertGroup,
  parts: Omit<WakingParts, 'settings'> & { readonly settings: NotifySettings },
): Promise<void> {
  if (group.state !== 'firing' || group.severity !== 'critical') return;
  const alerts = await parts.store.everyAlert(group.id);
  const notices = alerts.map((alert) => ({ ...alert, group: group.key, groupTitle: group.title }));
  await makeLouder(group, notices, parts.store, { ...parts, settings: () => parts.settings });
}

function wordsOf(
  due: Exclude<Due, { kind: 'call' }>,
  { number, handling: { silenced } }: AlertGroup,
): { readonly line: string; readonly text: string } {
  switch (due.kind) {
    case 'remind':
      return {
        line: `<@${due.by}> is reminded`,
        text: `<@${due.by}>, alert ${number} is yours until ${timeOf(due.untilMs)}. It still fires. "/incident ack ${number}" keeps it yours.`,
      };
    case 'ack over':
      return {
        line: `What <@${due.by}> said has run out`,
        text: `<@${due.by}> has acknowledged alert ${number}, and that has run out. It still fires: whoever is on call is called for it again.`,
      };
    case 'silence over':
      return {
        line: 'Its silence is over',
        text: `${pendingOf(silenced?.rollout)}The silence of alert ${number} is over, and it still fires.`,
      };
  }
}

function pendingOf(rollout: LabelledWorkload | undefined): string {
  if (rollout === undefined) return '';
  const span = writeSpan(ALERT_LIMITS.rolloutMs);
  return `The rollout of ${wordOfWorkload(rollout)} has neither ended nor failed within ${span}. `;
}

/** In its thread, by name. */
export async function remind(
  group: AlertGroup,
  text: string,
  { store, clock: own, nowMs }: Omit<WakingParts, 'settings'>,
): Promise<void> {
  const threadTs = await store.postedTs(messageOf(group));
  if (group.channelId === '') return;
  await store.enqueue(
    {
      key: `${headOf(group)}:${own.id()}`,
      address: {
        teamId: '',
        channelId: group.channelId,
        userId: '',
        ...(threadTs === undefined ? {} : { threadTs }),
      },
      kind: 'message',
      message: reminderMessage(group, text),
      isUrgent: true,
    },
    nowMs,
  );
}
