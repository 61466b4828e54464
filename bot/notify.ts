// From what sources see to what people are told. Sources run on the one replica that leads; what they hand over is kept before they go on.

import type { IncidentSettings } from './config/incidents.ts';
import type { Log } from './dispatch/rooms.ts';
import { createIncidentTender, type IncidentTendParts } from './incidents/tend.ts';
import { createLeadership } from './lead.ts';
import type { NotifySettings } from './notify/escalation.ts';
import { ALERT_LIMITS } from './notify/limits.ts';
import { createMirror, type MirrorParts, type MirrorSettings } from './notify/mirror.ts';
import { type PagingParts, sendPages } from './notify/paging.ts';
import { createRolloutWatch, type RolloutParts } from './notify/rollout-watch.ts';
import { createTake, type TakeParts } from './notify/take.ts';
import { createTender } from './notify/tend.ts';
import { tellHandOffs } from './on-call/hand-off.ts';
import { createGroupKeeper } from './on-call/keep-groups.ts';
import type { Source, Take } from './sources/source.ts';
import type { UserGroups } from './user-groups.ts';

export interface NotifyParts
  extends Omit<TakeParts, 'guard' | 'settings'>,
    Omit<IncidentTendParts, 'guard' | 'settings' | 'outbound'> {
  readonly settings: () => NotifySettings &
    MirrorSettings & { readonly incidents: IncidentSettings };
  readonly log: Log;
  readonly openPager: PagingParts['openPager'];
  readonly userGroups: UserGroups;
  readonly clusters: RolloutParts['clusters'];
  readonly openAlertmanager: MirrorParts['openAlertmanager'];
  /** Those of the settings in force. */
  readonly sources: () => readonly Source[];
  /** Names of those that deliver by themselves. */
  readonly delivering: () => readonly string[];
}

export interface Notifier {
  /** For what is delivered to this process, whether it leads or not. */
  readonly take: Take;
  leads(): boolean;
  /** In seconds, by the source's name: since it last knew how the world stands. Of sources that run here. */
  ages(): Readonly<Record<string, number>>;
  /** Sources that are not in force any more end, new ones begin. */
  renew(): void;
  stop(): Promise<void>;
}

interface Running {
  readonly source: Source;
  readonly over: AbortController;
  readonly done: Promise<void>;
}

export function createNotifier(parts: NotifyParts): Notifier {
  const { store, clock, log } = parts;
  const running = new Map<string, Running>();
  let renew = () => {};
  const leadership = createLeadership(
    { store, clock, log, leaseMs: ALERT_LIMITS.leadMs, everyMs: ALERT_LIMITS.leadEveryMs },
    async ({ signal, guard }) => {
      const take = createTake({ ...parts, guard });
      let isToForget = false;
      renew = () => {
        settle(running, parts, { take, signal });
        isToForget = true;
      };
      renew();
      // Again and again until it is done: what fires of a source that is gone would call people for ever.
      const forget = async () => {
        if (!isToForget) return;
        isToForget = false;
        try {
          await endForgotten(parts, take);
        } catch (error) {
          isToForget = true;
          throw error;
        }
      };
      const tender = createTender({ ...parts, guard });
      const led = { ...parts, guard };
      const groups = createGroupKeeper(led);
      // None of them waits for another: a pager or a Slack that gives no answer holds up no message.
      await Promise.all([
        again(tender.tend, UNSHOWN, parts, signal),
        again(createIncidentTender(led).tend, UNFOLLOWED, parts, signal),
        again(() => sendPages(led, signal), UNSENT, parts, signal),
        again(() => tellHandOffs(led), UNTOLD, parts, signal),
        again(groups, UNKEPT, parts, signal),
        again(forget, UNENDED, parts, signal),
        again(createMirror(led, signal), UNMIRRORED, parts, signal),
        again(createRolloutWatch(led, signal), UNROLLED, parts, signal),
      ]);
      renew = () => {};
      await Promise.all([...running.values()].map(({ done }) => done));
      running.clear();
    },
  );
  return {
    take: createTake(parts),
    leads: leadership.leads,
    ages: () =>
      agesOf(
        [...running.values()].map(({ source }) => source),
        clock.nowMs(),
      ),
    renew: () => renew(),
    stop: leadership.stop,
  };
}

const UNSHOWN = 'messages of alerts cannot be brought up to date; trying again';
const UNTOLD = 'hand-offs cannot be told; trying again';
const UNMIRRORED = 'silences cannot be held to those of Alertmanager; trying again';
const UNROLLED = 'rollouts that silences wait for cannot be looked at; trying again';
const UNENDED = 'what fires of sources that are gone could not be ended; trying again';
const UNKEPT = 'user groups cannot be kept in step; trying again';
const UNSENT = 'pages cannot be sent; trying again';
const UNFOLLOWED = 'messages of incidents cannot be brought up to date; trying again';

/** Every second until the signal. */
async function again(
  work: () => Promise<void>,
  failed: string,
  { clock, log }: NotifyParts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: error }, failed);
    });
    await clock.sleep(ALERT_LIMITS.tendMs, signal).catch(() => {}); // over
  }
}

/** What fires of a source that the settings name no longer would fire, and call people, for ever. */
async function endForgotten(
  { store, sources, delivering }: NotifyParts,
  take: Take,
): Promise<void> {
  const named = new Set([...sources().map(({ name }) => name), ...delivering()]);
  for (const source of await store.firingSources()) {
    if (named.has(source)) continue;
    const firing = await store.firingAlerts(source);
    const notices = firing.map((notice) => ({
      ...notice,
      ...({ state: 'resolved' } as const),
      lines: ['The settings name its source no longer: nobody knows how it stands now.'],
    }));
    await take({ source, notices, received: notices.length, ignored: 0 });
  }
}

interface Led {
  readonly take: Take;
  readonly signal: AbortSignal;
}

function settle(running: Map<string, Running>, parts: NotifyParts, led: Led): void {
  const wanted = new Map(parts.sources().map((source) => [source.name, source]));
  for (const [name, { source, over }] of running) {
    if (wanted.get(name) === source) continue;
    over.abort(new Error('the settings are others'));
    running.delete(name);
  }
  for (const [name, source] of wanted) {
    if (running.has(name)) continue;
    const over = new AbortController();
    const signal = AbortSignal.any([led.signal, over.signal]);
    running.set(name, { source, over, done: runOn(source, parts, { take: led.take, signal }) });
  }
}

/** Again and again until the signal, later each time that it ends soon. */
async function runOn(
  source: Source,
  { store, clock, log }: NotifyParts,
  { take, signal }: Led,
): Promise<void> {
  const { againFirstMs, againLongestMs } = ALERT_LIMITS;
  let againMs: number = againFirstMs;
  while (!signal.aborted) {
    const beganMs = clock.nowMs();
    try {
      await source.run({
        ...{ take, clock, signal },
        position: () => store.sourcePosition(source.name),
        firing: () => store.firingAlerts(source.name),
      });
      if (!signal.aborted) log.warn({ source: source.name }, 'a source has ended; it is run again');
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, source: source.name }, 'a source has ended; it is run again');
    }
    if (clock.nowMs() - beganMs > againLongestMs) againMs = againFirstMs;
    await clock.sleep(againMs, signal).catch(() => {}); // over
    againMs = Math.min(againMs * 2, againLongestMs);
  }
}

function agesOf(sources: readonly Source[], nowMs: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    sources.flatMap((source) => {
      const seenAtMs = source.seenAtMs();
      return seenAtMs === undefined ? [] : [[source.name, Math.max(0, (nowMs - seenAtMs) / 1_000)]];
    }),
  );
}
